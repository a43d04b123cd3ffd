"""QR codes are read back as a phone reads them."""

import io

import pytest
import zxingcpp
from PIL import Image

from kampungkb.errors import AddressTooLongError
from kampungkb.exports.qr import qr_code

ADDRESS = "http://10.1.2.3:8501/kesenjangan?lihat=ranking&indikator=K01&wilayah=36.04.23&v=14"


def read(png: bytes) -> str:
    with Image.open(io.BytesIO(png)) as image:
        (found,) = zxingcpp.read_barcodes(image.convert("L"))
    return str(found.text)


@pytest.mark.parametrize(
    "address", [ADDRESS, "https://kkb.example/?nama=%C3%A9%26", ADDRESS + "&x=" + "a" * 900]
)
def test_a_phone_reads_the_whole_address(address):
    assert read(qr_code(address, "png")) == address


def test_a_small_code_is_large_enough_for_print():
    with Image.open(io.BytesIO(qr_code("http://a/", "png"))) as image:
        assert min(image.size) >= 960
        assert image.size[0] == image.size[1]


def test_the_drawing_has_the_dark_modules_of_the_picture():
    svg = qr_code(ADDRESS, "svg").decode()
    with Image.open(io.BytesIO(qr_code(ADDRESS, "png"))) as image:
        side = int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
        dots = image.convert("L").resize((side, side), Image.Resampling.NEAREST)
        dark = dots.histogram()[0]
    # Each row of the path: "h" and how many modules are dark from here on.
    path = svg.partition('stroke="#000" d="')[2].partition('"')[0]
    runs = [one for one in path.replace("M", " M").replace("m", " m").split() if "h" in one]
    assert sum(int(one.rpartition("h")[2]) for one in runs) == dark
    assert "width=" not in svg.partition(">")[0]


def test_an_address_that_no_code_holds_is_refused_in_words():
    with pytest.raises(AddressTooLongError) as refused:
        qr_code("a" * 2400, "png")
    assert refused.value.blanks == {"n": 2400}
