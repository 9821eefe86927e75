// Names that vendors gave to one actor, shown as one where the reader asks for it (#one=1 in the address).

// Make one entity of each group of `data.alike`, everywhere; each statement keeps its own under `own`.
// Returns a map from the ids that are gone to those that stand for them.
function takeAsOne(data) {
  const stands = data.entities.map((_, n) => n);
  for (const [first, ...others] of data.alike) for (const n of others) stands[n] = first;
  const left = stands.map((_, n) => n).filter((n) => stands[n] === n);
  const place = new Map(left.map((n, at) => [n, at]));
  const now = (n) => place.get(stands[n]);
  const before = data.entities;
  for (const s of data.statements) {
    s.own = {};
    for (const role of ["s", "o", "claimant", "outer"]) {
      if (s[role] === undefined) continue;
      s.own[role] = before[s[role]];
      s[role] = now(s[role]);
    }
  }
  const whole = new Map(data.alike.map((group) => [group[0], group.map((n) => before[n])]));
  data.entities = left.map((n) => (whole.has(n) ? joined(whole.get(n)) : before[n]));
  const edges = new Map();
  for (const edge of data.network.edges) {
    const [from, to] = [now(edge.from), now(edge.to)];
    const same = edges.get(`${from}-${to}`);
    if (same) same.statements = [...same.statements, ...edge.statements].sort((a, b) => a - b);
    else edges.set(`${from}-${to}`, { ...edge, from, to });
  }
  data.network.edges = [...edges.values()];
  data.network.nodes = left.map((n, at) => ({ ...data.network.nodes[n], id: at, label: data.entities[at].label }));
  const first = new Map(data.first.map(([n, at]) => [now(n), at]).reverse());
  data.first = [...first].reverse();
  data.conflict = data.conflict && data.conflict.map(now);
  return new Map(data.alike.flatMap(([n, ...others]) => others.map((other) => [before[other].id, before[n].id])));
}

function joined(group) {
  const names = group.map((e) => e.label);
  const aliases = [...new Set(group.flatMap((e) => e.aliases))].filter((a) => !names.includes(a)).sort();
  return { ...group[0], label: names.join(" / "), aliases, links: [...new Set(group.flatMap((e) => e.links))] };
}

// The switch; a change loads the page again.
function alikeToggle() {
  const input = make("input", { type: "checkbox", id: "as-one" });
  input.checked = asOne;
  input.addEventListener("change", () => {
    const hash = new URLSearchParams(location.hash.slice(1));
    if (input.checked) hash.set("one", "1"); else hash.delete("one");
    history.replaceState(null, "", `#${hash}`);
    location.reload();
  });
  return make("label", { class: "check" }, input, "vendors’ names of one actor as one");
}
