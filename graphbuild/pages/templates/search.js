// Search by name or alias, with completion.

const search = document.getElementById("search");
const found = document.getElementById("found");
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const names = entities.map((e) => [e.label, ...e.aliases].map((text) => [text, folded(text)]));
let active = -1;

function matches(query) {
  const wanted = folded(query.trim());
  if (!wanted) return [];
  const hits = [];
  names.forEach((own, n) => {
    let best = 9, by = "";
    own.forEach(([text, fold], i) => {
      const at = fold.indexOf(wanted);
      const rank = at < 0 ? 9 : (at === 0 ? 0 : /\W/.test(fold[at - 1]) ? 1 : 2) + (i ? 0.5 : 0);
      if (rank < best) { best = rank; by = i ? text : ""; }
    });
    if (best < 9) hits.push({ n, best, by });
  });
  return hits.sort((a, b) => a.best - b.best || a.n - b.n).slice(0, 9);
}

function complete() {
  const hits = matches(search.value);
  active = hits.length ? 0 : -1;
  found.replaceChildren(...hits.map(({ n, by }, i) => make("li", { role: "option", id: `found-${i}`, "data-entity": n, onclick: () => take(n) },
    glyph(entities[n].type), make("span", {}, name(n), by ? make("small", {}, by) : ""), make("span", { class: "count" }, String(mentioned[n].length)))));
  if (search.value.trim() && !hits.length) found.replaceChildren(make("li", { class: "none" }, "No entity of this name"));
  found.hidden = !search.value.trim();
  search.setAttribute("aria-expanded", String(!found.hidden));
  mark();
}

function mark() {
  [...found.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === active)));
  if (active >= 0) search.setAttribute("aria-activedescendant", `found-${active}`);
  else search.removeAttribute("aria-activedescendant");
  found.children[active]?.scrollIntoView({ block: "nearest" });
}

function take(n) {
  closeSearch();
  search.value = "";
  choose({ node: n, reveal: true });
}

function closeSearch() {
  found.hidden = true;
  search.setAttribute("aria-expanded", "false");
}

search.addEventListener("input", complete);
search.addEventListener("focus", complete);
search.addEventListener("blur", () => setTimeout(closeSearch, 200));
search.addEventListener("keydown", (event) => {
  const n = found.querySelectorAll("[data-entity]").length;
  if (event.key === "ArrowDown" && n) active = (active + 1) % n;
  else if (event.key === "ArrowUp" && n) active = (active + n - 1) % n;
  else if (event.key === "Enter" && active >= 0 && n) return take(Number(found.children[active].dataset.entity));
  else return undefined;
  event.preventDefault();
  return mark();
});
