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

export default function draw({ data, parentElement, setTriggerValue }) {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  const div = place(parentElement);
  div.__click = key => setTriggerValue("click", key);
  if (div.__text !== text) {
    div.__text = text;
    const wanted = JSON.parse(text);
    div.style.height = wanted.height + "px";
    div.setAttribute("role", "group");
    div.setAttribute("aria-label", wanted.alt);
    plotly(wanted.plotly).then(async Plotly => {
      if (div.__text !== text) return;
      // Names of districts need room; a phone has none.
      const narrow = div.clientWidth < 480;
      const data = narrow ? wanted.data.filter(trace => trace.meta !== "wide") : wanted.data;
      await Plotly.react(div, data, wanted.layout, wanted.config);
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
