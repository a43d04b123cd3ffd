"""The PDF of a brief, opened again: its pages, its marks, and that no name is markup."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from kampungkb.errors import ExportCancelledError
from kampungkb.exports.brief import PAPERS, brief_pdf, brief_png, brief_zip
from kampungkb.exports.brief_parts import Progress, Request
from kampungkb.exports.letterhead import Letterhead, Logo
from tests.exports.briefs import AGENCY, MARK, content, page_texts, png, read, table, text_of, words

MM = 72 / 25.4
MARKUP = (
    '<b>Maju</b> & "Co"', "#panic() #import", "$x^2$ *tebal* _miring_ @siapa `kode`",
    "[x] {y} \\ // -- ~ = +", '#{sys.inputs} "; #read("/etc/passwd")', "=1+1",
)  # fmt: skip


@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("f4", (215, 330))])
def test_pages_have_the_size_of_the_paper(paper, size):
    assert PAPERS[paper] == size
    for page in read(brief_pdf(content(), paper=paper, letterhead=AGENCY)).pages:
        assert float(page.mediabox.width) == pytest.approx(size[0] * MM, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(size[1] * MM, abs=0.1)


@pytest.mark.parametrize(("rows", "pages"), [(3, 1), (28, 2), (60, 2)])
def test_one_or_two_pages_each_with_its_number_and_the_mark(rows, pages):
    asks = Request(agency="Dinkes", asks=("Menutup kekurangan yang panjang. " * 9,) * 2)
    made = content(tables=(table(rows),), requests=(asks,) * (1 if pages == 1 else 5))
    texts = page_texts(brief_pdf(made, paper="a4", letterhead=AGENCY))
    assert len(texts) == pages
    for number, text in enumerate(texts, 1):
        assert f"Halaman {number} dari {pages}" in text
        assert text.count(MARK) == 1
        assert "Kabupaten Serang · revisi 7" in text
    everything = " ".join(texts)
    assert all(f"Desa {n} {n}.001" in everything for n in range(rows))


def test_official_figures_bear_no_mark():
    made = content(is_made_up=False, words=words(mark=""))
    assert "DATA CONTOH" not in text_of(made)


def test_everything_that_a_brief_has_is_on_it():
    texts = text_of(content())
    for part in (
        "PEMERINTAH KABUPATEN SERANG", "DINAS CONTOH", "Jalan Satu 1", "LEMBAR RINGKAS",
        "Kecamatan Kramat", "Keadaan s.d. 2026", "Dua desa kurang.", "52", "desa terbentuk",
        "dari 326", "Desa terbentuk", "terbentuk (52)", "Terbanyak di Kramat.", "Kekurangan",
        "Permintaan", "Dinkes", "Menutup 5 anak.", "Serang,", "Kepala Dinas", "Nama", "NIP",
        "Sumber: Sebuah laporan", "Catatan.",
    ):  # fmt: skip
        assert part in texts


def test_figures_keep_their_signs():
    signs = "−12 46,53\N{NO-BREAK SPACE}% 1.815.551 75–100 ≥ ÷ é “kutip” …"
    assert "−12 46,53 % 1.815.551 75–100 ≥ ÷ é “kutip” …" in text_of(content(lead=signs))


@pytest.mark.parametrize("name", MARKUP)
def test_case_64_markup_in_a_name_is_literal(name):
    plain = " ".join(name.split())
    made = content(
        title=name, lead=name, points=(name,), sources=(name,), map_caption=name,
        requests=(Request(agency=name, asks=(name,)),),
    )  # fmt: skip
    head = Letterhead(agency="x", address=(name,), place=name, signatory=name)
    pdf = brief_pdf(made, paper="a4", letterhead=head)
    found = " ".join(page_texts(pdf)).replace(" ", "")
    assert found.count(plain.replace(" ", "")) >= 8
    assert read(pdf).metadata.title == name


def test_the_same_brief_is_the_same_bytes_and_dated_as_it_was_printed():
    one, other = (brief_pdf(content(), paper="f4", letterhead=AGENCY) for _ in range(2))
    assert one == other
    assert read(one).metadata.creation_date.date() == date(2026, 11, 25)
    later = brief_pdf(
        replace(content(), printed_on=date(2027, 1, 2)), paper="f4", letterhead=AGENCY
    )
    assert read(later).metadata.creation_date.date() == date(2027, 1, 2)


def test_nothing_to_show_is_a_quiet_page_that_says_so():
    made = content(
        figures=(), map=None, legend=(), points=(), tables=(table(0),), requests=(), lead="",
        sources=(), notes=(),
    )  # fmt: skip
    texts = page_texts(brief_pdf(made, paper="a4", letterhead=Letterhead()))
    assert len(texts) == 1
    assert "Belum ada." in texts[0]
    assert "Tidak ada permintaan." in texts[0]


def test_names_of_any_length_stay_on_two_pages():
    long = "Kampung Keluarga Berkualitas Sindangkarya Mekarjaya " * 4
    made = content(
        title=long.strip(), tables=(table(12, title=long),), points=(long,) * 3,
        requests=tuple(Request(agency=long[:60], asks=(long,)) for _ in range(5)),
    )  # fmt: skip
    texts = page_texts(brief_pdf(made, paper="a4", letterhead=AGENCY))
    assert len(texts) == 2
    assert texts[1].startswith("Kampung Keluarga Berkualitas")


def test_a_village_fits_on_one_page_where_smaller_type_does_it():
    made = content(tables=(table(25),))
    assert len(read(brief_pdf(made, paper="a4", letterhead=AGENCY)).pages) == 2
    small = replace(made, pages=1)
    assert len(read(brief_pdf(small, paper="a4", letterhead=AGENCY)).pages) == 1


def test_one_page_is_better_than_two_where_slightly_smaller_type_does_it():
    made = [len(read(brief_pdf(content(tables=(table(rows),)), paper="a4",
                               letterhead=AGENCY)).pages) for rows in (16, 40)]  # fmt: skip
    assert made == [1, 2]


@pytest.mark.parametrize("rows", [18, 20, 22, 24, 26])
def test_a_signature_is_never_alone_on_a_page(rows):
    made = content(tables=(table(rows),))
    last = page_texts(brief_pdf(made, paper="a4", letterhead=AGENCY))[-1]
    assert "NIP" in last
    assert "Permintaan" in last


@pytest.mark.parametrize("goal", [None, 0.75, 0.1, 1.0])
def test_progress_names_where_it_is_and_where_it_goes(goal):
    bar = Progress(
        done=0.16, done_text="52 desa terbentuk", goal=goal, goal_text="75 %: 245",
        all_text="326 desa",
    )  # fmt: skip
    texts = text_of(content(progress=bar))
    assert "52 desa terbentuk" in texts
    assert ("75 %: 245" in texts) is (goal is not None)


def test_a_logo_that_cannot_be_drawn_is_left_out():
    broken = Logo(content=b"<svg <no picture", kind="svg")
    with_it = brief_pdf(content(), paper="a4", letterhead=replace(AGENCY, logo=broken))
    assert with_it == brief_pdf(content(), paper="a4", letterhead=AGENCY)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><circle r='4'/></svg>"


@pytest.mark.parametrize(("picture", "kind"), [(SVG, "svg"), (png(3, 2), "png")])
def test_a_logo_stands_in_the_letterhead(picture, kind):
    head = replace(AGENCY, logo=Logo(content=picture, kind=kind))
    pdf = brief_pdf(content(map=None, legend=()), paper="a4", letterhead=head)
    assert "DINAS CONTOH" in page_texts(pdf)[0]
    drawn = read(pdf).pages[0].images
    assert [one.image.size for one in drawn] == ([(3, 2)] if kind == "png" else [])
    plain = brief_pdf(content(map=None, legend=()), paper="a4", letterhead=AGENCY)
    assert pdf != plain


def test_pages_can_be_looked_at_as_pictures():
    pages = brief_png(content(), paper="a4", letterhead=AGENCY, ppi=30)
    assert [page[:8] for page in pages] == [b"\x89PNG\r\n\x1a\n"]


def test_many_briefs_are_one_zip_with_a_name_for_each():
    told: list[tuple[int, str]] = []

    def progress(done: int, title: str) -> bool:
        told.append((done, title))
        return True

    briefs = [content(title=name) for name in ("Kramat", "Kramat", "Mancak")]
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        assert brief_zip(briefs, file, paper="a4", letterhead=AGENCY, progress=progress) == 3
    assert files[0].getvalue() == files[1].getvalue()
    archive = zipfile.ZipFile(files[0])
    assert archive.namelist() == [
        "lembar-ringkas-x.pdf", "lembar-ringkas-x-2.pdf", "lembar-ringkas-x-3.pdf"
    ]  # fmt: skip
    assert told[:3] == [(0, "Kramat"), (1, "Kramat"), (2, "Mancak")]
    alone = brief_pdf(briefs[2], paper="a4", letterhead=AGENCY)
    assert archive.read("lembar-ringkas-x-3.pdf") == alone
    assert archive.infolist()[0].date_time == (2026, 11, 25, 0, 0, 0)


def test_a_zip_is_ended_before_the_next_brief_is_made():
    made: list[int] = []

    def briefs():
        for number in range(5):
            made.append(number)
            yield content()

    with pytest.raises(ExportCancelledError, match=r"the export was cancelled"):
        brief_zip(
            briefs(), io.BytesIO(), paper="a4", letterhead=AGENCY, progress=lambda n, _: n < 2
        )
    assert made == [0, 1, 2]


def test_two_at_once_do_not_mix():
    made = [content(title=f"Kecamatan {n}", tables=(table(n),)) for n in range(6)]

    def pdf(one):
        return brief_pdf(one, paper="a4", letterhead=AGENCY)

    alone = [pdf(one) for one in made]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(pdf, made)) == alone
