"""A meeting on a projector of 1280x720: by the keyboard alone, with the figures of the store."""

import json
import shutil
import subprocess
import sys
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from kampungkb.settings import ROOT
from kampungkb.tasks.meeting_agenda import LONGEST, Item, to_text
from tests.browser.journey import serving, visiting

pytestmark = pytest.mark.browser

CIKEUSAL = "36.04.23"
SLIDES = [
    "status", "peta", "kesenjangan", "kecamatan", "opd", "rencana", "desa-36.04.23.2015",
]  # fmt: skip
# What stands outside the screen, over the foot or in small letters; and scrollbars.
MEASURE = """() => {
  const own = document.querySelector(".kkb-slide.kkb-shown"), faults = [];
  const foot = own.querySelector("footer").getBoundingClientRect();
  for (const one of own.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    if (!box.width && !box.height) continue;
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1)
      faults.push("outside " + one.className);
    if (one.closest(".kkb-slide-body") && !one.closest("svg") && box.bottom > foot.top + 1)
      faults.push("over the foot " + one.className);
    const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const scale = one.tagName === "text" ? one.getScreenCTM().a : 1;
    if (words && parseFloat(getComputedStyle(one).fontSize) * scale < 20)
      faults.push("small " + one.textContent.slice(0, 30));
  }
  for (const one of own.querySelectorAll(".kkb-slide-bars, .kkb-map-side, .kkb-place-side"))
    if (one.scrollHeight > one.clientHeight + 1) faults.push("squeezed " + one.className);
  for (const one of [document.scrollingElement, document.querySelector("[data-testid=stMain]")])
    if (one.scrollWidth > one.clientWidth || (one.scrollHeight > one.clientHeight
        && getComputedStyle(one).overflowY !== "hidden")) faults.push("scrollbar " + one.tagName);
  return faults;
}"""


@pytest.fixture(params=[(1280, 720), (1366, 768)], ids=["1280x720", "1366x768"])
def projector(browser, request):
    with visiting(browser, *request.param) as one:
        yield one
        assert (one.outside, one.complaints) == ([], [])


@pytest.fixture(scope="module")
def served(filled_path, tmp_path_factory):
    """The address of a server, and its store."""
    store = tmp_path_factory.mktemp("meeting") / "store.sqlite"
    shutil.copyfile(filled_path, store)
    with serving(store) as address:
        yield address, store


def document(store, *command):
    """What the command line prints."""
    words = [sys.executable, "-m", "kampungkb", *command, "--json", "--store", str(store)]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def dotted(n):
    return f"{n:,}".replace(",", ".")


def at(reader, slide, point=""):
    """Wait for a slide and what is pointed at on it."""
    reader.page.locator(f'[data-shown="{slide}|{point}"]').wait_for(state="attached")


def shown(reader):
    return reader.page.locator(".kkb-slide.kkb-shown")


def in_address(reader, **parameters):
    """Wait until the address says so."""
    reader.page.wait_for_function(
        "wanted => JSON.stringify(Object.fromEntries(new URLSearchParams(location.search)))"
        " === wanted",
        arg=json.dumps(parameters, separators=(",", ":")),
    )


def test_walk_through_all_slides_by_keyboard(served, projector):
    address, store = served
    reader, press = projector, projector.page.keyboard.press
    status = document(store, "status")
    gaps = {one["indicator"]: one for one in document(store, "gaps", "--level", "regency")["rows"]}
    reader.page.goto(f"{address}/rapat")
    seen = {}
    for n, slide in enumerate(SLIDES, 1):
        at(reader, slide)
        expect(shown(reader)).to_have_count(1)
        expect(shown(reader).locator(".kkb-slide-go")).to_contain_text(f"{n} / {len(SLIDES)}")
        seen[slide] = shown(reader).inner_text()
        assert reader.page.evaluate(MEASURE) == []
        # As clickers send them.
        press(("PageDown", "ArrowRight", " ")[n % 3])
    at(reader, SLIDES[-1])
    formed, villages, to_form = status["formed"], status["villages"], status["to_form"]
    assert (
        f"{formed} dari {villages} desa sudah menjadi Kampung KB; {to_form} lagi" in seen["status"]
    )
    assert f"{villages - formed}" in seen["status"]
    for code in ("L17", "E01", "D02"):
        assert dotted(gaps[code]["shortfall"]) in seen["kesenjangan"]
    for slide, words in seen.items():
        assert ("DATA CONTOH, bukan angka resmi" in words) == (slide != "rencana")
    press("Home")
    at(reader, "status")
    press("End")
    at(reader, SLIDES[-1])
    press("PageUp")
    at(reader, "rencana")
    in_address(reader, slide="rencana")
    expect(reader.page.get_by_test_id("stHeader")).to_be_hidden()


