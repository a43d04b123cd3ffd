// The map: paths of one picture. It colours, marks, moves its view, and is walked by arrow keys.

let maps = 0;

/**
 * A map of villages and districts.
 *
 * pick(code): a unit was chosen, or null. open(code): its profile is wanted.
 */
function makeMap({ label, pick, open, describe }) {
  const shapes = data.shapes;
  if (!shapes) return null;
  maps += 1;
  const hatch = `hatch-${maps}`;
  const layer = (name) => draw("g", { class: name });
  const layers = {
    around: draw("path", { class: "around", d: shapes.around }),
    village: layer("units"),
    district: layer("units"),
    borders: layer("borders"),
    formed: layer("formed"),
    dots: layer("dots"),
    selected: draw("path", { class: "selected" }),
    names: layer("names"),
    scale: layer("scale"),
  };
  const svg = draw(
    "svg",
    { class: "map", tabindex: "0", role: "application", "aria-label": label },
    pattern(hatch),
    Object.values(layers),
  );
  const units = { village: new Map(), district: new Map() };
  for (const level of ["village", "district"]) {
    for (const [code, shape] of Object.entries(shapes[level])) {
      const path = draw("path", { d: shape.path, "data-code": code, "fill-rule": "evenodd" });
      units[level].set(code, path);
      layers[level].append(path);
      if (level === "district") layers.borders.append(draw("path", { d: shape.path }));
    }
  }
  const state = { level: "village", code: null, inside: null, dots: [] };
  const box = [0, 0, shapes.width, shapes.height];

  const view = () => (state.inside && shapes.district[state.inside] ? around(state.inside) : box);

  function around(code) {
    const [x, y, wide, high] = shapes.district[code].box;
    const margin = 0.12 * Math.max(wide, high);
    return [x - margin, y - margin, wide + 2 * margin, high + 2 * margin];
  }

  /** What has one size on the screen, however far the map is magnified. */
  function sized() {
    const [x, y, wide, high] = view();
    svg.setAttribute("viewBox", `${x} ${y} ${wide} ${high}`);
    const place = svg.getBoundingClientRect();
    if (!place.width) return;
    const step = Math.max(wide / place.width, high / place.height);
    layers.dots.replaceChildren(
      ...state.dots.map(([code, kind]) => {
        const [cx, cy] = shapes.village[code].at;
        return draw("circle", { cx, cy, r: (state.inside ? 4 : 2.6) * step, class: kind });
      }),
    );
    named(step, place);
    scaled(step);
  }

  function named(step, place) {
    const [x, y, wide, high] = view();
    const level = state.inside ? "village" : "district";
    const size = (place.width < 520 ? 11 : 12.5) * step;
    const taken = [];
    const found = [];
    for (const [code, shape] of Object.entries(shapes[level])) {
      if (level === "village" && villages[code].district !== state.inside) continue;
      const name = nameOf(code);
      const half = name.length * size * 0.27;
      const [cx, cy] = shape.at;
      const shift = level === "village" && code in formed ? size * 0.95 : 0;
      const left = Math.min(Math.max(cx, x + half), x + wide - half);
      const own = [left - half, cy + shift - size * 0.6, left + half, cy + shift + size * 0.6];
      if (taken.some((one) => own[0] < one[2] && one[0] < own[2] && own[1] < one[3] && one[1] < own[3]))
        continue;
      taken.push(own);
      const text = draw("text", { x: left, y: cy + shift + size * 0.35 }, name);
      text.style.fontSize = `${size}px`;
      text.style.strokeWidth = `${3 * step}px`;
      found.push(text);
    }
    layers.names.replaceChildren(...found);
  }

  function scaled(step) {
    const { x, y, steps, km } = shapes.scale;
    layers.scale.replaceChildren();
    if (state.inside) return;
    const text = draw("text", { x: x + steps + 6 * step, y }, say("kilometres", { n: km }));
    text.style.fontSize = `${12 * step}px`;
    const bracket = `M${x} ${y - 5 * step}V${y}H${x + steps}V${y - 5 * step}`;
    layers.scale.append(draw("path", { d: bracket }), text);
  }

  /** Whether a village lies in the district that is looked into. */
  const isInside = (code) => !state.inside || villages[code].district === state.inside;
  const isNear = (code) =>
    state.level === "district" ? !state.inside || code === state.inside : isInside(code);

  /** The nearest unit on one side of the chosen one. */
  function beside(dx, dy) {
    const all = shapes[state.level];
    const start = all[state.code]?.at ?? [view()[0] + view()[2] / 2, view()[1] + view()[3] / 2];
    let best = null;
    let least = Infinity;
    for (const [code, shape] of Object.entries(all)) {
      if (code === state.code || !isNear(code)) continue;
      const [x, y] = [shape.at[0] - start[0], shape.at[1] - start[1]];
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy) + Math.abs(y * dx);
      if (state.code && (along <= 0 || across > along * 1.5)) continue;
      const far = along * along + 4 * across * across;
      if (far < least) [best, least] = [code, far];
    }
    return best;
  }

  const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    if (event.key in keys) {
      const code = beside(...keys[event.key]);
      if (code) pick(code);
    } else if (event.key === "Enter" && state.code) open(state.code);
    else if (event.key === "Escape") pick(null);
    else return;
    event.preventDefault();
  });
  const codeAt = (event) => event.target.getAttribute?.("data-code") ?? null;
  svg.addEventListener("click", (event) => {
    const code = codeAt(event);
    if (code) pick(code);
  });
  svg.addEventListener("dblclick", (event) => codeAt(event) && open(codeAt(event)));
  svg.addEventListener("pointermove", (event) => {
    const code = codeAt(event);
    if (code && event.pointerType === "mouse") hint(event, placeOf(code), describe(code));
    else hideHint();
  });
  svg.addEventListener("pointerleave", hideHint);
  new ResizeObserver(sized).observe(svg);

  return {
    node: svg,
    units,
    /** Colour the units of a level; fills: colour by code, null is no data. */
    paint(level, fills) {
      state.level = level;
      for (const one of ["village", "district"]) {
        layers[one].style.display = one === level ? "" : "none";
      }
      for (const [code, path] of units[level]) {
        const fill = fills.get(code);
        path.style.fill = fill ? colour(fill) : `url(#${hatch})`;
        path.setAttribute("data-colour", fill ?? "none");
        path.classList.toggle("far", !isNear(code));
      }
    },
    /** Villages with a point: pairs of code and class. */
    dots(pairs) {
      state.dots = pairs.filter(([code]) => code in shapes.village && isInside(code));
    },
    outline(codes) {
      layers.formed.replaceChildren(
        ...codes
          .filter((code) => code in shapes.village && isInside(code))
          .map((code) => draw("path", { d: shapes.village[code].path })),
      );
    },
    look(inside) {
      state.inside = inside;
    },
    select(code) {
      state.code = code;
      const shape = shapes.village[code] ?? shapes.district[code];
      layers.selected.setAttribute("d", shape?.path ?? "");
    },
    sized,
  };
}

