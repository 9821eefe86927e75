// A view: picks in its picture, filters of its list, saving, theme. Works on what stands in the page.

const byId = (name) => document.getElementById(name);
const cards = [...document.querySelectorAll(".card")];
const picks = [...document.querySelectorAll(".pick")];
const svg = document.querySelector("#picture svg");
const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
let picked = "";

function apply() {
  const words = byId("words").value.trim().toLowerCase(), relation = byId("relation").value, stance = byId("stance").value;
  let n = 0;
  for (const card of cards) {
    const { marks, relation: own, stance: how } = card.dataset;
    card.hidden = Boolean((picked && !marks.split(" ").includes(picked)) || (relation && own !== relation)
      || (stance && how !== stance) || (words && !texts.get(card).includes(words)));
    n += card.hidden ? 0 : 1;
  }
  for (const day of document.querySelectorAll(".day")) day.hidden = !cardsOf(day).some((card) => !card.hidden);
  for (const pick of picks) {
    pick.classList.toggle("picked", pick.dataset.show === picked);
    pick.setAttribute("aria-pressed", String(pick.dataset.show === picked));
    recount(pick, relation);
  }
  byId("status").textContent = n === cards.length ? `${n} statements` : `${n} of ${cards.length} statements`;
  remember(words, relation, stance);
}

function cardsOf(day) {
  const found = [];
  for (let next = day.nextElementSibling; next && !next.matches(".day"); next = next.nextElementSibling) found.push(next);
  return found;
}

// The number that a pick shows is that of the relation chosen; without any it fades.
function recount(pick, relation) {
  if (pick.dataset.counts === undefined) return;
  const counts = pick.dataset.counts.split(" ").filter(Boolean).map((pair) => pair.split(":"));
  const n = counts.filter(([name]) => !relation || name === relation).reduce((sum, [, k]) => sum + Number(k), 0);
  pick.classList.toggle("none", n === 0);
  const number = pick.querySelector(".n");
  if (number) number.textContent = n || "";
}

function choose(key) {
  picked = picked === key ? "" : key;
  apply();
  const first = cards.find((card) => !card.hidden);
  if (!picked || !first) return;
  for (const card of cards.filter((c) => !c.hidden).slice(0, 12)) card.open = true;
  byId("controls").scrollIntoView({ block: "start", behavior: "instant" });
}

// --- the address -----------------------------------------------------------------------------------

function remember(words, relation, stance) {
  if (location.protocol === "about:") return; // in a notebook's frame there is no address to keep it in
  const hash = new URLSearchParams(Object.entries({ show: picked, words, relation, stance }).filter(([, value]) => value));
  history.replaceState(null, "", hash.size ? `#${hash}` : location.pathname + location.search);
}

function recall() {
  const hash = new URLSearchParams(location.hash.slice(1));
  for (const key of ["words", "relation", "stance"]) byId(key).value = hash.get(key) ?? "";
  picked = hash.get("show") ?? "";
  apply();
}

// --- saving ----------------------------------------------------------------------------------------

// The picture by itself, in the colours that it has now.
function drawing() {
  const style = getComputedStyle(document.documentElement);
  const text = new XMLSerializer().serializeToString(svg);
  return text.replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
}

function save(blob, file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function savePng() {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = svg.width.baseVal.value * 2;
    canvas.height = svg.height.baseVal.value * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "view.png"), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing())}`;
}

const dark = () => {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
};

// --- the start -------------------------------------------------------------------------------------

for (const pick of picks) {
  pick.addEventListener("click", () => choose(pick.dataset.show));
  pick.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(pick.dataset.show);
  });
}
for (const key of ["words", "relation", "stance"]) byId(key).addEventListener("input", apply);
byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("everything").addEventListener("click", () => { picked = ""; byId("controls").reset(); apply(); });
byId("theme").addEventListener("click", () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; });
byId("save-svg").addEventListener("click", () => save(new Blob([drawing()], { type: "image/svg+xml" }), "view.svg"));
byId("save-png").addEventListener("click", savePng);
document.addEventListener("keydown", (event) => {
  const typing = ["INPUT", "SELECT"].includes(document.activeElement?.tagName);
  if (event.key === "/" && !typing) { event.preventDefault(); byId("words").focus(); }
  if (event.key === "Escape") { picked = ""; document.activeElement?.blur(); apply(); }
});
window.addEventListener("hashchange", recall);
// On a narrow screen a map begins in its middle, where most states are.
if (svg.classList.contains("map")) byId("picture").scrollLeft = (byId("picture").scrollWidth - byId("picture").clientWidth) / 2;
recall();
document.documentElement.dataset.ready = "true";