def test_the_longest_comment_leaves_room(served, projector):
    address, _ = served
    comment = ("Tanyakan kapan kekurangan ini ditutup dan dari mana anggarannya. " * 2)[:LONGEST]
    keys = [*SLIDES, f"kec-{CIKEUSAL}", "kec-36.04.35"]
    agenda = quote(to_text(tuple(Item(key, comment) for key in keys)), safe="")
    projector.page.goto(f"{address}/rapat?agenda={agenda}")
    for key in keys:
        at(projector, key)
        expect(shown(projector)).to_contain_text(comment.strip())
        assert projector.page.evaluate(MEASURE) == []
        projector.page.keyboard.press("PageDown")


def test_point_drill_down_and_back(served, projector):
    address, _ = served
    reader, press = projector, projector.page.keyboard.press
    reader.page.goto(f"{address}/rapat?slide=kesenjangan")
    at(reader, "kesenjangan")
    press("ArrowDown")
    press("ArrowDown")
    at(reader, "kesenjangan", "E01")
    in_address(reader, slide="kesenjangan", tunjuk="E01")
    pointed = shown(reader).locator(".kkb-pointed")
    expect(pointed).to_contain_text("Air minum layak")
    assert pointed.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)") >= 6
    other = shown(reader).locator('[data-point="L17"]')
    assert float(other.evaluate("one => getComputedStyle(one).opacity")) < 0.5
    assert reader.page.evaluate(MEASURE) == []

    # A second screen opens the same link and sees the same.
    link = reader.page.url
    reader.page.goto(link)
    at(reader, "kesenjangan", "E01")

    press("Enter")
    expect(reader.page.locator(".kkb-head h1")).to_have_text("Kesenjangan")
    reader.says(".kkb-head .kkb-finding", "Air minum layak")
    reader.page.get_by_role("link", name="Kembali ke rapat").click()
    at(reader, "kesenjangan", "E01")
    # A click points, and takes it back.
    shown(reader).locator('[data-point="D02"]').click()
    at(reader, "kesenjangan", "D02")
    shown(reader).locator('[data-point="D02"]').click()
    at(reader, "kesenjangan")


def test_a_district_on_demand_and_back(served, projector):
    address, _ = served
    reader, press = projector, projector.page.keyboard.press
    reader.page.goto(f"{address}/rapat?slide=peta&tunjuk={CIKEUSAL}")
    at(reader, "peta", CIKEUSAL)
    expect(shown(reader).locator(".kkb-map-says")).to_contain_text("Kecamatan Cikeusal: ")
    press("Enter")
    at(reader, f"kec-{CIKEUSAL}")
    expect(shown(reader).locator("h1")).to_contain_text("Kecamatan Cikeusal")
    assert reader.page.evaluate(MEASURE) == []
    in_address(reader, slide=f"kec-{CIKEUSAL}")
    press("ArrowLeft")
    at(reader, "peta", CIKEUSAL)
    press("ArrowRight")
    at(reader, "kesenjangan")


def test_escape_leads_to_the_agenda_and_back(served, projector):
    address, _ = served
    reader = projector
    reader.page.goto(f"{address}/rapat?slide=opd")
    at(reader, "opd")
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_test_id("stHeader")).to_be_visible()
    reader.press("Tayangkan rapat")
    at(reader, "opd")
    # The keys are heard once, not twice.
    reader.page.keyboard.press("ArrowLeft")
    at(reader, "kecamatan")


def test_on_a_phone_the_slides_stand_below_each_other(served, browser):
    address, _ = served
    with visiting(browser, 390, 844) as reader:
        reader.page.goto(f"{address}/rapat")
        at(reader, "status")
        for slide in SLIDES:
            own = reader.page.locator(f'.kkb-slide[data-slide="{slide}"]')
            own.scroll_into_view_if_needed()
            expect(own).to_be_visible()
        wide = "() => document.querySelector('.kkb-meeting').scrollWidth"
        assert reader.page.evaluate(wide) <= 390
        assert (reader.outside, reader.complaints) == ([], [])
