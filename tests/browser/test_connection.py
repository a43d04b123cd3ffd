"""A server that goes away and comes back while a page is open."""

import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.journey import serving, visiting

pytestmark = pytest.mark.browser

# What stands in place of an element's own words.
AFTER = "(one) => getComputedStyle(one, '::after').content"


def test_a_lost_server_is_said_in_the_language_of_the_page_until_it_is_back(
    filled_path, browser, tmp_path
):
    store = tmp_path / "store.sqlite"
    shutil.copyfile(filled_path, store)
    with visiting(browser) as visitor:
        page, said = visitor.page, visitor.page.get_by_test_id("stDialog")
        with serving(store) as address:
            page.goto(f"{address}/peta")
            visitor.rest()
            expect(said).to_have_count(0)
        expect(said).to_be_visible()
        title = said.get_by_role("heading")
        assert title.evaluate(AFTER) == '"Sambungan ke dasbor terputus"'
        assert title.evaluate("(one) => getComputedStyle(one).fontSize") == "0px"
        words = title.locator("xpath=following-sibling::div")
        assert words.evaluate(AFTER).startswith('"Halaman ini menyambung sendiri')
        expect(said.get_by_text("internet?")).to_be_hidden()
        with serving(store, urlsplit(address).port):
            expect(said).to_have_count(0)
            visitor.rest()
            # The question for a code is a dialog of ours: its words stay its own.
            visitor.press("Kode QR")
            expect(said).to_be_visible()
            assert said.get_by_role("heading").first.evaluate(AFTER) == "none"
