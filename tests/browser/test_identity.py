"""Who is at work is asked once in a tab, also over a reload; another tab asks for itself."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_case_60_a_reload_does_not_ask_again_who_is_at_work(server, reader):
    page = reader.page
    page.goto(f"{server}/unggah")
    reader.introduce("Siti Aminah", "Disdukcapil")
    page.reload()
    expect(page.locator(".kkb-identity")).to_contain_text("Siti Aminah (Disdukcapil)")
    expect(page.locator("input[type=file]")).to_have_count(1)
    # On a shared computer the next person is not taken for the last one.
    other = page.context.new_page()
    other.goto(f"{server}/unggah")
    expect(other.get_by_role("textbox", name="Nama", exact=True)).to_be_visible()
    expect(other.locator(".kkb-identity")).to_have_count(0)
    other.close()
