// Keeps one plotly figure alive over reruns. st.plotly_chart mounts a new figure for each new
// set of values (Streamlit 1.67 hashes the figure into its identity), which loses the reader's
// zoom and costs a full drawing; this one hands the new values to Plotly.react instead.
const SCRIPTS = new Map();

// Streamlit mounts no figure before plotly is there; an empty world keeps it from asking
// plotly's own host for a map of the world.
const nothing = { type: "GeometryCollection", geometries: [] };
const world = { type: "Topology", arcs: [], objects: {
  coastlines: nothing, land: nothing, ocean: nothing, lakes: nothing, rivers: nothing,
  countries: nothing, subunits: nothing } };
window.PlotlyGeoAssets = window.PlotlyGeoAssets || { topojson: {} };
window.PlotlyGeoAssets.topojson = new Proxy({}, { get: () => world, has: () => true });

const INDONESIAN = {
  moduleType: "locale", name: "id",
  dictionary: {
    "Zoom in": "Perbesar", "Zoom out": "Perkecil", "Reset view": "Seluruh wilayah",
    "Reset views": "Seluruh wilayah", "Reset": "Seluruh wilayah",
    "Download plot as a PNG": "Unduh gambar PNG", "Download plot": "Unduh gambar",
  },
  format: { decimal: ",", thousands: "." },
};

function plotly(address) {
  if (!SCRIPTS.has(address)) {
    SCRIPTS.set(address, new Promise((resolve, reject) => {
      // The page's head asks for it, so that it is compiled while streamlit waits for its server.
      const there = [...document.scripts].find(one => one.src.endsWith(address));
      const ready = () => { window.Plotly.register(INDONESIAN); resolve(window.Plotly); };
      if (there && window.Plotly) { ready(); return; }
      const script = there || document.createElement("script");
      script.addEventListener("load", ready);
      script.addEventListener("error", () => { SCRIPTS.delete(address); reject(new Error(address)); });
      if (!there) { script.src = address; document.head.appendChild(script); }
    }));
  }
  return SCRIPTS.get(address);
}

function place(parent) {
  let place = parent.querySelector(".kkb-plot");
  if (!place) {
    place = document.createElement("div");
    place.className = "kkb-plot";
    place.style.width = "100%";
    place.style.height = "100%";
    parent.appendChild(place);
  }
  return place;
}

// The map fills its place whatever its shape: degrees of longitude and latitude are about equal
// near the equator, so the range only has to have the place's proportions.
function fit(layout, width, height) {
  const bounds = layout.meta && layout.meta.bounds;
  if (!bounds) return layout;
  const [west, south, east, north] = bounds, shape = width / height;
  const lon = Math.max(east - west, (north - south) * shape) / 2;
  const lat = Math.max(north - south, (east - west) / shape) / 2;
  const x = (west + east) / 2, y = (south + north) / 2;
  return { ...layout, geo: { ...layout.geo,
    lonaxis: { ...layout.geo.lonaxis, range: [x - lon, x + lon] },
    lataxis: { ...layout.geo.lataxis, range: [y - lat, y + lat] } } };
}

const classesOf = trace => trace.z.bdata
  ? new Int8Array(Uint8Array.from(atob(trace.z.bdata), one => one.charCodeAt(0)).buffer) : trace.z;

// A word for each class instead of a word for each unit.
function spoken(trace) {
  const words = trace.meta && trace.meta.words;
  if (!words) return trace;
  const classes = classesOf(trace);
  return { ...trace, text: trace.text.map((text, i) =>
    [text, words[classes[i]]].filter(Boolean).join(" · ")) };
}

// A first picture of a map on a canvas, from the same geometry, classes and colours: plotly itself
// takes the browser most of a second to evaluate, and a reader need not wait for it to see.
async function picture(canvas, wanted, layout, width, height) {
  const units = wanted.data.find(trace => trace.name === "units");
  const borders = wanted.data.find(trace => trace.name === "districts");
  const [shapes, lines] = await Promise.all([units.geojson, borders.geojson].map(
    address => fetch(address).then(answer => answer.json())));
  const { lonaxis, lataxis, center, projection } = layout.geo;
  const north = lat => Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) * 180 / Math.PI;
  const scale = projection.scale * Math.min(width / (lonaxis.range[1] - lonaxis.range[0]),
    height / (north(lataxis.range[1]) - north(lataxis.range[0])));
  const density = window.devicePixelRatio || 1;
  canvas.width = width * density;
  canvas.height = height * density;
  const pen = canvas.getContext("2d");
  pen.scale(density, density);
  const trace = geometry => {
    pen.beginPath();
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const ring of polygons.flat()) {
      ring.forEach(([lon, lat], i) => pen[i ? "lineTo" : "moveTo"](
        width / 2 + (lon - center.lon) * scale, height / 2 - (north(lat) - north(center.lat)) * scale));
    }
  };
  const classes = classesOf(units), at = new Map(units.locations.map((code, i) => [code, i]));
  pen.lineWidth = units.marker.line.width;
  pen.strokeStyle = units.marker.line.color;
  for (const one of shapes.features) {
    if (!at.has(one.id)) continue;
    trace(one.geometry);
    pen.fillStyle = units.colorscale[2 * (classes[at.get(one.id)] + 1)][1];
    pen.fill("evenodd");
    pen.stroke();
  }
  pen.lineWidth = borders.marker.line.width;
  pen.strokeStyle = borders.marker.line.color;
  for (const one of lines.features) { trace(one.geometry); pen.stroke(); }
  const formed = wanted.data.find(trace => trace.name === "formed");
  if (formed && formed.geojson === units.geojson) {
    const codes = new Set(formed.locations);
    for (const one of wanted.data.filter(trace => trace.name.startsWith("formed") && trace.z)) {
      pen.lineWidth = one.marker.line.width;
      pen.strokeStyle = one.marker.line.color;
      for (const shape of shapes.features) if (codes.has(shape.id)) { trace(shape.geometry); pen.stroke(); }
    }
  }
  for (const stamp of layout.annotations || []) {
    pen.font = stamp.font.size + "px " + layout.font.family;
    pen.fillStyle = stamp.font.color;
    pen.textAlign = "right";
    pen.fillText(stamp.text, width - 4, height - 6);
  }
  canvas.dataset.pictured = wanted.name;
}

