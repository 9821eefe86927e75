// What a click does, the address of a view, saving, and the start.

const id = (n) => entities[n].id;
const numberOf = new Map(entities.map((e, n) => [e.id, n]));
for (const [gone, now] of goneTo) numberOf.set(gone, numberOf.get(now));
const button = (name) => document.getElementById(name);

// Select an entity, a pair or nothing; `reveal` brings it into the picture when it is not there.
function choose({ node = null, edge = null, reveal = false, at = null }) {
  state.node = node;
  state.edge = edge;
  const wanted = edge ?? (node === null ? [] : [node]);
  const there = new Set(shown.nodes);
  if (reveal && wanted.some((n) => !there.has(n)) && wanted.some((n) => neighbours[n].size)) {
    state.scope = "focus";
    state.around = edge ? [...edge] : [node];
    draw();
  } else redraw();
  showPanel();
  if (at !== null) panel.querySelector(`article[data-statement="${at}"]`)?.scrollIntoView({ block: "start" });
  if (narrow() && reveal) panel.scrollIntoView({ block: "start" });
  remember();
}

function focus(n) {
  Object.assign(state, { scope: "focus", around: [n], node: n, edge: null });
  draw();
  showPanel();
  remember();
}

// Keep what is shown and add an entity's direct links to it.
function expand(n) {
  const scope = state.scope === "path" ? "focus" : state.scope;
  Object.assign(state, { scope, around: unique([...state.around, n]), node: n, edge: null });
  draw();
  showPanel();
  remember();
}

// Take away what `expand` brought; the last neighbourhood gives way to the overview.
function collapse(n) {
  const around = state.around.filter((m) => m !== n);
  Object.assign(state, { scope: around.length ? state.scope : "first", around, node: n, edge: null });
  draw();
  showPanel();
  remember();
}

function showPath(path) {
  Object.assign(state, { scope: "path", around: path, node: null, edge: null });
  draw();
  showPanel();
  remember();
}

function changed() {
  draw();
  if (state.node !== null || state.edge || state.scope === "path") showPanel();
  remember();
}

function showScope(scope) {
  Object.assign(state, { scope, around: [] });
  draw();
  remember();
}

function reset() {
  state = START();
  showFilters();
  draw();
  showPanel();
  remember();
}

// --- the address ---------------------------------------------------------------------------------

function remember() {
  if (location.protocol === "about:") return; // in a notebook's frame there is no address to keep it in
  const hash = new URLSearchParams();
  if (asOne) hash.set("one", "1");
  if (state.scope !== "first") hash.set("view", state.scope);
  if (state.around.length) hash.set("around", JSON.stringify(state.around.map(id)));
  if (state.node !== null) hash.set("entity", id(state.node));
  if (state.edge) hash.set("pair", JSON.stringify(state.edge.map(id)));
  for (const key of ["classes", "stances", "predicates"]) if (state[key].size) hash.set(`no-${key}`, [...state[key]].sort().join(","));
  const plain = START();
  for (const key of ["claimant", "outlet", "confidence", "sources", "from", "to"]) if (state[key] !== plain[key]) hash.set(key, state[key]);
  const text = hash.toString();
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}

function recall() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const list = (key) => { try { return JSON.parse(hash.get(key) ?? "[]").map((e) => numberOf.get(e)).filter((n) => n !== undefined); } catch { return []; } };
  state = START();
  state.around = list("around");
  if (["first", "all"].includes(hash.get("view")) || state.around.length) state.scope = hash.get("view") ?? "first";
  state.node = numberOf.get(hash.get("entity")) ?? null;
  const pair = list("pair");
  state.edge = pair.length === 2 ? pair : null;
  for (const key of ["classes", "stances", "predicates"]) state[key] = new Set((hash.get(`no-${key}`) ?? "").split(",").filter(Boolean));
  for (const key of ["claimant", "outlet", "from", "to"]) state[key] = hash.get(key) ?? "";
  state.confidence = Number(hash.get("confidence")) || 0;
  state.sources = Number(hash.get("sources")) || 1;
  return [...hash.keys()].some((key) => key !== "one");
}

// --- saving --------------------------------------------------------------------------------------

