"""The settings file of the letterhead."""

import pytest

from kampungkb.errors import LetterheadError, LetterheadFieldError
from kampungkb.exports.letterhead import Letterhead, Logo, logo_note, read_letterhead
from kampungkb.i18n.translator import translator
from kampungkb.settings import ROOT
from tests.exports.briefs import png

ID, EN = translator("id"), translator("en")
PNG = png(4, 4)
NO_PICTURE = (
    "Logo arms.png bukan gambar PNG, JPEG, atau SVG, sehingga kop surat dicetak tanpa logo. "
    "Simpan ulang gambarnya."
)


def written(folder, text: str):
    path = folder / "letterhead.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_one_is_of_serang_and_has_no_logo():
    shipped = read_letterhead(ROOT / "data" / "letterhead.toml")
    assert shipped.government == "Pemerintah Kabupaten Serang"
    assert (shipped.place, shipped.signatory) == ("Serang", "Kepala Dinas")
    assert (shipped.logo, logo_note(shipped, ID)) == (None, "")


def test_every_field(tmp_path):
    (tmp_path / "arms.png").write_bytes(PNG)
    path = written(
        tmp_path,
        'government = "Pemerintah  Kabupaten\\nX"\nagency = "Dinas #Y"\n'
        'address = ["Jalan 1", " ", "Telp. 2"]\nlogo = "arms.png"\nplace = "Z"\n'
        'signatory = "Kepala"\n[colours]\nmain = "#AABBCC"\naccent = "#001122"\n',
    )
    assert read_letterhead(path) == Letterhead(
        government="Pemerintah Kabupaten X", agency="Dinas #Y", address=("Jalan 1", "Telp. 2"),
        logo=Logo(content=PNG, kind="png"), place="Z", signatory="Kepala", colour="#aabbcc",
        accent="#001122", logo_name="arms.png",
    )  # fmt: skip


def test_without_a_file_there_is_no_text(tmp_path):
    assert read_letterhead(tmp_path / "none.toml") == Letterhead()


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (None, "Logo arms.png tidak ditemukan, sehingga kop surat dicetak tanpa logo. Periksa "
         "isian logo pada data/letterhead.toml."),
        (PNG[:-5], NO_PICTURE),
        (PNG.replace(b"IDAT", b"IDAS"), NO_PICTURE),
        (b"\xff\xd8\xff cut off", NO_PICTURE),
        ("<svg/>".encode("utf-16"), NO_PICTURE),
        (b"GIF89a", NO_PICTURE),
        (PNG + b"x" * 2_000_000, "Logo arms.png lebih dari 2 MB, sehingga kop surat dicetak tanpa "
         "logo. Perkecil gambarnya."),
    ],
)  # fmt: skip
def test_a_logo_that_is_not_there_is_no_fault_but_a_note(tmp_path, content, note):
    if content is not None:
        (tmp_path / "arms.png").write_bytes(content)
    head = read_letterhead(written(tmp_path, 'agency = "Dinas"\nlogo = "arms.png"'))
    assert (head.agency, head.logo) == ("Dinas", None)
    assert logo_note(head, ID) == note


@pytest.mark.parametrize(
    ("start", "kind"), [(b"\xff\xd8\xff\xe0.\xff\xd9", "jpg"), (b"<svg/>", "svg")]
)
def test_what_a_picture_begins_with_decides(tmp_path, start, kind):
    (tmp_path / "arms.dat").write_bytes(start)
    head = read_letterhead(written(tmp_path, 'logo = "arms.dat"'))
    assert head.logo == Logo(content=start, kind=kind)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("agency = 1", "agency"), ("address = [1]", "address"), ("address = 1", "address"),
        ("colours = 1", "colours.main"), ('[colours]\nmain = "red"', "colours.main"),
        ('[colours]\naccent = "#12345"', "colours.accent"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_used_is_named(tmp_path, text, field):
    with pytest.raises(LetterheadFieldError) as caught:
        read_letterhead(written(tmp_path, text))
    assert EN.error(caught.value) == (
        f"The field “{field}” of the letterhead letterhead.toml cannot be used. Give a text in "
        "quotes (a colour as #rrggbb), then try again."
    )


def test_no_toml(tmp_path):
    with pytest.raises(LetterheadError, match=r"^letterhead letterhead\.toml: Expected '='"):
        read_letterhead(written(tmp_path, "agency"))
