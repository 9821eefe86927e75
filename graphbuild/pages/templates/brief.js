// A brief only prints and changes its theme.
const root = document.documentElement;
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("theme").addEventListener("click", () => {
  const { theme } = root.dataset;
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
});
root.dataset.ready = "true";
