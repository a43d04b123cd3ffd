"""What the pages beside the map compute, and *Kesenjangan* in headless chromium."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.figures import Figure, timed
from benchmarks.large import six_years
from benchmarks.pages import browser
from benchmarks.server import serving
from benchmarks.stores import read, store_path
from kampungkb.analysis.comparison import formed_comparison
from kampungkb.analysis.distribution import value_bins
from kampungkb.analysis.equity import equity
from kampungkb.analysis.pace import pace
from kampungkb.i18n.translator import translator
from kampungkb.tasks.convergence_agency import agency
from kampungkb.tasks.convergence_view import matrix
from kampungkb.tasks.dictionary_view import chosen_indicators, entry
from kampungkb.tasks.gaps_time import course_view, indicator_values, moved
from kampungkb.tasks.gaps_view import gap_scope, heat_view, ranked, shortfall_view, shown_units
from kampungkb.tasks.ledger import Ledger, ledger
from kampungkb.tasks.profile_view import (
    default_indicator,
    peers_of,
    profile_rows,
    standing,
    unit_courses,
)
from kampungkb.tasks.quality_view import quality, quality_view
from kampungkb.tasks.snapshot import Snapshot

ANALYSIS_S, RERUN_S = 0.1, 0.6
_MONGPOK, _CODE = "36.04.23.2015", "D02"


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """Analyses after the first load, then reruns as a reader sees them."""
    of = six_years(read(store_path(folder)))
    led = ledger(of)
    for name, work in _analyses(of, led):
        work()  # what a page imports or puts in order once
        yield Figure(f"Analysis of 326 x 54 x 24: {name}", "s", timed(work, runs), ANALYSIS_S)
    yield Figure("Findings of Mutu data, once per revision and period", "s",
                 timed(lambda: quality(of, led), min(runs, 3)))  # fmt: skip
    yield from _reruns(folder, runs)


def _analyses(of: Snapshot, led: Ledger) -> Iterator[tuple[str, Callable[[], object]]]:
    indicator, codes = of.dictionary.get(_CODE), led.indicators
    scope = gap_scope(of, led, "all")
    values = indicator_values(of, led, _CODE, None)
    district = shown_units("achieved", "district", None, of.parents)
    own = scope.village[scope.village["indicator"] == _CODE]
    formed = led.rollout.formed_codes
    judged = quality(of, led)

    def achieved() -> None:
        now = indicator_values(of, led, _CODE, None)
        moved(scope, now, led.terms, of.area_code, "district")
        equity(scope.district[scope.district["indicator"] == _CODE], indicator.better)

    def spread() -> None:
        value_bins(own, formed)
        formed_comparison(own, formed, kind=indicator.kind)

    def course() -> None:
        view = course_view(of, led, scope, values, indicator, place=None, deadline_year=None)
        if view is not None:
            pace(view.course, 0.6, "higher", date(2029, 12, 31))

    def profile() -> None:
        rows = profile_rows(of, led, _MONGPOK)
        standing(rows, led.terms)
        peers_of(of, led, _MONGPOK, rows, None)
        unit_courses(of, led, _MONGPOK, default_indicator(rows, led.terms) or _CODE)

    def dictionary() -> None:
        for one in chosen_indicators(of):
            entry(of, one, translator("id"))

    yield "Kesenjangan, formed villages only", lambda: gap_scope(of, led, "formed")
    yield "Kesenjangan, achieved", achieved
    yield (
        "Kesenjangan, all indicators",
        lambda: heat_view(scope, led.terms, codes, district, of.parents),
    )
    yield (
        "Kesenjangan, shortfall by agency",
        lambda: shortfall_view(scope, of.dictionary, led.terms, codes, district, of.parents),
    )
    yield "Kesenjangan, distribution", spread
    yield "Kesenjangan, course and pace", course
    yield (
        "Kesenjangan, ranks of villages",
        lambda: ranked(scope, indicator, "village", of.district_of),
    )
    yield "Konvergensi, matrix of all villages", lambda: matrix(of, led, "all", None)
    yield "Konvergensi, page of Dinkes", lambda: agency(of, led, "Dinkes")
    yield "Profil, Mongpok", profile
    yield (
        "Mutu data, one agency",
        lambda: quality_view(judged, agency="Dinkes", district=None, kind=None),
    )
    yield "Kamus, all entries", dictionary


def _reruns(folder: Path, runs: int) -> Iterator[Figure]:
    store = store_path(folder)
    dictionary = read(store).dictionary
    with browser() as chromium, serving(store) as server:
        page = chromium.new_page(viewport={"width": 1366, "height": 768}, locale="id-ID")
        page.goto(f"{server.address}/kesenjangan?indikator=D01")
        page.wait_for_selector("[data-drawn^=achieved-D01]")
        page.wait_for_timeout(1500)
        seconds = []
        for code in (_CODE, "E02", "L17", "E01", "L12", "L13", "L07", "E03", "D01")[: runs + 1]:
            name = translator("id").words(dictionary.get(code).short)
            box = page.locator(".st-key-param_indikator input")
            box.click()
            box.fill(name)
            option = page.get_by_role("option", name=name, exact=True)
            option.wait_for()
            page.wait_for_timeout(300)
            page.evaluate(_WATCH, f"achieved-{code}-")
            option.click()
            page.wait_for_function("window.__changed !== undefined")
            seconds.append(float(page.evaluate("window.__changed")) / 1000)
        # The first waits for what streamlit sends of a selectbox once.
        yield Figure("Kesenjangan, another indicator: drawn", "s", seconds[1:], RERUN_S)


# Milliseconds from the next click until the figure of this name has been drawn.
_WATCH = """name => {
  window.__changed = undefined;
  document.addEventListener("click", () => {
    const start = performance.now();
    const look = () => {
      if (document.querySelector(`[data-drawn^="${name}"]`))
        window.__changed = performance.now() - start;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, {capture: true, once: true});
}"""
