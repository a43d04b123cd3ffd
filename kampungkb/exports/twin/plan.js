// The announced plan: a slider over its quarters, the map as it would be then, and the villages.

function makePlan(go) {
  const plan = data.plan;
  if (!plan) {
    const node = make("section", {}, make("h2", { class: "finding" }, words.view_plan),
      make("div", {}, standing()), make("p", { class: "note" }, words.plan_none));
    return { node, update() {} };
  }
  const quarters = plan.quarters;
  const at = new Map(quarters.map((one, place) => [one.key, place]));
  const quarterOf = new Map(quarters.flatMap((one, place) => one.villages.map((code) => [code, place])));
  const map = makeMap({
    label: words.map_label,
    pick: (unit) => go({ unit }),
    open: (unit) => go({ view: "profile", unit }),
    describe: (code) => code in formed ? formed[code]
      : quarterOf.has(code) ? say("plan_of_village", { quarter: quarters[quarterOf.get(code)].label })
      : words.not_formed,
  });
  const said = make("output", { class: "big", for: "quarter" });
  const slider = make("input", {
    id: "quarter", type: "range", min: 0, max: quarters.length - 1, step: 1,
    oninput: () => go({ quarter: quarters[Number(slider.value)].key }),
  });
  const key = make("div");
  const body = make("tbody");
  const list = make("div", { class: "plan-list" });
  const node = make("section", {},
    make("h2", { class: "finding" }, plan.finding),
    make("p", { class: "showing" }, [plan.title, ...plan.facts].join(" · ")),
    make("div", { class: "slide" },
      make("label", { for: "quarter", class: "label" }, words.plan_quarter), slider, said),
    make("div", { class: "split" },
      make("figure", {}, map ? map.node : make("p", { class: "note" }, words.no_map), key),
      make("div", { class: "side" }, quarterTable(), list)));

  /** What the bars say, and where their line stands. */
  function goal() {
    const target = data.stand.target;
    return target === null ? words.plan_column_total
      : make("span", {}, words.plan_column_total, make("small", {}, say("plan_goal", { n: number(target) })));
  }

  function quarterTable() {
    const heads = [[words.plan_column_quarter], [words.plan_column_new, "right wide"],
      [goal(), "right"], [words.plan_column_share, "right"]];
    const drawn = table(heads, [], plan.title);
    drawn.querySelector("tbody").replaceWith(body);
    return make("div", { class: "quarters", tabindex: "0", role: "group", "aria-label": plan.title },
      drawn);
  }

  function update(state) {
    const place = at.get(state.quarter) ?? quarters.length - 1;
    const now = quarters[place];
    slider.value = String(place);
    slider.setAttribute("aria-valuetext", now.label);
    said.textContent = say("plan_state", {
      quarter: now.label, total: number(now.total), share: now.share, fresh: number(now.new),
    });
    body.replaceChildren(...quarters.map((one, row) =>
      make("tr", { class: row === place ? "chosen" : row > place ? "later" : null,
        "data-quarter": one.key },
        make("th", { scope: "row", class: "row" }, swatch(one),
          make("button", { type: "button", onclick: () => go({ quarter: one.key }) }, one.label)),
        make("td", { class: "right wide" }, number(one.new)),
        make("td", { class: "right" }, bar(one.total, data.stand.villages, "", data.stand.target)),
        make("td", { class: "right" }, one.share))));
    villagesOf(now);
    if (map) painted(state, place);
    const known = quarters.slice(0, place + 1).map((one) => [one.colour, "", one.short, one.new]);
    key.replaceChildren(legend([
      ["reached", "●", say("plan_formed", { n: number(data.stand.formed) }), null], ...known,
      ["sequential-0", "", words.plan_later, null]]));
  }

  function swatch(one) {
    const found = make("span", { class: "swatch", "aria-hidden": "true" });
    found.style.background = colour(one.colour);
    return found;
  }

  function painted(state, place) {
    const fills = new Map(Object.keys(villages).map((code) => {
      const own = quarterOf.get(code);
      if (code in formed) return [code, "reached"];
      return [code, own !== undefined && own <= place ? quarters[own].colour : "sequential-0"];
    }));
    map.look(null);
    map.paint("village", fills);
    map.dots(Object.keys(formed).map((code) => [code, "is-formed"]));
    map.select(state.unit);
    map.sized();
  }

  function villagesOf(quarter) {
    const by = new Map();
    for (const code of quarter.villages) {
      const district = villages[code].district;
      if (!by.has(district)) by.set(district, []);
      by.get(district).push(code);
    }
    list.replaceChildren(
      make("h3", {}, say("plan_villages", { quarter: quarter.label })),
      make("dl", {}, [...by].flatMap(([district, codes]) => [
        make("dt", {}, nameOf(district)),
        make("dd", {}, codes.flatMap((code, place) => [place ? ", " : "",
          make("button", { type: "button", onclick: () => go({ view: "profile", unit: code }) },
            nameOf(code))])),
      ])));
  }

  return { node, update };
}

/** How many villages are formed, and how many are to come. */
function standing() {
  const stand = data.stand;
  if (!stand.villages) return null;
  return make("div", { class: "figures" },
    make("p", {}, make("strong", {}, stand.formed_text), ` ${stand.of_text}. ${stand.record}`),
    stand.target_text && stand.to_form_text !== null
      ? make("p", {}, make("strong", {}, stand.to_form_text), ` ${stand.target_text}.`) : null);
}
