// Data, words, and the making of elements. No figure is computed anywhere in these scripts: they
// choose rows, put them in order and draw them.

const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const EMPTY = "–";

/** A sentence with its blanks filled, each once: what a name contains is never a blank. */
const say = (key, blanks = {}) =>
  words[key].replace(/\{(\w+)\}/g, (_, name) => String(blanks[name]));

/** A whole number as this language writes it. */
const number = (n) =>
  n === null
    ? EMPTY
    : (n < 0 ? "−" : "") +
      String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, words.thousands);

const NAMESPACE = "http://www.w3.org/2000/svg";

/** An element; texts among its parts are texts, whatever signs they have. */
function make(tag, attributes = {}, ...parts) {
  return filled(document.createElement(tag), attributes, parts);
}

function draw(tag, attributes = {}, ...parts) {
  return filled(document.createElementNS(NAMESPACE, tag), attributes, parts);
}

function filled(element, attributes, parts) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...parts.flat().filter((one) => one !== null && one !== undefined));
  return element;
}

const colour = (name) => `var(--${name})`;

// The rows of the ledger, as `gaps` prints them.

const cell = (column, at) =>
  "same" in column ? column.same : "each" in column ? column.each[at] : column.of[column.at[at]];

class Rows {
  constructor(packed) {
    this.packed = packed;
    this.of = new Map();
    this.place = new Map();
    for (let at = 0; at < packed.n; at += 1) {
      const indicator = this.get(at, "indicator");
      if (!this.of.has(indicator)) this.of.set(indicator, []);
      this.of.get(indicator).push(at);
      this.place.set(`${this.get(at, "code")} ${indicator}`, at);
    }
  }

  get(at, column) {
    return cell(this.packed.columns[column], at);
  }

  text(at) {
    return cell(this.packed.texts, at);
  }

  /** Numbers of the rows of an indicator, in the order of the register. */
  indicator(code) {
    return this.of.get(code) || [];
  }

  /** Number of the row of a unit and an indicator; undefined where there is none. */
  find(code, indicator) {
    return this.place.get(`${code} ${indicator}`);
  }
}

const gaps = Object.fromEntries(
  Object.entries(data.gaps).map(([level, packed]) => [level, new Rows(packed)]),
);
const indicators = new Map(data.indicators.map((one) => [one.code, one]));
const { village: villages, district: districts, formed } = data.units;

const levelOf = (code) => (code in villages ? "village" : code in districts ? "district" : "regency");
const nameOf = (code) =>
  ({ village: villages, district: districts })[levelOf(code)]?.[code].name ?? data.area.name;

/** A name that cannot be mistaken: village names occur in more than one district. */
function placeOf(code) {
  const level = levelOf(code);
  if (level === "village") {
    const district = districts[villages[code].district]?.name ?? "";
    return say("place_village", { name: villages[code].name, district });
  }
  return level === "district" ? say("place_district", { name: nameOf(code) }) : data.area.name;
}

/** Whether a row says only that a village is in a state, so that no target applies to it. */
const isState = (rows, at) =>
  rows.get(at, "level") === "village" && indicators.get(rows.get(at, "indicator")).kind === "yes_no";

/** The verdict as it is stated; of a value that covers too few villages there is none. */
function stated(rows, at) {
  const found = rows.get(at, "verdict");
  return found !== null && found !== "no_data" && rows.get(at, "low_coverage") ? "thin" : found;
}

/** Shape and word of a verdict; a dash where there is none. */
function verdict(rows, at) {
  const found = stated(rows, at);
  if (isState(rows, at) || found === null) return make("span", { class: "verdict" }, EMPTY);
  if (found === "thin") return make("span", { class: "verdict" }, words.thin);
  return make(
    "span",
    { class: `verdict ${found}` },
    make("span", { class: "shape", "aria-hidden": "true" }, data.verdicts[found]),
    words[found],
  );
}

/** The cell of a verdict; where there is no column for the target, it names that too. */
const verdictCell = (rows, at, target) =>
  make("td", { class: "c-verdict", "data-target": target ? say("target", { target }) : null },
    verdict(rows, at));

/** What so many are: one child, two children. */
const counted = (indicator, n) => (n === 1 ? indicator.counted_one : indicator.counted);

const star = (rows, at) => (rows.get(at, "low_coverage") ? "*" : "");

function parts(rows, at) {
  const [some, all] = [rows.get(at, "numerator"), rows.get(at, "denominator")];
  return some === null || all === null ? "" : say("parts", { some: number(some), all: number(all) });
}

/** A number with a bar as long as its part of the largest; goal: where a target stands on it. */
function bar(n, largest, sign = "", goal = null) {
  if (n === null) return make("span", { class: "bar" }, make("span", { class: "figure" }, EMPTY));
  const filling = n > 0 ? make("span", { class: "filling" }) : null;
  if (filling) filling.style.width = `${(100 * n) / largest}%`;
  const tick = goal === null ? null : make("span", { class: "tick" });
  if (tick) tick.style.left = `${(100 * goal) / largest}%`;
  return make(
    "span",
    { class: "bar" },
    make("span", { class: "track", "aria-hidden": "true" }, filling, tick),
    make("span", { class: "figure" }, number(n) + sign),
  );
}

/** Largest known number of a column, for the length of bars. */
const largestOf = (rows, chosen, column) =>
  chosen.reduce((most, at) => Math.max(most, rows.get(at, column) ?? 0), 0);

function table(heads, body, caption) {
  const head = heads.map(([text, kind, sorted]) =>
    make("th", { scope: "col", class: kind, "aria-sort": sorted }, text));
  return make(
    "table",
    {},
    make("caption", { class: "unseen" }, caption),
    make("thead", {}, make("tr", {}, head)),
    make("tbody", {}, body),
  );
}
