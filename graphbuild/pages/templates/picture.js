// The graph, drawn by vis-network at places that are known; nothing moves by itself.

const picture = document.getElementById("picture");
const tip = document.getElementById("tip");
let network = null;
let shown = { nodes: [], lines: [] };
let places = new Map();
let leaders = new Set(); // in a crowd, those whose names are always shown
let close = true; // near enough to read the names of the others
const CROWD = 120, CLOSE = 0.62;
const NONE = " "; // an update to an empty label would keep the old one
const drawn = { nodes: null, edges: null };

const inks = new Map(); // of the theme in use
function ink(name) {
  if (!inks.has(name)) inks.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return inks.get(name);
}
const dark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
};

const WIDTH = { contested: 2.6, asserted: 1.5, alleged: 1.5, planned: 1.6, denied: 1.3 };
const DASHES = { contested: false, asserted: false, alleged: [8, 5], planned: [2, 4], denied: [14, 4, 2, 4] };

// A class's colour, lifted towards white where the paper is dark.
function tint(color) {
  if (!dark()) return color;
  const part = (i) => Math.round(parseInt(color.slice(i, i + 2), 16) * 0.62 + 255 * 0.3).toString(16).padStart(2, "0");
  return `#${part(1)}${part(3)}${part(5)}`;
}

function draw(refit = true) {
  shown = visible();
  const first = data.first.map(([n]) => n);
  const wanted = new Set(first);
  const same = shown.nodes.length > 0 && shown.nodes.every((n) => wanted.has(n)) && !narrow() && state.scope === "first";
  if (same) places = new Map(data.first.map(([n, [x, y]]) => [n, { x, y }]));
  else if (shown.nodes.length <= 220) places = arrange(shown.nodes, shown.lines, picture.clientHeight / picture.clientWidth);
  else places = new Map(shown.nodes.map((n) => [n, data.network.nodes[n]]));
  if (shown.nodes.length > 1 && shown.nodes.length <= CROWD) places = spread(places, picture.clientHeight / picture.clientWidth);
  leaders = new Set(shown.nodes.length > CROWD ? shown.nodes.slice(0, 24) : []);
  if (!network) begin();
  if (refit) fit();
  close = network.getScale() > CLOSE;
  const near = highlighted();
  drawn.nodes = new vis.DataSet(shown.nodes.map((n) => nodeStyle(n, near)));
  drawn.edges = new vis.DataSet(shown.lines.map((l) => lineStyle(l, near)));
  network.setData({ nodes: drawn.nodes, edges: drawn.edges });
  if (refit) fit();
  select();
  describe();
}

// Draw the same again with other colours: after a selection or a change of theme.
function redraw() {
  if (shown.nodes.length + shown.lines.length > MANY) return select();
  const near = highlighted();
  drawn.nodes.update(shown.nodes.map((n) => nodeStyle(n, near)));
  drawn.edges.update(shown.lines.map((l) => lineStyle(l, near)));
  return select();
}

// The nodes that stay bright, or null when all do.
function highlighted() {
  if (shown.nodes.length + shown.lines.length > MANY) return null;
  if (state.edge) return new Set(state.edge);
  if (state.node === null || !shown.nodes.includes(state.node)) return null;
  const found = new Set([state.node]);
  for (const { from, to } of shown.lines) {
    if (from === state.node) found.add(to);
    if (to === state.node) found.add(from);
  }
  return found;
}

function nodeStyle(n, near) {
  const { shape, color } = data.network.nodes[n];
  const { x, y } = places.get(n);
  const few = shown.nodes.length <= CROWD;
  const size = (5.5 + Math.min(9, 2.2 * Math.log2(1 + neighbours[n].size))) * (shape === "square" ? 0.86 : shape === "star" ? 1.1 : 1);
  const dim = near && !near.has(n);
  const chosen = state.node === n || (state.edge && state.edge.includes(n));
  const boxed = shape === "box" && few;
  const paint = tint(color);
  const fill = { background: boxed ? ink("paper") : paint, border: chosen ? ink("ink") : boxed ? paint : ink("paper") };
  return {
    id: n, x, y, size, shape: shape === "box" && !few ? "square" : shape, label: few || close || leaders.has(n) || chosen ? wrap(name(n)) + (rejects.has(n) ? ` ${REJECTS}` : "") : NONE, opacity: dim && !state.edge ? 0.35 : 1,
    color: { ...fill, highlight: { ...fill, border: ink("ink") }, hover: { ...fill, border: ink("ink") } },
    borderWidth: chosen ? 2.5 : 1.5, borderWidthSelected: 2.5, margin: 6, shapeProperties: { borderRadius: 2 },
    font: { color: dim && !state.edge ? ink("faint") : ink("ink"), size: !few && !close ? Math.min(90, 13 / Math.min(1, network.getScale())) : n < 6 || chosen ? 15 : 13, strokeWidth: 4, strokeColor: ink("paper"), face: FACE, vadjust: boxed ? 0 : -2 },
  };
}
const FACE = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

