// The panel: an introduction, an entity, or a pair with every statement between the two.

const panel = document.getElementById("panel");

function showPanel() {
  const content = state.edge ? pairPanel(...state.edge) : state.node !== null ? entityPanel(state.node) : state.scope === "path" ? pathPanel(state.around) : introPanel();
  panel.replaceChildren(...content);
  panel.scrollTop = 0;
}

const entityLink = (n, extra = "") => make("button", { type: "button", class: `entity ${extra}`, "data-entity": n, onclick: () => choose({ node: n, reveal: true }) }, glyph(entities[n].type), name(n));

function introPanel() {
  const disputed = statements.map((s, n) => n).filter((n) => statements[n].stance === "contested" && statements[n].o !== undefined)
    .sort((a, b) => statements[b].outlets.length - statements[a].outlets.length).slice(0, 6);
  return [
    make("p", { class: "eyebrow" }, "How to read this"),
    make("p", { class: "prose" }, "Dots and squares are people, states and organisations; an arrow runs from who acts to whom it concerns. Its colour says whether it is contested, asserted, alleged, planned or said not to be so. Click anything to see the sentences it comes from."),
    ...(disputed.length ? [make("h3", {}, "Disputed statements"), make("ul", { class: "list" }, ...disputed.map((n) => make("li", {}, statementLink(n))))] : []),
    make("h3", {}, "Key entities"),
    make("ul", { class: "list" }, ...data.first.slice(0, 12).map(([n]) => make("li", {}, entityLink(n), make("span", { class: "count" }, String(mentioned[n].length))))),
  ];
}

function pairPanel(one, other) {
  const numbers = (a, b) => (bundles[bundleAt.get(bundleKey(a, b))]?.statements ?? []).filter((n) => passes(statements[n]));
  const there = ranked(numbers(one, other)), back = one === other ? [] : ranked(numbers(other, one));
  const first = data.conflict && data.conflict[0] === one && data.conflict[1] === other;
  return [
    make("p", { class: "eyebrow" }, first ? "Most disputed" : plural(there.length + back.length, "statement")),
    make("h2", {}, name(one), make("span", { class: "to" }, " → "), name(other)),
    ...there.map(statementCard),
    ...(back.length ? [make("h3", {}, `${name(other)} → ${name(one)}`), ...back.map(statementCard)] : []),
    closeButton(),
  ];
}

const ranked = (numbers) => [...numbers].sort((a, b) => STANCES.indexOf(statements[a].stance) - STANCES.indexOf(statements[b].stance)
  || statements[b].evidence.length - statements[a].evidence.length || predicates[statements[b].p].hostile - predicates[statements[a].p].hostile
  || (statements[a].claimant === undefined ? 0 : 1) - (statements[b].claimant === undefined ? 0 : 1) || statements[b].confidence - statements[a].confidence || a - b);

