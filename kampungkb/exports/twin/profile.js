// All figures of one village or district; and where every figure comes from.

function makeProfile(go) {
  const node = make("section");

  function update(state) {
    const code = state.unit;
    if (!code || levelOf(code) === "regency") {
      node.replaceChildren(make("h2", { class: "finding" }, words.profile_empty),
        make("div", {}, standing()));
      return;
    }
    const level = levelOf(code);
    const rows = gaps[level];
    const own = urgent(rows, data.indicators.map((one) => rows.find(code, one.code)));
    const district = level === "village" ? villages[code].district : null;
    const show = () => go({ view: "gaps", unit: code, level, district });
    node.replaceChildren(
      make("div", { class: "card-head" }, make("h2", { class: "finding" }, placeOf(code)),
        data.shapes ? press(words.see_map, show) : null),
      make("p", { class: "showing" }, [formation(code, level), code].filter(Boolean).join(" · ")),
      own.length ? make("div", { class: "scroll cards" }, valueTable(rows, own, code, district))
        : make("p", { class: "note" }, words.no_values),
      make("p", { class: "notes" }, own.some((at) => rows.get(at, "low_coverage")) ? words.low_coverage : ""));
  }

  function valueTable(rows, own, code, district) {
    const beside = (level, unit, indicator) => {
      const at = gaps[level].find(unit, indicator);
      return at === undefined ? EMPTY : gaps[level].text(at) + star(gaps[level], at);
    };
    const body = own.map((at) => {
      const indicator = indicators.get(rows.get(at, "indicator"));
      const short = rows.get(at, "shortfall");
      const open = () => go({ view: "gaps", indicator: indicator.code, level: levelOf(code), unit: code, district });
      return make("tr", { "data-indicator": indicator.code },
        make("th", { scope: "row" }, make("button", { type: "button", onclick: open }, indicator.short)),
        make("td", { class: "quiet wide" }, indicator.agency),
        make("td", { class: "right c-value" }, rows.text(at) + star(rows, at)),
        make("td", { class: "right wide quiet" }, parts(rows, at)),
        make("td", { class: "right wide" }, isState(rows, at) ? EMPTY : indicator.target || EMPTY),
        verdictCell(rows, at, isState(rows, at) ? "" : indicator.target),
        make("td", { class: "right c-short" }, short === null ? EMPTY : `${number(short)} ${counted(indicator, short)}`),
        district ? make("td", { class: "right wide quiet" }, beside("district", district, indicator.code)) : null,
        make("td", { class: "right wide quiet" }, beside("regency", data.area.code, indicator.code)));
    });
    const heads = [[words.indicator], [words.view_agencies, "wide"], [words.column_value, "right"], [words.column_parts, "right wide"],
      [words.column_target, "right wide"], [words.column_verdict], [words.column_shortfall, "right"],
      ...(district ? [[words.district, "right wide"]] : []), [words.column_regency, "right wide"]];
    return table(heads, body, placeOf(code));
  }

  return { node, update };
}

const URGENCY = ["below", "cannot_tell", "met"];

/** What is below its target first, by how many are short; what has no target or value last. */
function urgent(rows, all) {
  const rank = (at) => {
    const place = isState(rows, at) ? -1 : URGENCY.indexOf(stated(rows, at));
    return place < 0 ? URGENCY.length : place;
  };
  const short = (at) => rows.get(at, "shortfall") ?? -1;
  return all
    .filter((at) => at !== undefined)
    .sort((a, b) => rank(a) - rank(b) || short(b) - short(a) || a - b);
}

/** Whether a village is formed, since when, or when it is planned. */
function formation(code, level) {
  if (level !== "village") return "";
  if (code in formed) return formed[code];
  const quarter = data.plan?.quarters.find((one) => one.villages.includes(code));
  const planned = quarter ? ` ${say("plan_of_village", { quarter: quarter.label })}` : "";
  return `${words.not_formed}.${planned}`;
}

function makeAbout() {
  const node = make("section", { class: "about" },
    make("h2", { class: "finding" }, words.about_finding),
    make("p", {}, `${words.how_computed}: ${data.how}`),
    data.indicators.map((one) =>
      make("details", {},
        make("summary", {}, one.short, make("small", {}, one.agency)),
        make("dl", {}, one.about.flatMap(([label, text]) => [make("dt", {}, label), make("dd", {}, text)]),
          make("dt", {}, words.source), one.sources.map((text) => make("dd", {}, text))))));
  return { node, update() {} };
}
