// What each agency lacks to its targets, where most, and what it is asked for.

const TOP = 5;

function makeAgencies(go) {
  const node = make("section", {},
    make("h2", { class: "finding" }, data.agencies_finding),
    make("p", { class: "showing" }, words.agency_note),
    data.agencies.map((one) => agencyCard(one, go)));
  return { node, update() {} };
}

function agencyCard(agency, go) {
  const rows = gaps.agency;
  const own = data.indicators
    .map((one) => rows.find(agency.name, one.code))
    .filter((at) => at !== undefined);
  const largest = agency.districts.length ? agency.districts[0][1] : 0;
  const short = largestOf(rows, own.filter((at) => indicators.get(rows.get(at, "indicator")).kind === "ratio"),
    "shortfall");
  const top = agency.districts.slice(0, TOP).filter(([, n]) => n > 0);
  return make("article", { class: "agency", "data-agency": agency.name },
    make("header", {}, make("h3", {}, agency.name), make("p", { class: "quiet" }, agency.summary)),
    own.length ? make("div", { class: "scroll cards" }, indicatorTable(rows, own, short, go)) : null,
    make("div", { class: "pair" },
      top.length ? make("div", {},
        make("h4", {}, words.agency_districts),
        make("ul", { class: "bars" }, top.map(([code, n]) =>
          make("li", {}, make("span", { class: "bar-name" }, nameOf(code)), bar(n, largest))))) : null,
      agency.asks.length ? make("div", { class: "asks" },
        make("h4", {}, words.agency_asks),
        make("ul", {}, agency.asks.map((one) => make("li", {}, one)))) : null));
}

/** Indicators on one line each; of a number of villages the bar would have another unit. */
function indicatorTable(rows, own, largest, go) {
  const body = own.map((at) => {
    const indicator = indicators.get(rows.get(at, "indicator"));
    const n = rows.get(at, "shortfall");
    const open = () => go({ view: "gaps", indicator: indicator.code, unit: null });
    const isCount = indicator.kind === "ratio";
    return make("tr", { "data-indicator": indicator.code },
      make("th", { scope: "row" }, make("button", { type: "button", onclick: open }, indicator.short)),
      make("td", { class: "right c-value" }, rows.text(at) + star(rows, at)),
      make("td", { class: "right wide" }, indicator.target || EMPTY),
      verdictCell(rows, at, indicator.target),
      make("td", { class: "right c-short" }, isCount ? bar(n, largest, star(rows, at))
        : n === null ? EMPTY : `${number(n)} ${counted(indicator, n)}`),
      make("td", { class: "quiet wide" }, isCount && n !== null ? counted(indicator, n) : ""));
  });
  return table([[words.indicator], [words.column_value, "right"], [words.column_target, "right wide"],
    [words.column_verdict], [words.column_shortfall, "right"], ["", "wide"]], body, words.view_agencies);
}
