// The side bar: a legend whose entries switch things on and off, and finer filters below.

const filters = document.getElementById("filters");

function count(key) {
  const found = new Map();
  for (const s of statements) for (const value of key(s)) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

function showFilters() {
  const types = new Map();
  for (const { type } of entities) types.set(type, (types.get(type) ?? 0) + 1);
  const stances = count((s) => [s.stance]), used = count((s) => [s.p]);
  filters.replaceChildren(
    section("Lines", true, ...STANCES.filter((k) => stances.has(k)).map((k) => toggle("stances", k, lineGlyph(k), STANCE_TEXT[k], stances.get(k)))),
    section("Entities", true, ...Object.keys(classes).sort((a, b) => types.get(b) - types.get(a)).map((k) => toggle("classes", k, glyph(k), classes[k].label, types.get(k))),
      data.alike.length > 0 && location.protocol !== "about:" && alikeToggle(),
      rejects.size > 0 && make("p", { class: "note" }, `${REJECTS} after a name: rejects an accusation`)),
    ...(months.length > 1 ? [section("When", true, timeline())] : []),
    section("Who says it", false,
      choice("claimant", "Claimant", claimants()), choice("outlet", "Outlet", outlets()),
      slider("sources", "Named by at least", 1, Math.max(1, ...statements.map((s) => s.outlets.length)), 1, (v) => plural(v, "outlet")),
      slider("confidence", "Confidence at least", 0, 1, 0.05, (v) => `${Math.round(v * 100)} %`)),
    section("Relations", false, ...[...used].sort((a, b) => b[1] - a[1]).map(([k, n]) => toggle("predicates", k, "", predicates[k].label, n))),
  );
}

function section(title, open, ...children) {
  return make("details", { open, class: "section" }, make("summary", {}, title), ...children.filter(Boolean));
}

function toggle(set, key, mark, label, n) {
  const input = make("input", { type: "checkbox", "data-filter": set, value: key });
  input.checked = !state[set].has(key);
  input.addEventListener("change", () => {
    if (input.checked) state[set].delete(key); else state[set].add(key);
    changed();
  });
  const only = make("button", { type: "button", class: "only", "aria-label": `only ${label}`, onclick: () => onlyThis(set, key) }, "only");
  return make("div", { class: "toggle" }, make("label", {}, input, mark, make("span", {}, label), make("span", { class: "count" }, String(n))), only);
}

function onlyThis(set, key) {
  const all = [...filters.querySelectorAll(`[data-filter=${set}]`)].map((i) => i.value);
  state[set] = new Set(all.filter((k) => k !== key));
  showFilters();
  changed();
}

const claimants = () => [["", "anybody"], ["-", "the article itself"], ...[...count((s) => (s.claimant === undefined ? [] : [s.claimant]))]
  .sort((a, b) => b[1] - a[1]).map(([n, k]) => [entities[n].id, `${name(n)} (${k})`])];
const outlets = () => [["", "all"], ...[...count((s) => s.outlets)].sort((a, b) => b[1] - a[1]).map(([outlet, k]) => [outlet, `${outlet} (${k})`])];

function choice(key, label, options) {
  const select = make("select", { "data-filter": key }, ...options.map(([value, text]) => make("option", { value }, text)));
  select.value = state[key];
  select.addEventListener("change", () => { state[key] = select.value; changed(); });
  return make("label", { class: "field" }, label, select);
}

function slider(key, label, min, max, step, text) {
  const input = make("input", { type: "range", min, max, step, "data-filter": key });
  input.value = state[key];
  const output = make("output", {}, text(Number(state[key])));
  input.addEventListener("input", () => {
    state[key] = Number(input.value);
    output.textContent = text(state[key]);
    changed();
  });
  return make("label", { class: "field" }, make("span", {}, `${label} `, output), input);
}

// Bars of statements by month with a handle at either end.
function timeline() {
  const perMonth = count((s) => (s.day.length >= 7 ? [s.day.slice(0, 7)] : []));
  const most = Math.max(...perMonth.values());
  const step = 240 / months.length;
  const bars = months.map((m, i) => make("rect", { x: i * step, width: Math.max(step - 1, 0.6), y: 44 - 42 * Math.sqrt((perMonth.get(m) ?? 0) / most), height: 42 * Math.sqrt((perMonth.get(m) ?? 0) / most), "data-month": m }));
  const output = make("output", { class: "period" });
  const ends = ["from", "to"].map((key, i) => {
    const input = make("input", { type: "range", min: 0, max: months.length - 1, step: 1, "data-filter": key, "aria-label": key === "from" ? "first month" : "last month" });
    input.value = state[key] ? months.indexOf(state[key]) : i * (months.length - 1);
    return input;
  });
  const paint = () => {
    const [a, b] = ends.map((e) => Number(e.value)).sort((x, y) => x - y);
    bars.forEach((bar, i) => bar.setAttribute("class", i >= a && i <= b ? "in" : "out"));
    output.textContent = `${months[a]} to ${months[b]}`;
    return [a, b];
  };
  for (const end of ends) {
    end.addEventListener("input", () => {
      const [a, b] = paint();
      state.from = a === 0 ? "" : months[a];
      state.to = b === months.length - 1 ? "" : months[b];
      changed();
    });
  }
  paint();
  return make("div", { class: "timeline" }, make("svg", { viewBox: "0 0 240 46", preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars), make("div", { class: "ends" }, ...ends), output);
}
