"""Journeys over the pages of the gaps: figure, panel, profile, agencies, quality, dictionary."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journey import Reader, visiting

pytestmark = pytest.mark.browser

MONGPOK = "36.04.23.2015"
CIKEUSAL = "36.04.23"
# Furthest behind on KIA: its mark is at the top.
LEBAK_WANGI = "36.04.35"
# A page's object in a PDF; "Pages" is the list of them.
SHEET = re.compile(rb"/Type\s*/Page\b")
A4 = {"format": "A4", "prefer_css_page_size": True}


def mark(reader: Reader, code: str) -> tuple[float, float]:
    """A pixel in the row of a unit."""
    box = reader.page.locator(".kkb-plot").bounding_box()
    assert box is not None
    script = f"""(() => {{
      const layout = div._fullLayout;
      for (const trace of div._fullData) {{
        const at = Array.from(trace.customdata || []).indexOf("{code}");
        if (at >= 0) return layout._size.t + layout.yaxis.d2p(trace.y[at]);
      }}
      return null;
    }})()"""
    left = reader.map("div._fullLayout._size.l")
    width = reader.map("div._fullLayout._size.w")
    return box["x"] + left + width / 2, box["y"] + reader.map(script)


def follow(page: Page, name: str) -> None:
    """Go to another page by the links at the top."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator(".kkb-head h1")).to_have_text(name)


def sheets(page: Page) -> int:
    """How many sheets of A4 the page takes on paper."""
    return len(SHEET.findall(page.pdf(**A4)))


def test_choose_click_see_switch_reload_same_state(fresh_server, reader):
    reader.page.goto(f"{fresh_server}/kesenjangan")
    reader.drawn("achieved")
    reader.choose("Indikator", "KIA 0")
    reader.drawn("achieved", "D02")
    reader.page.mouse.click(*mark(reader, LEBAK_WANGI))
    reader.says(".kkb-panel h2", "Lebak Wangi")
    reader.says(".kkb-panel", "5.220 anak")
    reader.page.get_by_role("radio", name="Peringkat").click()
    reader.drawn("ranking", "D02")
    chosen = {"indikator": "D02", "wilayah": LEBAK_WANGI, "lihat": "ranking"}
    assert reader.parameters() == chosen
    panel = reader.page.locator(".kkb-panel").inner_text()
    finding = reader.page.locator(".kkb-finding").inner_text()
    reader.page.reload()
    reader.drawn("ranking", "D02")
    reader.says(".kkb-panel h2", "Lebak Wangi")
    assert reader.parameters() == chosen
    assert reader.page.locator(".kkb-panel").inner_text() == panel
    assert reader.page.locator(".kkb-finding").inner_text() == finding


def test_panel_leads_to_the_profile_of_a_village(server, reader):
    reader.open(f"{server}/kesenjangan?indikator=L17")
    reader.choose("Cari desa", "Dahu")
    reader.says(".kkb-panel h2", "Dahu")
    reader.page.get_by_role("link", name="Buka profil").click()
    reader.says(".kkb-profile-head h2", "Dahu")
    reader.says(".kkb-finding", "Dahu:")
    assert reader.parameters() == {"wilayah": "36.04.23.2002"}


def test_matrix_leads_to_an_agency_and_its_visits_to_paper(server, reader):
    reader.page.goto(f"{server}/konvergensi")
    matrix = reader.page.locator(".kkb-matrix")
    expect(matrix.locator("tbody tr")).to_have_count(52)
    matrix.get_by_role("link", name="Dinkes").click()
    reader.says(".kkb-head h1", "Apa yang diminta dari Dinkes")
    expect(reader.page.locator(".kkb-visits tbody tr:not(.kkb-print-only)")).to_have_count(20)
    assert reader.parameters() == {"opd": "Dinkes"}
    assert sheets(reader.page) == 2
    reader.page.emulate_media(media="print")
    expect(reader.page.locator(".kkb-head h1")).to_be_visible()
    expect(reader.page.get_by_role("columnheader", name="Tanggal kunjungan")).to_be_visible()
    # Neither what one can press nor the long table is of use on paper.
    expect(reader.page.locator(".kkb-copy").first).to_be_hidden()
    expect(reader.page.get_by_test_id("stDataFrame")).to_be_hidden()


