"""The offline twin, opened from a file in a browser without a network."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kampungkb.charts.theme import DARK, LIGHT
from kampungkb.exports.twin import twin_html
from kampungkb.i18n.translator import translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT
from kampungkb.store.engine import open_engine
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_content import brief_source
from kampungkb.tasks.ledger import gap_document, ledger
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from kampungkb.tasks.twin_content import twin_content
from tests.browser.journey import PATIENCE_MS

pytestmark = pytest.mark.browser

ID = translator("id")
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def stored(filled_path: Path) -> Snapshot:
    dictionary = read_dictionary(ROOT / "data" / "indicators.toml")
    return read_snapshot(open_engine(f"sqlite:///{filled_path}"), dictionary)


@pytest.fixture(scope="module")
def planned(stored: Snapshot) -> dict[str, str]:
    """Nine villages that are not formed, three a quarter."""
    formed = set(ledger(stored).rollout.formed_codes)
    codes = [code for code in stored.villages["code"] if code not in formed][:9]
    return {code: f"2027-Q{1 + at // 3}" for at, code in enumerate(codes)}


@pytest.fixture(scope="module")
def file(
    stored: Snapshot, planned: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    source = brief_source(
        stored, ledger(stored), ID, folder=ROOT / "data" / "areas" / "36.04", printed_at=NOON
    )
    announced = Scenario(
        scenario_id=1, version=1, action="announced", name="<b>Rencana</b>", author="Siti",
        agency=None, saved_at=NOON, data_revision=2, assumptions="{}", plan=planned,
        summary="{}", note=None, announced=True, withdrawn=False,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("twin") / "luring.html"
    path.write_bytes(twin_html(twin_content(source, announced), ID))
    return path


class Offline:
    """A reader without a network, and everything that was asked of it all the same."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.address = page, file.as_uri()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda one: self.asked.append(one.url))
        page.on("pageerror", lambda one: self.complaints.append(str(one)))
        page.on("console", lambda one: self.complaints.append(one.text))

    def open(self, state: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{state}")
        self.page.locator("body[data-drawn]").wait_for()

    def colours(self, selector: str) -> dict[str, str]:
        """What the browser paints, by code of a unit."""
        script = """paths => Object.fromEntries(paths.map(
            one => [one.dataset.code, getComputedStyle(one).fill]))"""
        found: dict[str, str] = self.page.locator(selector).evaluate_all(script)
        return found

    def rows(self) -> list[list[str]]:
        script = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        found: list[list[str]] = self.page.locator("main tbody tr").evaluate_all(script)
        return found


@pytest.fixture
def offline(browser: Browser, file: Path) -> Iterator[Offline]:
    with_dark: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
    context = browser.new_context(**with_dark, color_scheme="light")
    context.set_default_timeout(PATIENCE_MS)
    context.set_offline(True)
    one = Offline(context.new_page(), file)
    yield one
    # Letters that lie in the file count as a request for themselves.
    outside = [url for url in one.asked if not url.startswith((one.address, "data:font/"))]
    assert (outside, one.complaints) == ([], [])
    context.close()


def rgb(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({', '.join(map(str, parts))})"


def expected(of: Snapshot, level: str, indicator: str) -> dict[str, dict[str, Any]]:
    rows: Any = gap_document(of, level, indicator=indicator)["rows"]  # type: ignore[arg-type]
    return {row["code"]: row for row in rows}


def test_all_villages_are_drawn_and_a_filter_changes_colours_and_numbers(offline, stored):
    offline.open("level=village")
    units = offline.page.locator("svg.map .units:visible path")
    assert units.count() == 326
    assert all(box > 0 for box in units.evaluate_all("ps => ps.map(p => p.getBBox().width)"))
    before = offline.colours("svg.map .units:visible path")
    expect(offline.page.locator(".ribbon")).to_have_text("DATA CONTOH, bukan angka resmi")

    offline.page.get_by_label("Indikator").select_option("D02")
    offline.page.get_by_label("Warna peta").select_option("verdict")
    after = offline.colours("svg.map .units:visible path")
    assert before != after
    paint = {"met": LIGHT.reached, "below": LIGHT.below, "cannot_tell": LIGHT.cannot_tell}
    rows = expected(stored, "village", "D02")
    known = {code: row for code, row in rows.items() if row["verdict"] in paint}
    assert {code: after[code] for code in known} == {
        code: rgb(paint[row["verdict"]]) for code, row in known.items()
    }
    assert all("hatch" in after[code] for code in rows if code not in known)


def test_the_table_has_the_numbers_of_the_document(offline, stored):
    offline.open("indicator=D02")
    rows = list(expected(stored, "district", "D02").values())
    worst = sorted(rows, key=lambda row: (-(row["shortfall"] or 0), row["code"]))
    assert offline.rows() == [
        [
            row["name"], ID.share(row["value"]) + ("*" if row["low_coverage"] else ""),
            f"{ID.number(row['numerator'])} dari {ID.number(row['denominator'])}",
            "\n".join(word_of(row)), ID.number(row["shortfall"]),
        ]
        for row in worst
    ]  # fmt: skip
    whole = expected(stored, "regency", "D02")["36.04"]
    card = offline.page.locator(".card")
    expect(card).to_contain_text(ID.share(whole["value"]))
    expect(card).to_contain_text(f"kurang {ID.number(whole['shortfall'])} anak")

    offline.page.get_by_label("Kecamatan", exact=True).select_option("36.04.05")
    inside = [row for code, row in expected(stored, "village", "D02").items()
              if code.startswith("36.04.05.")]  # fmt: skip
    assert {row[0] for row in offline.rows()} == {row["name"] for row in inside}
    assert offline.page.locator("svg.map .units:visible path:not(.far)").count() == len(inside)


def word_of(row: dict[str, Any]) -> tuple[str]:
    words = {"met": "●mencapai sasaran", "below": "▼belum mencapai",
             "cannot_tell": "◇belum dapat disimpulkan"}  # fmt: skip
    return (words[row["verdict"]],)


def test_agencies_have_the_rows_of_their_document(offline, stored):
    offline.open("view=agencies")
    rows: Any = gap_document(stored, "agency")["rows"]
    found = offline.page.locator("article[data-agency] tr[data-indicator]").evaluate_all(
        """rows => rows.map(row => [row.closest("article").dataset.agency,
            row.dataset.indicator, row.querySelector(".c-short").innerText.trim()])"""
    )
    assert {(agency, code) for agency, code, _ in found} == {
        (row["code"], row["indicator"]) for row in rows
    }
    short = {row["indicator"]: row["shortfall"] for row in rows}
    assert {code: text.split(" ")[0].rstrip("*") for _, code, text in found} == {
        code: ID.number(n) for code, n in short.items()
    }


def test_the_plan_is_walked_by_its_slider(offline, stored, planned):
    offline.open("view=plan")
    formed = ledger(stored).rollout.formed
    slider = offline.page.locator("input[type=range]")
    slider.focus()
    expect(offline.page.locator("output")).to_contain_text(f"{formed + 9} desa terbentuk")
    slider.press("Home")
    expect(offline.page.locator("output")).to_contain_text(f"Triwulan I 2027: {formed + 3} desa")
    now = offline.colours("svg.map .units:visible path")
    first = [code for code, quarter in planned.items() if quarter == "2027-Q1"]
    assert {now[code] for code in first} == {rgb(LIGHT.quarters[0])}
    assert {now[code] for code in planned if code not in first} == {rgb(LIGHT.sequential[0])}
    slider.press("ArrowRight")
    expect(offline.page.locator("output")).to_contain_text(f"Triwulan II 2027: {formed + 6} desa")
    expect(offline.page.locator(".plan-list")).to_contain_text("Desa pada Triwulan II 2027")
    expect(offline.page.locator(".showing")).to_contain_text("<b>Rencana</b>")


def test_a_keyboard_finds_a_village_and_walks_the_map(offline, stored):
    offline.open()
    page = offline.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("mongp")
    expect(page.get_by_role("option").first).to_have_text("Mongpok · Kec. Cikeusal")
    page.keyboard.press("Enter")
    expect(page.locator("h2")).to_have_text("Mongpok · Kec. Cikeusal")
    code = next(one for one in stored.villages["code"] if stored.names[one] == "Mongpok")
    rows: Any = gap_document(stored, "village")["rows"]
    own = {row["indicator"]: row for row in rows if row["code"] == code}
    shown = page.locator("tr[data-indicator]").evaluate_all(
        "rows => rows.map(row => [row.dataset.indicator, row.querySelector('.c-value').innerText])"
    )
    assert {key for key, _ in shown} == set(own)
    assert dict(shown)["D02"] == ID.share(own["D02"]["value"])

    page.get_by_role("button", name="Lihat di peta").press("Enter")
    page.locator("svg.map").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.chosen")).to_have_count(1)
    name = page.locator("tr.chosen button").inner_text()
    assert name != "Mongpok"
    expect(page.locator("#said")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("h2")).to_contain_text(name)
    page.go_back()
    expect(page.locator("tr.chosen button")).to_have_text(name)
    page.locator("svg.map").focus()
    page.keyboard.press("Escape")
    expect(page.locator("tr.chosen")).to_have_count(0)


def test_a_phone_in_the_dark_scrolls_one_way_only(offline, stored):
    code = stored.villages["code"].iloc[-1]
    page = offline.page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    for view in ("gaps", "agencies", "plan", f"profile&unit={code}", "about"):
        offline.open(f"view={view}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        expect(page.locator(".ribbon")).to_be_visible()
        expect(page.locator("h2").first).not_to_be_empty()
    offline.open("indicator=K01")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == rgb(
        DARK.ground
    )
    page.get_by_role("button", name="Saring").click()
    expect(page.get_by_label("Tingkat")).to_be_visible()


def test_every_printed_page_bears_mark_and_sources(offline):
    offline.open("level=village")
    page = offline.page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == rgb(
        LIGHT.ground
    )
    repeated = """["head", "foot"].map(one => {
        const style = getComputedStyle(document.querySelector(`.sheet-${one}`));
        return [style.display, style.breakInside]; })"""
    assert page.evaluate(repeated) == [
        ["table-header-group", "avoid"], ["table-footer-group", "avoid"],
    ]  # fmt: skip
    expect(page.locator(".sheet-head .ribbon")).to_be_visible()
    expect(page.locator("#sources")).to_contain_text("Sumber:")
    expect(page.get_by_label("Indikator")).to_be_hidden()


def test_an_address_of_nonsense_opens_all_the_same(offline):
    offline.open("view=x&indicator=%3Cb%3E&level=9&unit=1&district=2&quarter=0&measure=y&order=z")
    expect(offline.page.locator("h2")).to_contain_text("kecamatan belum mencapai")
    assert len(offline.rows()) == 29
