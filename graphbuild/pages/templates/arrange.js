// Places for what has none computed beforehand: a neighbourhood, a filtered view, a narrow screen.

function wrap(text, width = 22) {
  const lines = [""];
  for (const word of Array.from(text.trim()).slice(0, 60).join("").split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && (last + " " + word).length > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  const short = lines.slice(0, 2).map((l) => (l.length > width + 8 ? `${l.slice(0, width + 6)}…` : l));
  if (lines.length > 2 || text.trim().length > 60) short[short.length - 1] += "…";
  return short.join("\n");
}

function box(n) {
  const lines = wrap(entities[n].label).split("\n");
  return { w: Math.max(...lines.map((l) => l.length)) * 7 + 22, h: 37 + 15 * lines.length };
}

// Forces until it rests: the same input gives the same places. `tall` is height by width.
function arrange(nodes, lines, tall) {
  const order = [...nodes];
  const place = new Map(order.map((n, i) => {
    const angle = i * 2.399963, radius = 70 * Math.sqrt(i + 0.3);
    return [n, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }];
  }));
  const pairs = unique(lines.filter((l) => l.from !== l.to)
    .map((l) => bundleKey(Math.min(l.from, l.to), Math.max(l.from, l.to)))).map((k) => k.split("-").map(Number));
  const degree = new Map(order.map((n) => [n, pairs.filter((p) => p.includes(n)).length]));
  const k = 135, rounds = order.length > 120 ? 90 : 260;
  for (let round = 0; round < rounds; round += 1) {
    const heat = 60 * (1 - round / rounds) + 1;
    const force = new Map(order.map((n) => [n, { x: 0, y: 0 }]));
    for (let i = 0; i < order.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const a = place.get(order[i]), b = place.get(order[j]);
        const x = a.x - b.x || 0.1, y = a.y - b.y || 0.1, d2 = x * x + y * y;
        const push = (k * k) / d2;
        const fa = force.get(order[i]), fb = force.get(order[j]);
        fa.x += x * push; fa.y += y * push; fb.x -= x * push; fb.y -= y * push;
      }
    }
    for (const [s, t] of pairs) {
      const a = place.get(s), b = place.get(t);
      const x = a.x - b.x, y = a.y - b.y, pull = Math.hypot(x, y) / (k * (degree.get(s) * degree.get(t)) ** 0.2);
      const fa = force.get(s), fb = force.get(t);
      fa.x -= x * pull; fa.y -= y * pull; fb.x += x * pull; fb.y += y * pull;
    }
    for (const n of order) {
      const p = place.get(n), f = force.get(n);
      f.x -= p.x * 0.35 * Math.max(tall, 0.6); f.y -= p.y * 0.35 / Math.max(tall, 0.6);
      const size = Math.hypot(f.x, f.y) || 1, step = Math.min(size, heat);
      p.x += (f.x / size) * step; p.y += (f.y / size) * step;
    }
  }
  stretch(order, place, tall);
  for (let round = 0; round < 160 && separate(order, place); round += 1);
  return place;
}

// Into the shape of the window, no closer and no wider than labels need.
function stretch(order, place, tall) {
  const xs = order.map((n) => place.get(n).x), ys = order.map((n) => place.get(n).y);
  const width = Math.sqrt((order.length * 15000) / tall);
  const kx = width / Math.max(hi(xs) - lo(xs), 1), ky = (width * tall) / Math.max(hi(ys) - lo(ys), 1);
  for (const n of order) {
    const p = place.get(n);
    p.x *= kx; p.y *= ky;
  }
}

// Spread to the window's shape in the direction that has room: nothing comes closer by it.
function spread(place, tall) {
  const points = [...place.values()];
  const width = hi(points.map((p) => p.x)) - lo(points.map((p) => p.x)) + 130;
  const height = hi(points.map((p) => p.y)) - lo(points.map((p) => p.y)) + 60;
  const wide = Math.min(1.6, Math.max(1, height / tall / width)), high = Math.min(1.6, Math.max(1, (width * tall) / height));
  return new Map([...place].map(([n, p]) => [n, { x: p.x * wide, y: p.y * high }]));
}

function separate(order, place) {
  let moved = false;
  const boxes = order.map(box);
  for (let i = 0; i < order.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const a = place.get(order[i]), b = place.get(order[j]);
      const x = (boxes[i].w + boxes[j].w) / 2 - Math.abs(a.x - b.x);
      const y = (boxes[i].h + boxes[j].h) / 2 - Math.abs(a.y - b.y);
      if (x <= 0 || y <= 0) continue;
      moved = true;
      const axis = x < y ? "x" : "y", by = (Math.min(x, y) / 2 + 0.5) * (a[axis] < b[axis] ? -1 : 1);
      a[axis] += by; b[axis] -= by;
    }
  }
  return moved;
}
