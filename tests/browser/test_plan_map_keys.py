"""The slider of the plan's map: whoever has no pointer moves it with the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import Reader

pytestmark = pytest.mark.browser

# The villages that are coloured by a quarter, and the slider's step.
SHOWN = """(() => {
  const units = div._fullData.find(trace => trace.name === "units");
  return [Array.from(units.z).filter(one => one >= 2).length, div.layout.sliders[0].active];
})()"""


def test_arrow_keys_choose_until_which_quarter_the_map_shows(reader: Reader, server: str):
    page = reader.page
    page.goto(f"{server}/simulasi?mulai=2098-Q1&akhir=2099-Q4")
    expect(page.locator(".kkb-plot[data-drawn^=plan_map]")).to_be_visible()
    slider = page.locator(".kkb-plot-steps")
    expect(slider).to_have_attribute("aria-valuetext", "TW IV 2099")
    assert reader.map(SHOWN) == [193, 7]
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "TW III 2099")
    # The last quarter takes what the seven before it left: 193 - 7 x 25.
    assert reader.map(SHOWN) == [175, 6]
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "TW I 2098")
    assert reader.map(SHOWN) == [25, 0]
