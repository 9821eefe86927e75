"use strict";
// Completes names in the search field.
(() => {
  const field = document.getElementById("find");
  const list = document.getElementById("suggestions");
  let active = -1, asked = 0;

  const close = () => { list.hidden = true; active = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const mark = () => {
    [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) field.setAttribute("aria-activedescendant", `suggestion-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const item = ({ label, name, type, href }, i) => {
    const li = document.createElement("li"), text = document.createElement("span"), small = document.createElement("small");
    text.textContent = label;
    small.textContent = name === label ? type : `${type} · ${name}`;
    Object.assign(li, { id: `suggestion-${i}` }).setAttribute("role", "option");
    li.dataset.href = href;
    li.append(text, small);
    li.addEventListener("mousedown", () => { location.href = href; });
    return li;
  };

  field.addEventListener("input", async () => {
    const turn = (asked += 1), typed = field.value.trim();
    if (!typed) return close();
    const answer = await fetch(`/suggest?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || turn !== asked) return undefined;
    const hits = await answer.json();
    list.replaceChildren(...hits.map(item));
    active = -1;
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    return mark();
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const n = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape") return close();
    if (event.key === "ArrowDown" && n) active = (active + 1) % n;
    else if (event.key === "ArrowUp" && n) active = active <= 0 ? n - 1 : active - 1;
    else if (event.key === "Enter" && active >= 0) location.href = list.children[active].dataset.href;
    else return undefined;
    event.preventDefault();
    return mark();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !typing) { event.preventDefault(); field.focus(); field.select(); }
  });
})();