function entityPanel(n) {
  const entity = entities[n];
  const groups = new Map();
  for (const i of mentioned[n].filter((m) => passes(statements[m]))) {
    const s = statements[i];
    const role = s.s === n ? verb(s) : s.o === n ? predicates[s.p].inverse : "claims that";
    if (!groups.has(role)) groups.set(role, []);
    groups.get(role).push(i);
  }
  const around = ["focus", "first"].includes(state.scope) && state.around.includes(n);
  return [
    make("p", { class: "eyebrow" }, glyph(entity.type), classes[entity.type]?.label ?? entity.type),
    make("h2", {}, entity.label),
    entity.aliases.length > 0 && make("p", { class: "aliases" }, "also: ", entity.aliases.join(" · ")),
    entity.links.length > 0 && make("p", { class: "links" }, ...entity.links.map((url) => make("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, shortLink(url)))),
    make("p", { class: "actions" },
      make("button", { type: "button", id: "focus", onclick: () => focus(n) }, "Show only its direct links"),
      around ? make("button", { type: "button", id: "collapse", onclick: () => collapse(n) }, "Hide its direct links")
        : make("button", { type: "button", id: "expand", onclick: () => expand(n) }, "Add its direct links")),
    pathField(n),
    ...[...groups].sort((a, b) => weightOf(b[1]) - weightOf(a[1])).flatMap(([role, numbers]) => [
      make("h3", {}, role, make("span", { class: "count" }, String(numbers.length))),
      make("ul", { class: "list" }, ...ranked(numbers).slice(0, 60).map((i) => make("li", {}, statementLink(i, n)))),
    ]),
    closeButton(),
  ].filter(Boolean);
}

// Conflicts stand before affiliations, long lists before short ones.
const weightOf = (numbers) => numbers.length + (predicates[statements[numbers[0]].p].hostile ? 1000 : 0) + (numbers.some((n) => statements[n].stance === "contested") ? 2000 : 0);

// Ask for the shortest path to another entity.
function pathField(n) {
  const field = make("input", { type: "text", id: "path", list: "path-names", autocomplete: "off", placeholder: "name of another entity" });
  const answer = make("output", {});
  field.addEventListener("change", () => {
    const end = entities.findIndex((e, i) => i !== n && e.label === field.value);
    if (end < 0) return;
    const path = pathBetween(n, end);
    if (path) showPath(path); else answer.textContent = "nothing connects the two";
  });
  const options = entities.slice(0, 500).filter((e, i) => i !== n && neighbours[i].size).map((e) => make("option", { value: e.label }));
  return make("label", { class: "field" }, "How is it connected to ", answer, field, make("datalist", { id: "path-names" }, ...options));
}

function pathPanel(path) {
  const steps = path.slice(1).map((n, i) => {
    const numbers = [[path[i], n], [n, path[i]]].flatMap(([a, b]) => bundles[bundleAt.get(bundleKey(a, b))]?.statements ?? []).filter((m) => passes(statements[m]));
    return numbers.length ? statementCard(statements.indexOf(foremost(numbers))) : "";
  });
  return [make("p", { class: "eyebrow" }, `Connected in ${plural(steps.length, "step")}`),
    make("h2", {}, name(path[0]), make("span", { class: "to" }, " … "), name(path.at(-1))), ...steps,
    make("p", { class: "actions" }, make("button", { type: "button", onclick: () => { showScope("first"); showPanel(); } }, "Back to the overview"))];
}

const closeButton = () => make("p", { class: "actions" }, make("button", { type: "button", id: "close-panel", onclick: () => choose({}) }, "Back to the overview"));

// One line for a statement; seen from an entity it leaves that entity out.
function statementLink(n, from = null) {
  const s = statements[n];
  const object = s.o !== undefined ? name(s.o) : s.literal !== undefined ? `“${s.literal}”` : "";
  const text = s.s === from ? object || whatIsSaid(s) : s.o === from ? name(s.s) : `${name(s.s)} ${s.polarity === "negated" ? "— not: " : ""}${verb(s)} ${object}`;
  const by = s.claimant !== undefined && s.claimant !== from ? `says ${name(s.claimant)}` : "";
  const outlets = plural(s.outlets.length, "outlet");
  return make("button", { type: "button", class: "statement-link", "data-statement": n, onclick: () => openStatement(n) },
    lineGlyph(s.stance), make("span", {}, text, s.o === undefined && s.literal === undefined && text !== whatIsSaid(s) && make("q", {}, whatIsSaid(s)), make("small", {}, [by, s.date, s.ended && `ended ${s.ended}`, outlets].filter(Boolean).join(" · "))));
}

const whatIsSaid = (s) => (s.evidence[0][3].length > 130 ? `${s.evidence[0][3].slice(0, 128)}…` : s.evidence[0][3]);

function openStatement(n) {
  const s = statements[n];
  if (s.o !== undefined) return choose({ edge: [s.s, s.o], reveal: true, at: n });
  panel.replaceChildren(
    make("p", { class: "eyebrow" }, "Statement"), make("h2", {}, name(s.s)), statementCard(n),
    make("p", { class: "actions" }, make("button", { type: "button", onclick: showPanel }, "Back")));
  return undefined;
}

function statementCard(n) {
  const s = statements[n];
  const facts = [
    ["Date", s.date], ["Ended", s.ended], ["Confidence", `${Math.round(s.confidence * 100)} %`], ["Outlets", s.outlets.length > 1 ? String(s.outlets.length) : null],
    ...(s.qualifiers ?? []).map(([key, value]) => [capital(QUALIFIER_TEXT[key] ?? key), value]),
  ].filter(([, value]) => value);
  return make("article", { class: `card ${s.stance}`, "data-statement": n },
    make("p", { class: "said" }, entityLink(s.s), " ",
      s.polarity === "negated" && make("em", { class: "not" }, "not: "), make("span", { class: "predicate" }, verb(s)), " ",
      s.o !== undefined ? entityLink(s.o) : s.literal !== undefined ? make("q", {}, s.literal) : ""),
    make("p", { class: "meta" }, make("span", { class: "stance" }, lineGlyph(s.stance), STANCE_TEXT[s.stance]), ...claimant(s)),
    make("dl", {}, ...facts.flatMap(([key, value]) => [make("dt", {}, key), make("dd", {}, value)])),
    disputeList("Ended by", s.ended_by ?? []), disputeList("Denied by", s.denied_by ?? []), disputeList("Denies", disputes[n]),
    ...quotes(s));
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function claimant(s) {
  if (s.claimant === undefined) return [make("span", { class: "claimant" }, "reported in the article’s own voice")];
  const outer = s.outer !== undefined ? [", as reported by ", entityLink(s.outer)] : [];
  return [make("span", { class: "claimant" }, "according to ", entityLink(s.claimant), ...outer)];
}

const disputeList = (title, numbers) => numbers.length > 0 && make("div", { class: "disputes" }, make("h4", {}, title), make("ul", { class: "list" }, ...numbers.map((n) => make("li", {}, statementLink(n)))));

function quotes(s) {
  const all = s.evidence.map((e) => quote(e));
  if (all.length <= 4) return all;
  const rest = make("details", { class: "more" }, make("summary", {}, `${all.length - 3} more quotes`), ...all.slice(3));
  return [...all.slice(0, 3), rest];
}

function quote([a, start, end, sentence, rule, confidence, subject, object, said]) {
  const article = articles[a];
  const title = article.title || article.id;
  const page = pageOf(article, start);
  const named = article.url ? make("a", { href: livePlace(article.url, sentence, page), rel: "noopener noreferrer", target: "_blank" }, title) : title;
  return make("figure", {}, make("blockquote", {}, ...marked(sentence, [["subject", subject], ["object", object], ["said", said]])),
    make("figcaption", {}, make("b", {}, article.publisher || "unnamed outlet"), article.published ? `, ${article.published}` : "", " · ", named,
      " · ", placeOf(article, start, end, `rule ${rule}, confidence ${confidence}`, `${page ? `page ${page}, ` : ""}characters ${start}–${end}`)));
}

// Where a quote stands, in the page of its article where a server has these pages (see server/tasks.py).
function placeOf(article, start, end, title, text) {
  if (!data.article_pages) return make("span", { class: "offsets", title }, text);
  return make("a", { class: "offsets", title, href: `${data.article_pages}${encodeURIComponent(article.id)}#char=${start},${end}` }, text);
}

// The number of the printed page that has an offset; 0 where there are no pages.
const pageOf = (article, start) => (article.pages ? Math.max(1, article.pages.filter((from) => from <= start).length) : 0);

// The address at which a browser shows the sentence; presentation/links.py makes the same.
function livePlace(url, sentence, page) {
  if (page) return `${url.split("#")[0]}#page=${page}`;
  const words = sentence.replace(/[\ud800-\udfff]/gu, "?").trim().split(/\s+/);
  const parts = words.length <= 12 ? [words] : [words.slice(0, 5), words.slice(-5)];
  const encoded = parts.map((part) => encodeURIComponent(part.join(" ")).replaceAll("-", "%2D"));
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${encoded.join(",")}`;
}

// The sentence, with the first place of each surface marked.
function marked(sentence, surfaces) {
  const spots = [];
  for (const [role, surface] of surfaces) {
    const at = surface ? sentence.indexOf(surface) : -1;
    if (at >= 0 && !spots.some((p) => at < p.end && at + surface.length > p.at)) spots.push({ at, end: at + surface.length, role });
  }
  const parts = [];
  let done = 0;
  for (const { at, end, role } of spots.sort((a, b) => a.at - b.at)) {
    parts.push(sentence.slice(done, at), make("mark", { class: role }, sentence.slice(at, end)));
    done = end;
  }
  return [...parts, sentence.slice(done)];
}

function shortLink(url) {
  const { hostname, pathname } = new URL(url);
  return `${hostname.replace(/^www\./, "")}/${decodeURI(pathname).split("/").filter(Boolean).at(-1) ?? ""}`.slice(0, 48);
}

const SHAPES = {
  dot: "M8 2a6 6 0 1 0 .01 0z", square: "M2.5 2.5h11v11h-11z", diamond: "M8 1l7 7-7 7-7-7z", triangle: "M8 1.5l7 12.5H1z",
  star: "M8 1l2 4.8 5.2.4-4 3.4 1.3 5.1L8 12l-4.5 2.7 1.3-5.1-4-3.4L6 5.8z", hexagon: "M4.5 2h7L15 8l-3.500 6h-7L1 8z", box: "M1 4h14v8H1z",
};

function glyph(type) {
  const { color, shape } = classes[type] ?? { color: "#8a8f98", shape: "dot" };
  const paint = tint(color), boxed = shape === "box";
  return make("svg", { viewBox: "0 0 16 16", class: "glyph", "aria-hidden": "true" },
    make("path", { d: SHAPES[shape] ?? SHAPES.dot, fill: boxed ? "none" : paint, stroke: boxed ? paint : "none", "stroke-width": 1.6 }));
}

function lineGlyph(stance) {
  return make("svg", { viewBox: "0 0 26 10", class: `line ${stance}`, "aria-hidden": "true" },
    make("line", { x1: 1, y1: 5, x2: 25, y2: 5, stroke: ink(stance), "stroke-width": WIDTH[stance] + 0.4, "stroke-dasharray": (DASHES[stance] || []).map((d) => d * 0.6).join(" ") || "none" }));
}
