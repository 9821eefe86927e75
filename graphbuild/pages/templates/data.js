// The data of the page, what can be derived from it, and the state of the view.

const data = JSON.parse(document.getElementById("data").textContent);
const asOne = data.alike.length > 0 && new URLSearchParams(location.hash.slice(1)).has("one");
const goneTo = asOne ? takeAsOne(data) : new Map();
const { entities, statements, articles, classes, predicates } = data;
const bundles = data.network.edges;
const STANCES = ["contested", "asserted", "alleged", "planned", "denied"];
const STANCE_TEXT = {
  contested: "contested",
  asserted: "asserted",
  alleged: "alleged",
  planned: "planned, threatened",
  denied: "said not to be so",
};
const MANY = 600; // above it, no curves, no dimming, no labels on lines

const unique = (list) => [...new Set(list)];
const bundleKey = (source, target) => `${source}-${target}`;
const bundleAt = new Map(bundles.map((b, n) => [bundleKey(b.from, b.to), n]));
const neighbours = entities.map(() => new Set());
const mentioned = entities.map(() => []);
const disputes = statements.map(() => []);

for (const { from, to } of bundles) {
  if (from !== to) { neighbours[from].add(to); neighbours[to].add(from); }
}
statements.forEach((statement, n) => {
  for (const e of unique([statement.s, statement.o, statement.claimant])) {
    if (e !== undefined) mentioned[e].push(n);
  }
  for (const denial of statement.denied_by ?? []) disputes[denial].push(n);
  const read = statement.evidence.map((e) => articles[e[0]]);
  statement.outlets = unique(read.map((a) => a.publisher || a.id));
  statement.day = statement.date || read.map((a) => a.published).filter(Boolean).sort()[0] || "";
});

// Entities that reject something without naming whom: no line can show it, so their names get a sign.
const REJECTS = "⊘";
const rejects = new Set(statements.filter((s, n) => s.o === undefined && disputes[n].length).map((s) => s.s));

const days = unique(statements.map((s) => s.day.slice(0, 7)).filter((m) => m.length === 7)).sort();
const months = days.length ? between(days[0], days.at(-1)) : [];

function between(first, last) {
  const found = [];
  let [year, month] = first.split("-").map(Number);
  for (let at = first; at <= last && found.length < 1200; ) {
    found.push(at);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
    at = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
  return found;
}

const START = () => ({
  scope: "first", around: [], node: null, edge: null,
  classes: new Set(), stances: new Set(), predicates: new Set(),
  claimant: "", outlet: "", confidence: 0, sources: 1, from: "", to: "",
});
let state = START();

// Whether the filters let a statement through; a class switched off hides its entities.
function passes(s) {
  if (state.stances.has(s.stance) || state.predicates.has(s.p)) return false;
  if (state.classes.has(entities[s.s].type)) return false;
  if (s.o !== undefined && state.classes.has(entities[s.o].type)) return false;
  if (s.confidence < state.confidence || s.outlets.length < state.sources) return false;
  if (state.outlet && !s.outlets.includes(state.outlet)) return false;
  if (state.claimant === "-" && s.claimant !== undefined) return false;
  if (state.claimant && state.claimant !== "-" && entities[s.claimant]?.id !== state.claimant) return false;
  if (state.from && !(s.day.slice(0, 7) >= state.from)) return false;
  if (state.to && !(s.day && s.day.slice(0, 7) <= state.to)) return false;
  return true;
}

const filtered = () => {
  const plain = START();
  return ["classes", "stances", "predicates"].some((k) => state[k].size)
    || ["claimant", "outlet", "confidence", "sources", "from", "to"].some((k) => state[k] !== plain[k]);
};

// The statement that speaks for a bundle: contested first, then hostile, then what most report.
function foremost(numbers) {
  const weight = (s) => (s.stance === "contested" ? 8 : 0) + (predicates[s.p].hostile ? 4 : 0)
    + (s.stance === "denied" ? -6 : 0) + Math.min(3, s.outlets.length) + s.confidence;
  return numbers.map((n) => statements[n]).reduce((a, b) => (weight(b) > weight(a) ? b : a));
}

// What the scope and the filters show: entity numbers, and bundles with their passing statements.
function visible() {
  const lines = [];
  bundles.forEach((bundle, n) => {
    const passing = bundle.statements.filter((i) => passes(statements[i]));
    if (passing.length) lines.push({ n, from: bundle.from, to: bundle.to, passing });
  });
  const scope = inScope(lines);
  const kept = lines.filter((l) => scope.has(l.from) && scope.has(l.to));
  return { nodes: [...scope].sort((a, b) => a - b), lines: kept };
}

function inScope(lines) {
  const joined = new Set(lines.filter((l) => l.from !== l.to).flatMap((l) => [l.from, l.to]));
  if (state.scope === "all") return joined;
  if (state.scope === "path") return new Set(state.around);
  if (state.scope === "focus") return focusSet(lines);
  const ours = data.first.map(([n]) => n).filter((n) => !state.classes.has(entities[n].type));
  const most = narrow() ? 11 : Math.max(data.first.length, 1);
  const found = connected(filtered() ? [...joined].sort((a, b) => a - b) : ours, lines, most);
  return state.around.length ? new Set([...found, ...focusSet(lines)]) : found;
}

// The first `most` of the candidates, without those that stand alone among them.
function connected(candidates, lines, most) {
  const chosen = new Set(candidates.slice(0, most));
  const joined = new Set();
  for (const { from, to } of lines) {
    if (from !== to && chosen.has(from) && chosen.has(to)) { joined.add(from); joined.add(to); }
  }
  return joined;
}

function focusSet(lines) {
  const found = new Set(state.around);
  for (const centre of state.around) {
    const near = new Set();
    for (const { from, to } of lines) {
      if (from === centre) near.add(to);
      if (to === centre) near.add(from);
    }
    [...near].sort((a, b) => a - b).slice(0, 40).forEach((n) => found.add(n));
  }
  return found;
}

// The shortest path between two entities over what the filters let through, or null.
function pathBetween(start, end) {
  const before = new Map([[start, null]]);
  const next = new Map();
  for (const { from, to, statements: numbers } of bundles) {
    if (!numbers.some((n) => passes(statements[n]))) continue;
    for (const [a, b] of [[from, to], [to, from]]) next.set(a, [...(next.get(a) ?? []), b]);
  }
  for (let queue = [start]; queue.length && !before.has(end);) {
    const at = queue.shift();
    for (const n of (next.get(at) ?? []).sort((a, b) => a - b)) {
      if (!before.has(n)) { before.set(n, at); queue.push(n); }
    }
  }
  if (!before.has(end)) return null;
  const path = [];
  for (let at = end; at !== null; at = before.get(at)) path.unshift(at);
  return path;
}

const narrow = () => window.innerWidth < 760;
const name = (n) => entities[n].label;
const verb = (s) => predicates[s.p][entities[s.s].plural ? "plural" : "label"];
const QUALIFIER_TEXT = { conduct: "what they are accused of" };
const plural = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

// An element; children are elements or text, and text is never read as markup.
function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "path", "line", "rect", "circle"].includes(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") element.addEventListener("click", value);
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}