/** Lines over the pale ground: what no value is known of looks like nothing else. */
function pattern(name) {
  const size = 22;
  return draw(
    "defs",
    {},
    draw(
      "pattern",
      { id: name, width: size, height: size, patternUnits: "userSpaceOnUse" },
      draw("rect", { class: "hatch-ground", width: size, height: size }),
      draw("path", { class: "hatch-line", d: `M0 ${size}L${size} 0` }),
    ),
  );
}

const hintBox = document.getElementById("hint");

function hint(event, ...lines) {
  hintBox.replaceChildren(
    ...lines.filter(Boolean).map((line, at) => make(at ? "span" : "strong", {}, line)),
  );
  hintBox.hidden = false;
  const { width, height } = hintBox.getBoundingClientRect();
  const left = Math.min(event.clientX + 14, window.innerWidth - width - 8);
  const below = event.clientY + 18;
  hintBox.style.left = `${Math.max(8, left)}px`;
  hintBox.style.top = `${below + height > window.innerHeight ? event.clientY - height - 10 : below}px`;
}

function hideHint() {
  hintBox.hidden = true;
}

/** What the colours say; entries: [colour or null, shape, label, count]. */
function legend(entries) {
  return make(
    "ul",
    { class: "legend" },
    entries.map(([name, shape, label, count]) => {
      const swatch = make("span", { class: "swatch", "aria-hidden": "true" }, shape);
      if (name === "dot") swatch.classList.add("dot");
      else if (name === "no-data") swatch.classList.add("hatched");
      else swatch.style.background = colour(name);
      return make("li", {}, swatch, count === null ? label : `${label} (${number(count)})`);
    }),
  );
}