// The picture, and one turn of the browser in which it is seen.
async function pictured(parent, wanted, width, height) {
  if (window.Plotly || !wanted.data.some(trace => trace.name === "units")) return null;
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "position: absolute; inset: 0; pointer-events: none; "
    + "width: " + width + "px; height: " + height + "px";
  parent.style.position = "relative";
  parent.appendChild(canvas);
  try {
    await picture(canvas, wanted, fit(wanted.layout, width, height), width, height);
    await new Promise(seen => requestAnimationFrame(() => setTimeout(seen)));
  } catch { canvas.remove(); return null; }
  return canvas;
}

// An outline below another has the same places; they need not travel twice.
function placed(trace, _, all) {
  const same = trace.meta && trace.meta.as && all.find(one => one.name === trace.meta.as);
  return same ? { ...trace, locations: same.locations, z: same.z } : trace;
}

// A slider stays where the reader has put it, as long as its figure has the same steps.
function slid(div, data, layout) {
  const before = div.layout?.sliders?.[0], own = layout.sliders?.[0];
  const labels = one => one && one.steps.map(step => step.label).join("|");
  if (!own || labels(before) !== labels(own) || before.active >= own.steps.length) return;
  own.active = before.active;
  const [{ z }, [at]] = own.steps[own.active].args;
  data[at] = { ...data[at], z: z[0] };
}

// plotly's slider is a drawing that only a pointer moves; for the keyboard and for who listens, a
// field without a face does the same. It shows where it is by the frame around its figure.
function stepped(Plotly, div) {
  const own = div.layout.sliders?.[0];
  let field = div.parentElement.querySelector(".kkb-plot-steps");
  if (!own) { field?.remove(); return; }
  if (!field) {
    field = document.createElement("input");
    field.type = "range";
    field.className = "kkb-plot-steps";
    field.addEventListener("input", () => {
      const at = Number(field.value), [values, traces] = div.layout.sliders[0].steps[at].args;
      Plotly.restyle(div, values, traces);
      Plotly.relayout(div, { "sliders[0].active": at });
      told(at);
    });
    div.after(field);
    div.on("plotly_sliderchange", event => told(event.slider.active));
  }
  const told = at => {
    const slider = div.layout.sliders[0];
    field.max = slider.steps.length - 1;
    field.value = at;
    field.setAttribute("aria-label", slider.currentvalue.prefix || slider.steps[at].label);
    field.setAttribute("aria-valuetext", slider.steps[at].label);
  };
  told(own.active);
}

export default function draw({ data, parentElement, setTriggerValue }) {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  const div = place(parentElement);
  div.__click = key => setTriggerValue("click", key);
  if (div.__text !== text) {
    div.__text = text;
    const wanted = JSON.parse(text);
    const width = div.clientWidth || wanted.height;
    const height = wanted.layout.meta ? Math.min(wanted.height, width) : wanted.height;
    // A slider below a map takes the margin at its foot.
    const room = height - (wanted.layout.meta && wanted.layout.margin.b || 0);
    div.style.height = height + "px";
    div.setAttribute("role", "group");
    div.setAttribute("aria-label", wanted.alt);
    pictured(parentElement, wanted, width, room).then(async canvas => {
      const Plotly = await plotly(wanted.plotly).finally(() => setTimeout(() => canvas?.remove()));
      if (div.__text !== text) return;
      // Names of districts need room; a phone has none.
      const data = wanted.data.filter(trace => width >= 480 || trace.meta !== "wide")
        .map(placed).map(spoken);
      // A figure that lives on would keep its first height.
      const layout = { ...fit(wanted.layout, width, room), height };
      slid(div, data, layout);
      await Plotly.react(div, data, layout, wanted.config);
      stepped(Plotly, div);
      div.dataset.drawn = wanted.name;
      if (!div.__listening) {
        div.__listening = true;
        div.on("plotly_click", event => {
          const point = event.points && event.points[0];
          const key = point && (point.customdata ?? point.location);
          if (key !== undefined && key !== null) div.__click(String(key));
        });
      }
    }).catch(() => { div.textContent = wanted.failed; });
  }
  return () => { if (window.Plotly && div.__listening) window.Plotly.purge(div); };
}