function lineStyle({ n, from, to, passing }, near) {
  const statement = foremost(passing);
  const { symmetric } = predicates[statement.p], label = verb(statement);
  const chosen = state.edge && state.edge.includes(from) && state.edge.includes(to);
  const bright = chosen || (state.node !== null && (from === state.node || to === state.node));
  const dim = near && !bright;
  const many = shown.lines.length > MANY;
  const both = bundleAt.has(bundleKey(to, from));
  const named = bright || shown.lines.length <= 24 || (statement.stance === "contested" && shown.lines.length <= 60 && (!near || state.edge));
  const text = (statement.stance === "denied" ? "not: " : "") + label + (passing.length > 1 ? ` +${passing.length - 1}` : "");
  return {
    id: n, from, to, label: named && !many ? text : NONE,
    arrows: symmetric ? "" : { to: { enabled: true, scaleFactor: many ? 0.35 : 0.55 } },
    width: WIDTH[statement.stance] + (chosen ? 1.4 : 0) + Math.min(1.5, 0.3 * (passing.length - 1)),
    dashes: many ? false : DASHES[statement.stance],
    color: { color: ink(statement.stance), highlight: ink(statement.stance), hover: ink(statement.stance), opacity: dim ? (state.edge ? 0.6 : 0.2) : many ? 0.45 : 0.95 },
    font: { size: chosen ? 13 : 11, color: ink(statement.stance === "asserted" ? "soft" : statement.stance), strokeWidth: 5, strokeColor: ink("paper"), face: FACE, align: "horizontal" },
    smooth: both && from !== to && !many ? { enabled: true, type: "curvedCW", roundness: 0.16 } : false,
    selfReference: { size: 16 }, hoverWidth: 0.8, selectionWidth: 0,
  };
}

function begin() {
  network = new vis.Network(picture, { nodes: [], edges: [] }, {
    physics: false, autoResize: true,
    layout: { improvedLayout: false },
    edges: { smooth: false },
    interaction: { hover: true, hideEdgesOnDrag: bundles.length > 2000, hideEdgesOnZoom: bundles.length > 2000, keyboard: { enabled: true, bindToWindow: false }, tooltipDelay: 0, multiselect: false },
  });
  network.on("click", ({ nodes, edges }) => {
    if (nodes.length) choose({ node: nodes[0] });
    else if (edges.length) choose({ edge: [bundles[edges[0]].from, bundles[edges[0]].to] });
    else choose({});
  });
  network.on("doubleClick", ({ nodes }) => { if (nodes.length) expand(nodes[0]); });
  network.on("hoverEdge", ({ edge, event }) => hint(lineText(edge), event));
  network.on("hoverNode", ({ node, event }) => hint(`${name(node)} · ${classes[entities[node].type]?.label ?? entities[node].type}${rejects.has(node) ? " · rejects an accusation" : ""}`, event));
  network.on("zoom", () => {
    if (shown.nodes.length <= CROWD || close === network.getScale() > CLOSE) return;
    close = !close;
    drawn.nodes.update(shown.nodes.map((n) => nodeStyle(n, highlighted())));
  });
  for (const gone of ["blurEdge", "blurNode", "dragStart", "zoom"]) network.on(gone, () => { tip.hidden = true; });
}

function lineText(n) {
  const line = shown.lines.find((l) => l.n === n);
  if (!line) return "";
  const s = foremost(line.passing);
  const more = line.passing.length > 1 ? ` (and ${line.passing.length - 1} more)` : "";
  const by = s.claimant !== undefined ? `, says ${name(s.claimant)}` : "";
  return `${name(s.s)} ${s.polarity === "negated" ? "— not: " : ""}${verb(s)} ${name(s.o)}${by}${more} · ${STANCE_TEXT[s.stance]}`;
}

function hint(text, event) {
  const at = event?.center ?? event ?? {};
  const frame = picture.getBoundingClientRect();
  tip.textContent = text;
  tip.hidden = !text;
  const x = (at.clientX ?? at.x ?? 0) - frame.left, y = (at.clientY ?? at.y ?? 0) - frame.top;
  tip.style.left = `${Math.max(8, Math.min(x + 12, frame.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, y - tip.offsetHeight - 12)}px`;
}

function select() {
  const edges = (state.edge ? [bundleAt.get(bundleKey(...state.edge)), bundleAt.get(bundleKey(state.edge[1], state.edge[0]))] : [])
    .filter((n) => n !== undefined && shown.lines.some((l) => l.n === n));
  const nodes = state.node !== null && shown.nodes.includes(state.node) ? [state.node] : [];
  network.setSelection({ nodes, edges }, { highlightEdges: false, unselectAll: true });
}

// All of it in the window, and room for the controls above and below.
function fit() {
  if (!shown.nodes.length) return;
  const xs = [], ys = [];
  for (const n of shown.nodes) {
    const p = places.get(n), b = shown.nodes.length <= 300 ? box(n) : { w: 40, h: 40 };
    xs.push(p.x - b.w / 2, p.x + b.w / 2); ys.push(p.y - b.h / 3, p.y + b.h * 0.7);
  }
  const [left, right, top, bottom] = [lo(xs), hi(xs), lo(ys), hi(ys)];
  const w = picture.clientWidth - (narrow() ? 24 : 150), h = picture.clientHeight - (narrow() ? 84 : 64);
  const scale = Math.min(1.25, w / (right - left), h / (bottom - top));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + (narrow() ? 24 : 8) / scale }, scale, animation: false });
}
const lo = (list) => list.reduce((a, b) => (b < a ? b : a), Infinity);
const hi = (list) => list.reduce((a, b) => (b > a ? b : a), -Infinity);

function describe() {
  const total = new Set(bundles.flatMap((b) => [b.from, b.to])).size;
  const n = shown.lines.reduce((sum, l) => sum + l.passing.length, 0);
  document.getElementById("status").textContent = shown.nodes.length
    ? `${shown.nodes.length.toLocaleString("en")} of ${plural(total, "entity", "entities")}, ${plural(n, "statement")}`
    : "Nothing matches these filters";
}
