"""*Peta* in headless chromium: the visit, and the change of its colour."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket, sync_playwright

from benchmarks.figures import Figure
from benchmarks.server import Server, serving
from benchmarks.stores import read, store_path
from kampungkb.i18n.translator import translator
from kampungkb.tasks.snapshot import Snapshot

FIRST_VISIT_S, SECOND_VISIT_S = 2.5, 1.5
CHANGE_S, CHANGE_KB, CHANGE_CPU_MS = 0.3, 20.0, 40.0
# No more colourings than this are tried: it is enough for a median.
MOST_COLOURS = 12

# Milliseconds since the start of the navigation, when the map is first seen, and when plotly has
# drawn it and it answers to the mouse.
_WATCH_DRAWN = """
new MutationObserver(() => {
  if (window.__seen === undefined && document.querySelector("[data-pictured], [data-drawn]"))
    window.__seen = performance.now();
  if (window.__drawn === undefined && document.querySelector("[data-drawn]"))
    window.__drawn = performance.now();
}).observe(document, {attributes: true, attributeFilter: ["data-pictured", "data-drawn"],
                      childList: true, subtree: true});
"""
# Milliseconds from the next click to the first frame in which units have another colour.
_WATCH_COLOURS = """() => {
  const size = layer => layer.querySelectorAll("path").length;
  const units = () => [...document.querySelectorAll("[data-drawn] g.choropleth")]
    .reduce((most, one) => size(one) > size(most) ? one : most);
  const fills = () => [...units().querySelectorAll("path")]
    .map(one => one.getAttribute("fill")).join();
  const before = fills();
  window.__changed = undefined;
  document.addEventListener("click", () => {
    const start = performance.now();
    const look = () => {
      if (fills() !== before) window.__changed = performance.now() - start;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, {capture: true, once: true});
}"""


@dataclass
class Traffic:
    """Bytes that came over the websocket, before the compression of the transport."""

    whole: int = 0
    figure: int = 0

    def watch(self, page: Page) -> None:
        """Count from now on."""
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, payload: str | bytes) -> None:
        data = payload.encode() if isinstance(payload, str) else payload
        self.whole += len(data)
        if b"kampungkb_plot" in data:
            self.figure += len(data)


@dataclass(slots=True)
class Changes:
    """One value per change of colour."""

    seconds: list[float] = field(default_factory=list)
    whole_kb: list[float] = field(default_factory=list)
    figure_kb: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Visits, changes of colour and what was asked of other hosts."""
    store = store_path(folder)
    with browser() as chromium:
        fresh = []
        for _ in range(runs):
            with serving(store) as server, _context(chromium) as context:
                fresh.append(visit(context, server))
        yield from _visits("first visit, to a server just started", fresh, FIRST_VISIT_S)
        with serving(store) as server:
            first, second = [], []
            for _ in range(runs):
                with _context(chromium) as context:
                    first.append(visit(context, server))
                    second.append(visit(context, server))
            yield from _visits("first visit", first, FIRST_VISIT_S)
            yield from _visits("second visit", second, SECOND_VISIT_S)
            snapshot = read(store)
            # What no reader chose before has to be computed. The second reader's browser has seen
            # none of it, but the server has; in the second round it has it all at hand itself.
            with _context(chromium) as context:
                new = _round(*_open_map(context, server), server, snapshot)
            with _context(chromium) as context:
                page, traffic = _open_map(context, server)
                known = _round(page, traffic, server, snapshot)
                again = _round(page, traffic, server, snapshot)
            yield from _changes("new to the server", new, None)
            yield from _changes("new to the browser", known, CHANGE_CPU_MS)
            yield from _changes("seen before", again, CHANGE_CPU_MS)
            yield Figure("Requests to other hosts", "", [outside_requests(chromium, server)], 0)


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's chromium, which finds no host but this computer.

    Raises
    ------
    RuntimeError
        No chromium is installed.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("chromium is not installed (Debian: apt-get install chromium)")
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[rules])
        yield chromium
        chromium.close()


@contextmanager
def _context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
    context.add_init_script(_WATCH_DRAWN)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def _visits(what: str, times: list[tuple[float, float]], limit: float) -> Iterator[Figure]:
    yield Figure(f"Peta drawn, {what}", "s", [seen for seen, _ in times], limit)
    yield Figure(f"Peta answers to the mouse, {what}", "s", [drawn for _, drawn in times], None)


def visit(context: BrowserContext, server: Server) -> tuple[float, float]:
    """Seconds from the start of the navigation until the map is seen, and until it answers."""
    page = context.new_page()
    page.goto(f"{server.address}/peta")
    page.wait_for_selector("[data-drawn]", state="attached")
    seen, drawn = (float(one) / 1000 for one in page.evaluate("[window.__seen, window.__drawn]"))
    page.close()
    return seen, drawn


def _open_map(context: BrowserContext, server: Server) -> tuple[Page, Traffic]:
    page, traffic = context.new_page(), Traffic()
    traffic.watch(page)
    page.goto(f"{server.address}/peta")
    page.wait_for_selector("[data-drawn]", state="attached")
    page.wait_for_timeout(1500)
    return page, traffic


def _round(page: Page, traffic: Traffic, server: Server, snapshot: Snapshot) -> Changes:
    """Colour the map by each indicator that has values."""
    changes = Changes()
    start, used = time.perf_counter(), server.cpu_ms()
    page.wait_for_timeout(2000)
    # What an open page costs while nobody does anything is no part of a change.
    idle = (server.cpu_ms() - used) / (time.perf_counter() - start)
    for code in sorted(set(snapshot.observations["indicator"]))[:MOST_COLOURS]:
        name = translator("id").words(snapshot.dictionary.get(code).short)
        box = page.locator(".st-key-param_warna input")
        box.click()
        box.fill(name)
        option = page.get_by_role("option", name=name, exact=True)
        option.wait_for()
        page.wait_for_timeout(300)
        page.evaluate(_WATCH_COLOURS)
        whole, figure = traffic.whole, traffic.figure
        start, used = time.perf_counter(), server.cpu_ms()
        option.click()
        page.wait_for_function("window.__changed !== undefined")
        page.wait_for_timeout(700)  # the table below the map is part of what the server does
        resting = idle * (time.perf_counter() - start)
        changes.cpu_ms.append(server.cpu_ms() - used - resting)
        changes.seconds.append(float(page.evaluate("window.__changed")) / 1000)
        changes.whole_kb.append((traffic.whole - whole) / 1000)
        changes.figure_kb.append((traffic.figure - figure) / 1000)
    return changes


def _changes(kind: str, changes: Changes, cpu_ms: float | None) -> Iterator[Figure]:
    name = f"Change of colour, {kind}"
    yield Figure(f"{name}: drawn", "s", changes.seconds, CHANGE_S)
    yield Figure(f"{name}: the map over the websocket", "KB", changes.figure_kb, CHANGE_KB)
    yield Figure(f"{name}: all over the websocket", "KB", changes.whole_kb)
    yield Figure(f"{name}: CPU of the server", "ms", changes.cpu_ms, cpu_ms)


def outside_requests(chromium: Browser, server: Server) -> int:
    """How many requests both pages make to any host but the server."""
    asked: list[str] = []

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.hostname is not None and parts.hostname != "127.0.0.1":
            asked.append(request.url)

    with _context(chromium) as context:
        page = context.new_page()
        page.on("request", note)
        for address in ("/", "/peta"):
            page.goto(server.address + address)
            page.wait_for_selector("[data-drawn]", state="attached")
            page.wait_for_timeout(1500)
    return len(asked)
