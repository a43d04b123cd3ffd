// The gaps of one indicator: map, table with bars, and the figures of what is chosen.

const LEVELS = ["district", "village"];
const MEASURES = ["value", "verdict", "shortfall"];

function makeGaps(go) {
  const map = makeMap({
    label: words.map_label,
    pick: (code) => go(picked(code)),
    open: (unit) => go({ view: "profile", unit }),
    describe: (code) => described(code),
  });
  const finding = make("h2", { class: "finding" });
  const showing = make("p", { class: "showing" });
  const card = make("div", { class: "card" });
  const key = make("div");
  const listing = make("div", { class: "listing cards", tabindex: "0" });
  const notes = make("p", { class: "notes" });
  const choices = {
    indicator: choice("indicator", (indicator) => go({ indicator })),
    district: choice("district", (district) =>
      go({ district: district || null, unit: null, ...(district ? { level: "village" } : {}) }),
    ),
    level: choice("level", (level) => go({ level, unit: null })),
    measure: choice("measure", (measure) => go({ measure })),
  };
  const period = make(
    "p",
    { class: "choice fixed" },
    make("span", { class: "label" }, words.period),
    make("span", {}, data.as_of_text),
  );
  // On a phone the other filters lie behind a button.
  const more = make("button", { type: "button", class: "press more", "aria-expanded": "false",
    onclick: () => more.setAttribute("aria-expanded", String(filters.classList.toggle("open"))) },
    words.filters);
  const [first, ...others] = Object.values(choices).map((one) => one.node);
  const filters = make("div", { class: "filters" }, first, more, others, period);
  const node = make("section", { class: "gaps" },
    finding, filters, showing,
    make("div", { class: "split" },
      make("figure", {}, map ? map.node : make("p", { class: "note" }, words.no_map), key),
      make("div", { class: "side" }, card, listing)),
    notes);
  choices.indicator.options(grouped());
  choices.district.options([
    ["", words.whole],
    ...Object.entries(districts)
      .map(([code, one]) => [code, one.name])
      .sort((a, b) => a[1].localeCompare(b[1], data.language)),
  ]);
  choices.level.options(LEVELS.map((one) => [one, words[`level_${one}`]]));
  let now = null;

  function picked(code) {
    if (code === null) return { unit: null, district: null };
    return { unit: code === now.unit ? null : code };
  }

  function described(code) {
    const rows = gaps[now.level];
    const at = rows.find(code, now.indicator);
    return at === undefined ? words.no_data : sentence(rows, at);
  }

  function update(state) {
    now = state;
    const indicator = indicators.get(state.indicator);
    const own = data.views[state.indicator][state.level];
    const view = own.measures[state.measure];
    const rows = gaps[state.level];
    choices.indicator.set(state.indicator);
    choices.district.set(state.district ?? "");
    choices.level.set(state.level);
    choices.measure.options(Object.keys(own.measures).map((one) => [one, words[`measure_${one}`]]));
    choices.measure.set(state.measure);
    const all = rows.indicator(state.indicator);
    const isInside = state.level === "village" && state.district;
    const shown = ordered(rows, all, indicator, state.order).filter(
      (at) => !isInside || villages[rows.get(at, "code")].district === state.district,
    );
    finding.textContent = isInside ? inside(state, indicator) : own.finding;
    const many = isInside
      ? say("showing_inside", { n: number(shown.length), district: nameOf(state.district) })
      : say(`showing_${state.level}`, { n: number(shown.length) });
    showing.replaceChildren(`${many}. `, make("span", { class: "hint" }, map ? words.map_hint : ""));
    painted(state, view, rows, all);
    listed(state, indicator, rows, shown);
    chosen(state);
    notes.textContent = shown.some((at) => rows.get(at, "low_coverage")) ? words.low_coverage : "";
  }

  /** The district's own row as a sentence. */
  function inside(state, indicator) {
    const at = gaps.district.find(state.district, state.indicator);
    const said = at === undefined ? words.no_data : sentence(gaps.district, at);
    return say("inside", { indicator: indicator.short, place: placeOf(state.district), said });
  }

  function painted(state, view, rows, all) {
    const entries = [...view.legend];
    const codes = Object.keys(formed);
    // Where the colours themselves say who is formed, saying it twice would be a riddle.
    const isSaid = state.level === "village" && state.indicator === data.formed_indicator;
    if (codes.length && !isSaid) entries.push(["dot", "", say("formed_legend", { n: number(codes.length) }), null]);
    key.replaceChildren(make("p", { class: "legend-title" }, view.label), legend(entries));
    if (!map) return;
    const fills = new Map(
      all.map((at, place) => [
        rows.get(at, "code"),
        view.index[place] < 0 ? null : view.colours[view.index[place]],
      ]),
    );
    map.look(state.district);
    map.paint(state.level, fills);
    map.outline(state.level === "village" ? codes : []);
    map.dots(codes.map((code) => [code, "is-formed"]));
    map.select(state.unit ?? (state.level === "district" ? state.district : null));
    map.sized();
  }

  /** A head that puts the rows in order; the arrow says in which they are. */
  function sorter(text, order, kind) {
    const isNow = now.order === order;
    const direction = order === "name" ? "ascending" : order === "shortfall" ? "descending" : "other";
    return [
      make("button", { type: "button", onclick: () => go({ order }) },
        text, make("span", { class: "arrow", "aria-hidden": "true" }, isNow ? (order === "name" ? "▲" : "▼") : "")),
      kind, isNow ? direction : null,
    ];
  }

  function listed(state, indicator, rows, shown) {
    const counts = shown.some((at) => rows.get(at, "numerator") !== null);
    const short = shown.some((at) => rows.get(at, "shortfall") !== null);
    const judged = shown.some((at) => !isState(rows, at) && rows.get(at, "verdict") !== null);
    const largest = largestOf(rows, shown, "shortfall");
    const heads = [
      sorter(words[`column_${state.level}`], "name"),
      sorter(words.column_value, "value", "right"),
      ...(counts ? [[words.column_parts, "right wide"]] : []),
      ...(judged ? [[words.column_verdict]] : []),
      ...(short ? [sorter(`${words.column_shortfall} (${indicator.counted})`, "shortfall", "right")] : []),
    ];
    const body = shown.map((at) => {
      const code = rows.get(at, "code");
      const name = make("button", { type: "button", onclick: () => go(picked(code)) }, nameOf(code));
      const place = state.level === "village" && !state.district
        ? make("small", {}, districts[villages[code].district]?.name ?? "") : null;
      return make("tr", { "data-code": code, class: code === state.unit ? "chosen" : null },
        make("th", { scope: "row" }, name, place),
        make("td", { class: "right c-value" }, rows.text(at) + star(rows, at)),
        counts ? make("td", { class: "right wide quiet" }, parts(rows, at)) : null,
        judged ? verdictCell(rows, at, "") : null,
        short ? make("td", { class: "right c-short" },
          bar(rows.get(at, "shortfall"), largest, star(rows, at))) : null);
    });
    const from = listing.scrollTop;
    listing.replaceChildren(table(heads, body, indicator.name));
    listing.setAttribute("aria-label", indicator.name);
    listing.scrollTop = from;
    listing.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  }

  /** The figures of the chosen unit, else of the district looked into, else of the whole. */
  function chosen(state) {
    const code = state.unit ?? state.district ?? data.area.code;
    const level = levelOf(code);
    const rows = gaps[level];
    const at = rows.find(code, state.indicator);
    const buttons = [];
    if (level === "district" && !(state.level === "village" && state.district === code))
      buttons.push(press(words.see_villages, () => go({ district: code, level: "village", unit: null })));
    if (level !== "regency")
      buttons.push(press(words.open_profile, () => go({ view: "profile", unit: code })));
    card.replaceChildren(
      make("div", { class: "card-head" },
        make("h3", {}, placeOf(code)), make("span", { class: "buttons" }, buttons)),
      ...(at === undefined
        ? [make("p", {}, words.no_data)]
        : [
            make("p", { class: "big" }, rows.text(at) + star(rows, at), " ",
              isState(rows, at) || rows.get(at, "verdict") === null ? null : verdict(rows, at)),
            make("p", { class: "quiet" }, details(rows, at, state.indicator).join(" · ")),
          ]),
    );
  }

  return { node, update };
}

