// Which part is shown and what is chosen in it; the address carries it, so a reload keeps it.

const makers = { gaps: makeGaps, agencies: makeAgencies, plan: makePlan, profile: makeProfile, about: makeAbout };
const made = {};
const main = document.getElementById("main");
const FIELDS = ["view", "indicator", "level", "measure", "order", "district", "unit", "quarter"];
const ORDERS = ["name", "value", "shortfall"];

let current = null;

/** A state as it can be: whatever does not exist gives way to what is usual. */
function possible(asked) {
  const state = Object.fromEntries(FIELDS.map((name) => [name, asked.get(name)]));
  if (!(state.view in makers)) state.view = "gaps";
  if (!indicators.has(state.indicator)) state.indicator = data.first;
  if (!LEVELS.includes(state.level)) state.level = "district";
  if (!(state.district in districts)) state.district = null;
  if (!(state.unit in villages) && !(state.unit in districts)) state.unit = null;
  const measures = data.views[state.indicator]?.[state.level].measures ?? {};
  if (!(state.measure in measures)) state.measure = "value";
  const rows = gaps[state.level];
  const hasShort = rows
    .indicator(state.indicator)
    .some((at) => rows.get(at, "shortfall") !== null);
  if (!ORDERS.includes(state.order) || (state.order === "shortfall" && !hasShort))
    state.order = hasShort ? "shortfall" : "value";
  return state;
}

function go(changes) {
  const before = current;
  const state = { ...before, ...changes };
  // Another indicator begins in its own order.
  if ("indicator" in changes || "level" in changes) state.order = null;
  const address = new URLSearchParams();
  for (const name of FIELDS) if (state[name]) address.set(name, state[name]);
  current = possible(address);
  try {
    if (current.view === before.view) history.replaceState(null, "", `#${address}`);
    else history.pushState(null, "", `#${address}`);
  } catch {
    // Some readers forbid a file its own address, or count how often it changes.
  }
  show();
  if (changes.unit) speak(current);
}

function follow() {
  current = possible(new URLSearchParams(location.hash.slice(1)));
  show();
}

/** Who listens instead of looking hears what the arrow keys chose. */
function speak(state) {
  const rows = gaps[levelOf(state.unit)];
  const at = rows.find(state.unit, state.indicator);
  const said = at === undefined ? words.no_data : sentence(rows, at);
  document.getElementById("said").textContent = `${placeOf(state.unit)}: ${said}`;
}

function show() {
  const state = current;
  hideHint();
  const isEmpty = state.view === "gaps" && !indicators.size;
  made[state.view] ??= isEmpty ? nothing() : makers[state.view](go);
  const part = made[state.view];
  if (part.node.parentNode !== main) main.replaceChildren(part.node);
  part.update(state);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === state.view) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    else link.removeAttribute("aria-current");
  }
  const sources = state.view === "gaps" && indicators.has(state.indicator)
    ? indicators.get(state.indicator).sources : data.sources;
  document.getElementById("sources").textContent = `${words.source}: ${sources.join("; ")}`;
  document.body.dataset.drawn = location.hash || "#";
}

function nothing() {
  const node = make("section", {}, make("h2", { class: "finding" }, words.no_values), standing());
  return { node, update() {} };
}

for (const link of document.querySelectorAll("nav a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go({ view: link.dataset.view });
    window.scrollTo(0, 0);
  });
}
document.getElementById("print").addEventListener("click", () => window.print());
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", follow);
window.addEventListener("popstate", follow);

// The search: names as one types them, whatever their case and signs.

const field = document.getElementById("search");
const found = document.getElementById("found");
const MOST = 12;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const places = [...Object.keys(districts), ...Object.keys(villages)].map((code) => ({
  code, name: plain(nameOf(code)), all: plain(`${placeOf(code)} ${code}`),
}));
let marked = -1;

function matches(text) {
  const parts_ = plain(text).split(/\s+/).filter(Boolean);
  const rank = (one) => (one.name === plain(text).trim() ? 0 : one.name.startsWith(parts_[0]) ? 1 : 2);
  return places
    .filter((one) => parts_.length && parts_.every((part) => one.all.includes(part)))
    .sort((a, b) => rank(a) - rank(b) || (a.all < b.all ? -1 : 1));
}

function offer() {
  const text = field.value.trim();
  const all = text ? matches(text) : [];
  marked = all.length ? 0 : -1;
  found.replaceChildren(
    ...all.slice(0, MOST).map((one, at) =>
      make("li", { role: "option", id: `found-${at}`, "data-code": one.code,
        onpointerdown: (event) => { event.preventDefault(); take(one.code); } }, placeOf(one.code))),
    ...(text && !all.length ? [make("li", { class: "quiet" }, words.search_none)] : []),
    ...(all.length > MOST ? [make("li", { class: "quiet" }, say("search_count", { n: number(all.length) }))] : []));
  found.hidden = !text;
  field.setAttribute("aria-expanded", String(!found.hidden));
  mark();
}

function mark() {
  const options = [...found.querySelectorAll("[role=option]")];
  options.forEach((one, at) => one.setAttribute("aria-selected", String(at === marked)));
  if (marked >= 0) {
    field.setAttribute("aria-activedescendant", `found-${marked}`);
    options[marked]?.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function take(code) {
  field.value = "";
  offer();
  go({ view: "profile", unit: code });
}

field.addEventListener("input", offer);
field.addEventListener("blur", () => { found.hidden = true; field.setAttribute("aria-expanded", "false"); });
field.addEventListener("keydown", (event) => {
  const options = [...found.querySelectorAll("[role=option]")];
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move && options.length) {
    marked = (marked + move + options.length) % options.length;
    mark();
  } else if (event.key === "Enter" && options[marked]) take(options[marked].dataset.code);
  else if (event.key === "Escape") { field.value = ""; offer(); }
  else return;
  event.preventDefault();
});

follow();
