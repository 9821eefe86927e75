// The selection as RDF: the same words as the graph's own, see docs/ontology.md.

const IRIS = "https://w3id.org/graphbuild/";
const PREFIXES = {
  gb: `${IRIS}ontology#`, oa: "http://www.w3.org/ns/oa#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  schema: "https://schema.org/", skos: "http://www.w3.org/2004/02/skos/core#", xsd: "http://www.w3.org/2001/XMLSchema#",
};
const DATES = { 4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date" };

const escaped = (text) => text.replace(/[\u0000-\u001f"\\\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
const literal = (text) => `"${escaped(text.toWellFormed ? text.toWellFormed() : text)}"`;
const iri = (text) => `<${text.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => encodeURIComponent(c))}>`;
const dated = (text) => (DATES[text.length] ? `${literal(text)}^^${DATES[text.length]}` : literal(text));
const entityIri = (entity) => iri(/^https?:/.test(entity.id) ? entity.id : `${IRIS}id/${entity.id}`);
const own = (s, role) => (s.own ? s.own[role] : entities[s[role]]); // by its own name, also where names are shown as one
const articleIri = (a) => iri(`${IRIS}article/${encodeURIComponent(articles[a].id)}`);
const block = (subject, pairs) => `${subject} ${pairs.filter(([, value]) => value !== undefined && value !== null && value !== "").map(([key, value]) => `${key} ${value}`).join(" ;\n    ")} .\n`;

function turtleText(numbers) {
  const told = numbers.map((n) => statements[n]);
  const named = unique(told.flatMap((s) => ["s", "o", "claimant", "outer"].map((role) => own(s, role))).filter(Boolean));
  const read = unique(told.flatMap((s) => s.evidence.map(([a]) => a)));
  return [
    Object.entries(PREFIXES).map(([prefix, base]) => `@prefix ${prefix}: <${base}> .\n`).join(""),
    ...named.map((e) => block(entityIri(e), [["a", `gb:${e.type}`], ["skos:prefLabel", literal(e.label)], ["skos:altLabel", e.aliases.map(literal).join(", ")]])),
    ...read.map((a) => block(articleIri(a), [["a", "schema:NewsArticle"], ["schema:headline", articles[a].title && literal(articles[a].title)], ["schema:publisher", articles[a].publisher && literal(articles[a].publisher)],
      ["schema:datePublished", articles[a].published && dated(articles[a].published)], ["schema:url", articles[a].url && literal(articles[a].url)]])),
    ...told.map(turtleStatement),
  ].join("\n");
}

function turtleStatement(s) {
  const evidence = s.evidence.map(([a, start, end, sentence, rule, confidence]) => `[ a oa:SpecificResource ; oa:hasSource ${articleIri(a)} ; gb:rule ${literal(rule)} ; gb:confidence ${Number(confidence).toFixed(2)} ; `
    + `oa:hasSelector [ a oa:TextQuoteSelector, oa:TextPositionSelector ; oa:exact ${literal(sentence)} ; oa:start ${start} ; oa:end ${end} ] ]`);
  return block(iri(`${IRIS}statement/${s.id}`), [
    ["a", "rdf:Statement"], ["rdf:subject", entityIri(own(s, "s"))], ["rdf:predicate", `gb:${s.p}`],
    ["rdf:object", s.o !== undefined ? entityIri(own(s, "o")) : s.literal && literal(s.literal)],
    ["gb:claimant", s.claimant !== undefined && s.claimant !== null ? entityIri(own(s, "claimant")) : ""], ["gb:reportedBy", s.outer !== undefined ? entityIri(own(s, "outer")) : ""],
    ["gb:polarity", literal(s.polarity)], ["gb:modality", literal(s.modality)], ["gb:date", s.date && dated(s.date)],
    ...(s.qualifiers ?? []).map(([key, value]) => [`gb:${key}`, literal(value)]),
    ["gb:disputes", disputes[statements.indexOf(s)].map((n) => iri(`${IRIS}statement/${statements[n].id}`)).join(", ")],
    ["gb:evidence", evidence.join(",\n        ")],
  ]);
}