@pytest.mark.parametrize("place", [MONGPOK, CIKEUSAL])
def test_profile_is_one_sheet(server, reader, place):
    reader.open(f"{server}/profil?wilayah={place}")
    reader.page.locator(".kkb-foot").wait_for()
    assert sheets(reader.page) == 1
    reader.page.emulate_media(media="print")
    expect(reader.page.locator(".kkb-ribbon")).to_contain_text("DATA CONTOH, bukan angka resmi")


def test_finding_leads_to_its_rows(server, reader):
    reader.page.goto(f"{server}/mutu")
    line = reader.page.locator(".kkb-found", has_text="Angka tampak dibulatkan")
    place = reader.page.locator(".st-key-quality_findings [data-testid=stHorizontalBlock]")
    place.filter(has=line).get_by_role("button", name="Lihat barisnya").click()
    reader.says(".kkb-quality-panel h2", "Angka tampak dibulatkan")
    reader.says(".st-key-quality_rows", "Baris temuan: Angka tampak dibulatkan · KB modern (mCPR)")
    expect(
        reader.page.locator(".st-key-quality_rows").get_by_test_id("stDataFrame")
    ).to_be_visible()
    chosen = reader.parameters()
    assert list(chosen) == ["temuan"]
    reader.page.reload()
    reader.says(".kkb-quality-panel h2", "Angka tampak dibulatkan")
    assert reader.parameters() == chosen


def test_dictionary_opens_a_linked_entry_and_finds_words(server, reader):
    reader.page.goto(f"{server}/kamus?indikator=D02")
    opened = reader.page.locator(".kkb-dictionary details[open]")
    expect(opened).to_have_count(1)
    expect(opened.locator("summary")).to_contain_text("KIA 0–<17")
    expect(opened.locator(".kkb-own")).to_contain_text("60 %")
    search = reader.page.get_by_role("textbox", name="Cari kata")
    search.fill("air minum")
    search.press("Enter")
    reader.says(".kkb-dictionary", "Menampilkan 1 dari 58 indikator")
    expect(reader.page.locator(".kkb-dictionary summary b").last).to_have_text("Air minum layak")


def test_what_is_looked_at_goes_along(server, reader):
    reader.open(f"{server}/kesenjangan?indikator=D02&wilayah={MONGPOK}&kampung=formed")
    follow(reader.page, "Profil")
    reader.says(".kkb-profile-head h2", "Mongpok")
    reader.says(".st-key-profile_trend", "KIA 0–<17")
    # A page without a filter for the one, and none of villages for the other.
    follow(reader.page, "Konvergensi OPD")
    expect(reader.page.locator(".kkb-matrix tbody tr")).to_have_count(52)
    reader.page.get_by_role("button", name="English").click()
    expect(reader.page.locator(".kkb-head h1")).to_have_text("Convergence")
    follow(reader.page, "Gaps")
    reader.drawn("achieved", "D02")
    reader.says(".kkb-panel h2", "Mongpok")
    # What only the other page was asked for, or shows unasked, does not come along.
    assert reader.parameters() == {"indikator": "D02", "wilayah": MONGPOK, "lang": "en"}


@pytest.mark.parametrize(
    "path",
    [
        "/kesenjangan?lihat=shortfall", "/kesenjangan?lihat=course&lang=en",
        f"/profil?wilayah={CIKEUSAL}", "/konvergensi", "/konvergensi?opd=Dinkes", "/mutu", "/kamus",
    ],
)  # fmt: skip
def test_a_phone_asks_no_outside_host_and_does_not_scroll_sideways(server, browser, path):
    with visiting(browser, 390, 844) as visitor:
        visitor.page.goto(server + path)
        visitor.page.locator(".kkb-foot").wait_for()
        widest = visitor.page.evaluate(
            "Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(one => one.scrollWidth))"
        )
        assert widest <= 390
        expect(visitor.page.get_by_test_id("stAlert")).to_have_count(0)
        assert (visitor.outside, visitor.complaints) == ([], [])