function save(blob, file) {
  const link = make("a", { href: URL.createObjectURL(blob), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function savePng() {
  const from = picture.querySelector("canvas");
  const to = make("canvas", { width: from.width, height: from.height });
  const pen = to.getContext("2d");
  pen.fillStyle = ink("paper");
  pen.fillRect(0, 0, to.width, to.height);
  pen.drawImage(from, 0, 0);
  to.toBlob((blob) => save(blob, "graph.png"), "image/png");
}

const xml = (text) => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd");

function svgText() {
  const at = (n) => places.get(n);
  const xs = shown.nodes.map((n) => at(n).x), ys = shown.nodes.map((n) => at(n).y);
  const [x, y] = [lo(xs) - 110, lo(ys) - 60], [w, h] = [hi(xs) - x + 110, hi(ys) - y + 80];
  const lines = shown.lines.filter((l) => l.from !== l.to).map((l) => {
    const s = foremost(l.passing), [a, b] = [at(l.from), at(l.to)];
    const d = Math.hypot(b.x - a.x, b.y - a.y) || 1, ux = (b.x - a.x) / d, uy = (b.y - a.y) / d;
    const bend = bundleAt.has(bundleKey(l.to, l.from)) ? 0.16 * d : 0;
    const mid = { x: (a.x + b.x) / 2 + uy * bend, y: (a.y + b.y) / 2 - ux * bend };
    return `<path d="M${a.x + ux * 14} ${a.y + uy * 14} Q${mid.x} ${mid.y} ${b.x - ux * 20} ${b.y - uy * 20}" fill="none" stroke="${ink(s.stance)}" stroke-width="${WIDTH[s.stance]}" stroke-dasharray="${(DASHES[s.stance] || ["none"]).join(" ")}" marker-end="url(#${s.stance})"><title>${xml(lineText(l.n))}</title></path>`;
  });
  const marks = STANCES.map((s) => `<marker id="${s}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="${ink(s)}"/></marker>`);
  const dots = shown.nodes.map((n) => {
    const { shape, color } = data.network.nodes[n], p = at(n);
    const text = wrap(name(n)).split("\n").map((t, i) => `<tspan x="${p.x}" dy="${i ? 15 : 0}">${xml(t)}</tspan>`).join("");
    return `<path transform="translate(${p.x - 12} ${p.y - 12}) scale(1.5)" d="${SHAPES[shape] ?? SHAPES.dot}" fill="${xml(tint(color))}"/><text x="${p.x}" y="${p.y + 28}" text-anchor="middle" font-size="13" paint-order="stroke" stroke="${ink("paper")}" stroke-width="4" fill="${ink("ink")}">${text}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${w} ${h}" width="${w}" height="${h}" font-family="sans-serif"><defs>${marks.join("")}</defs><rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${ink("paper")}"/>${lines.join("")}${dots.join("")}</svg>`;
}

// Quoted, and never a formula to a spreadsheet.
function cell(value) {
  const text = value === undefined || value === null ? "" : String(value);
  return `"${(/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

// What is saved: the statements of the selected pair or entity, or else of all that is drawn.
function selection() {
  const numbers = state.edge ? [0, 1].flatMap((i) => bundles[bundleAt.get(bundleKey(state.edge[i], state.edge[1 - i]))]?.statements ?? [])
    : state.node !== null ? mentioned[state.node] : shown.lines.flatMap((l) => l.passing);
  return unique(numbers).filter((n) => passes(statements[n]));
}

function csvText() {
  const head = ["subject", "predicate", "object", "claimant", "stance", "date", "confidence", "sentence", "outlet", "published", "title", "url", "start", "end", "page"];
  const rows = selection().flatMap((n) => statements[n].evidence.map(([a, start, end, sentence]) => {
    const s = statements[n], from = articles[a];
    return [name(s.s), s.p, s.o === undefined ? s.literal : name(s.o), s.claimant === undefined ? "" : name(s.claimant), s.stance, s.date, s.confidence, sentence, from.publisher, from.published, from.title, from.url, start, end, pageOf(from, start) || ""];
  }));
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

// --- the start -----------------------------------------------------------------------------------

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  inks.clear();
  showFilters();
  redraw();
  showPanel();
}

function toggleFilters(open = document.body.classList.contains("no-filters")) {
  document.body.classList.toggle("no-filters", !open);
  button("filters-toggle").setAttribute("aria-expanded", String(open));
}

const actions = {
  "show-first": () => showScope("first"), "show-all": () => showScope("all"), reset,
  "zoom-in": () => zoom(1.3), "zoom-out": () => zoom(1 / 1.3), "zoom-fit": fit,
  "save-png": savePng, "save-svg": () => save(new Blob([svgText()], { type: "image/svg+xml" }), "graph.svg"),
  "save-csv": () => save(new Blob(["\ufeff", csvText()], { type: "text/csv" }), "statements.csv"),
  "save-turtle": () => save(new Blob([turtleText(selection())], { type: "text/turtle" }), "statements.ttl"),
  "copy-link": () => navigator.clipboard?.writeText(location.href),
  theme: () => setTheme(dark() ? "light" : "dark"), "filters-toggle": () => toggleFilters(),
};
const zoom = (by) => network.moveTo({ scale: network.getScale() * by });

for (const [key, action] of Object.entries(actions)) {
  button(key).addEventListener("click", () => { action(); button("export-menu").open = false; });
}
document.addEventListener("keydown", (event) => {
  const typing = ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName) && document.activeElement.type !== "checkbox";
  if (event.key === "/" && !typing) { event.preventDefault(); search.focus(); search.select(); }
  if (event.key !== "Escape") return;
  if (document.activeElement === search) { search.value = ""; closeSearch(); search.blur(); }
  else if (narrow() && !document.body.classList.contains("no-filters")) toggleFilters(false);
  else choose({});
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(document.documentElement.dataset.theme));
window.addEventListener("hashchange", () => { recall(); showFilters(); draw(); showPanel(); });
let wide = !narrow();
window.addEventListener("resize", () => { if (wide === narrow()) { wide = !narrow(); draw(); } });

if (narrow()) toggleFilters(false);
if (!recall() && data.conflict) state.edge = [...data.conflict];
showFilters();
draw();
showPanel();
document.documentElement.dataset.ready = "true";
performance.mark("graphbuild-ready");
