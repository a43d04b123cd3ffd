"""Files and codes to take along: made besides the page, stopped, taken, read by a phone."""

import io
import zipfile

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Download, expect
from pptx import Presentation
from pypdf import PdfReader

from tests.browser.journey import Reader

pytestmark = pytest.mark.browser


def taken(reader: Reader, kind: str) -> Download:
    """The file of a kind once it is ready."""
    button = reader.page.locator(f".st-key-get_{kind} button")
    button.wait_for()
    reader.rest()
    with reader.page.expect_download() as waiting:
        button.click()
    return waiting.value


def make(reader: Reader, kind: str) -> None:
    button = reader.page.locator(f".st-key-make_{kind} button")
    button.wait_for()
    reader.rest()
    button.click()


def test_a_deck_is_taken_while_pictures_are_made_and_stopped(server, reader):
    page = reader.page
    page.goto(f"{server}/unduh")
    make(reader, "pictures")
    # The long work goes on; meanwhile the page makes another file.
    page.locator(".st-key-stop_pictures button").wait_for()
    make(reader, "deck")
    file = taken(reader, "deck")
    assert file.suggested_filename.endswith("-2026-Q3-revisi-2-DATA-CONTOH.pptx")
    slides = Presentation(io.BytesIO(file.path().read_bytes())).slides
    assert len(slides) >= 8
    progress = page.locator(".st-key-file_pictures .kkb-file-progress")
    expect(progress).to_contain_text(" dari ")
    page.locator(".st-key-stop_pictures button").click()
    page.locator(".st-key-make_pictures button").wait_for()
    expect(progress).to_have_count(0)
    assert (reader.outside, reader.complaints) == ([], [])


def test_the_briefs_of_all_agencies_are_one_zip(server, reader):
    page = reader.page
    page.goto(f"{server}/unduh?lembar=agencies&kertas=f4")
    make(reader, "brief")
    with zipfile.ZipFile(taken(reader, "brief").path()) as file:
        names = file.namelist()
        words = page.locator(".st-key-param_lembar input").input_value()
        assert f"({len(names)} lembar, ZIP)" in words
        sheet = PdfReader(io.BytesIO(file.read(names[0]))).pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (sheet.width, sheet.height)] == [215, 330]


def test_a_phone_reads_the_view_on_the_screen_and_its_revision(server, reader):
    page = reader.page
    reader.open(f"{server}/kesenjangan?lihat=ranking")
    reader.press("Kode QR")
    code = page.locator(".kkb-qr img")
    code.wait_for()
    assert read(page.screenshot()) == page.url
    expect(page.locator(".kkb-qr-note")).to_contain_text("hanya dapat dibuka di komputer ini")
    page.locator(".st-key-qr_lock label").click()
    expect(page.locator(".kkb-qr figcaption")).to_have_text(f"{page.url}&v=2")
    reader.rest()
    assert read(page.screenshot()) == f"{page.url}&v=2"
    page.keyboard.press("Escape")
    expect(code).to_have_count(0)


def read(png: bytes) -> str:
    with Image.open(io.BytesIO(png)) as image:
        (found,) = zxingcpp.read_barcodes(image.convert("L"))
    return str(found.text)