/** The value and what is short, as one says it of a unit. */
function sentence(rows, at) {
  const indicator = indicators.get(rows.get(at, "indicator"));
  const short = rows.get(at, "shortfall");
  const found = [rows.text(at) + star(rows, at)];
  if (short > 0) found.push(say("shortfall", { n: number(short), counted: counted(indicator, short) }));
  if (!isState(rows, at) && rows.get(at, "verdict") !== null) found.push(words[stated(rows, at)]);
  return [...new Set(found)].join(" · ");
}

function details(rows, at, code) {
  const indicator = indicators.get(code);
  const short = rows.get(at, "shortfall");
  const found = [parts(rows, at)];
  if (indicator.target && !isState(rows, at)) found.push(say("target", { target: indicator.target }));
  if (short !== null) found.push(say("shortfall", { n: number(short), counted: counted(indicator, short) }));
  if (rows.get(at, "villages") > 1) {
    const [some, all] = [rows.get(at, "villages_with_value"), rows.get(at, "villages")];
    found.push(`${words.column_reported}: ${say("parts", { some: number(some), all: number(all) })}`);
  }
  found.push(rows.get(at, "origin") in { illustrative: 1, mixed: 1 } ? words.illustrative : "");
  return found.filter(Boolean);
}

/** Most people short first, or furthest from what is wanted, or by name; unknown last. */
function ordered(rows, all, indicator, order) {
  const code = (at) => rows.get(at, "code");
  if (order === "name")
    return [...all].sort((a, b) =>
      nameOf(code(a)).localeCompare(nameOf(code(b)), data.language) || (code(a) < code(b) ? -1 : 1));
  const sign = order === "value" && indicator.better === "higher" ? 1 : -1;
  return [...all].sort((a, b) => {
    const [x, y] = [rows.get(a, order), rows.get(b, order)];
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1;
    } else if (x !== y) return sign * (x - y);
    return code(a) < code(b) ? -1 : 1;
  });
}

/** Indicators under the names of their pillars. */
function grouped() {
  const groups = new Map();
  for (const one of data.indicators) {
    if (!groups.has(one.pillar)) groups.set(one.pillar, []);
    groups.get(one.pillar).push([one.code, one.short]);
  }
  return [...groups];
}

const press = (text, onclick) => make("button", { type: "button", class: "press", onclick }, text);

/** A list to choose from; options: [value, text], or [group, [[value, text], ...]]. */
function choice(name, changed) {
  const select = make("select", { id: `choice-${name}`, onchange: () => changed(select.value) });
  let said = "";
  const option = ([value, text]) => make("option", { value }, text);
  return {
    node: make("div", { class: "choice" },
      make("label", { class: "label", for: `choice-${name}` }, words[name]), select),
    options(list) {
      if (JSON.stringify(list) === said) return;
      said = JSON.stringify(list);
      select.replaceChildren(
        ...list.map((one) =>
          Array.isArray(one[1]) ? make("optgroup", { label: one[0] }, one[1].map(option)) : option(one),
        ),
      );
    },
    set(value) {
      select.value = value;
    },
  };
}
