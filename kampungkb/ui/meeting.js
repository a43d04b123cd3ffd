// Slides of a meeting: all of them are there, so the next one shows at once; the server is told
// afterwards and keeps the address. Keys are heard without a click first.
const NEXT = ["ArrowRight", "PageDown", " "], BEFORE = ["ArrowLeft", "PageUp"];
const TYPING = "input, textarea, select, [contenteditable=true], [role=dialog] *";

export default function meeting({ data, parentElement, setTriggerValue }) {
  const self = parentElement.__meeting || (parentElement.__meeting = { at: data.at, origin: null });
  self.tell = setTriggerValue;
  self.agenda = data.agenda;
  if (self.html !== data.html) {
    self.html = data.html;
    parentElement.innerHTML = data.html;
    listen(parentElement, self);
    if (self.wanted && slide(parentElement, self.wanted)) {
      self.at = { slide: self.wanted, point: null };
      self.wanted = null;
    }
  }
  if (!slide(parentElement, self.at.slide)) {
    self.at = { slide: parentElement.querySelector(".kkb-slide").dataset.slide, point: null };
  }
  show(parentElement, self);
  self.key ||= event => pressed(event, parentElement, self);
  document.addEventListener("keydown", self.key, true);
  return () => { document.removeEventListener("keydown", self.key, true); clearTimeout(self.timer); };
}

const slides = root => [...root.querySelectorAll(".kkb-slide:not([data-outside])")];
const slide = (root, key) => root.querySelector(`.kkb-slide[data-slide="${CSS.escape(key)}"]`);
// A figure and its mark on a line have one key: both are pointed at, and counted once. Figures come
// before the districts of a map. Kept: what is pointed at on a map moves to the end of it.
const keys = own => own.__keys ||= [...new Set([...own.querySelectorAll("[data-point]")]
  .sort((one, other) => (one.tagName === "g") - (other.tagName === "g")).map(one => one.dataset.point))];
const pointed = (own, key) =>
  key === null ? [] : [...own.querySelectorAll(`[data-point="${CSS.escape(key)}"]`)];

function state(self) {
  const said = new URLSearchParams({ slide: self.at.slide });
  if (self.at.point !== null) said.set("tunjuk", self.at.point);
  if (self.agenda) said.set("agenda", self.agenda);
  return said.toString();
}

function show(root, self) {
  const own = slide(root, self.at.slide);
  if (!own) return;
  for (const one of root.querySelectorAll(".kkb-slide")) one.classList.toggle("kkb-shown", one === own);
  const marks = pointed(own, self.at.point);
  if (!marks.length) self.at.point = null;
  own.classList.toggle("kkb-pointing", marks.length > 0);
  for (const one of own.querySelectorAll("[data-point]")) {
    const is = marks.includes(one);
    one.classList.toggle("kkb-pointed", is);
    if (is) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    // What is drawn last lies above its neighbours.
    if (is && one.tagName === "g") one.parentNode.appendChild(one);
  }
  const said = marks.find(one => one.dataset.says);
  for (const one of own.querySelectorAll(".kkb-map-says")) one.textContent = said ? said.dataset.says : "";
  const open = target(own, self), link = own.querySelector(".kkb-slide-open");
  link.textContent = open.dataset.open;
  const address = new URL(open.dataset.href, window.location.origin);
  address.searchParams.set("rapat", state(self));
  link.href = address.pathname + address.search;
  // The figure that is pointed at has its place in the address; a second screen shows the same.
  root.dataset.shown = self.at.slide + "|" + (self.at.point ?? "");
}

const target = (own, self) => pointed(own, self.at.point).find(one => one.dataset.href) || own;

function go(root, self, key, point = null) {
  self.at = { slide: key, point };
  show(root, self);
  clearTimeout(self.timer);
  self.timer = setTimeout(() => self.tell("at", self.at), 120);
}

function step(root, self, by) {
  const all = slides(root).map(one => one.dataset.slide), at = all.indexOf(self.at.slide);
  if (at < 0) {
    // From a slide outside the agenda: back to where it was opened, or on from there.
    const from = Math.max(all.indexOf(self.origin && self.origin.slide), 0);
    const to = by < 0 ? from : Math.min(from + 1, all.length - 1);
    if (all.length) go(root, self, all[to], by < 0 && self.origin ? self.origin.point : null);
    return;
  }
  const to = Math.min(Math.max(at + by, 0), all.length - 1);
  if (to !== at) go(root, self, all[to]);
}

function point(root, self, by) {
  const own = slide(root, self.at.slide), all = keys(own), at = all.indexOf(self.at.point);
  const to = at + by;
  go(root, self, self.at.slide, to >= 0 && to < all.length ? all[to] : by < 0 && at < 0 && all.length
    ? all[all.length - 1] : null);
}

function open(root, self) {
  const own = slide(root, self.at.slide), one = target(own, self), to = one.dataset.to;
  if (!to) { window.location.assign(own.querySelector(".kkb-slide-open").href); return; }
  if (slides(root).some(other => other.dataset.slide === self.at.slide)) self.origin = self.at;
  if (slide(root, to)) go(root, self, to);
  else { self.wanted = to; self.tell("at", { slide: to, point: null }); }
}

function whole() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function pressed(event, root, self) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(TYPING)) return;
  const all = slides(root).map(one => one.dataset.slide);
  const deeds = {
    Home: () => all.length && go(root, self, all[0]),
    End: () => all.length && go(root, self, all[all.length - 1]),
    ArrowDown: () => point(root, self, 1), ArrowUp: () => point(root, self, -1),
    Backspace: () => step(root, self, -1),
    Enter: () => open(root, self),
    Escape: () => document.fullscreenElement ? document.exitFullscreen() : self.tell("leave", true),
    f: whole, F: whole,
  };
  const deed = NEXT.includes(event.key) ? () => step(root, self, 1)
    : BEFORE.includes(event.key) ? () => step(root, self, -1) : deeds[event.key];
  if (!deed) return;
  // A link or button that has the focus acts on Enter by itself.
  if (event.key === "Enter" && event.target.closest?.("a, button")) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function listen(root, self) {
  root.firstElementChild.addEventListener("click", event => {
    if (event.target.closest("[data-leave]")) { self.tell("leave", true); return; }
    const button = event.target.closest("[data-go]");
    if (button) { step(root, self, Number(button.dataset.go)); button.blur(); return; }
    const link = event.target.closest(".kkb-slide-open");
    if (link) {
      const own = link.closest(".kkb-slide");
      if (own.dataset.slide !== self.at.slide) { self.at = { slide: own.dataset.slide, point: null }; show(root, self); }
      if (target(own, self).dataset.to && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(root, self); }
      return;
    }
    const one = event.target.closest("[data-point]");
    if (!one) return;
    const own = one.closest(".kkb-slide").dataset.slide;
    const again = self.at.slide === own && self.at.point === one.dataset.point;
    go(root, self, own, again ? null : one.dataset.point);
  });
}
