"""One rule for all files: each part says what state of the data it shows, and what is made up."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from kampungkb.exports import brief
from kampungkb.exports.picture_zip import PictureItem
from kampungkb.i18n.languages import LANGUAGES, Language
from kampungkb.i18n.translator import translator
from kampungkb.tasks import export_kinds
from kampungkb.tasks.pictures_content import every_picture
from tests.exports import every_file
from tests.exports.every_file import FILES, MARKS, REPORT, File, made, plan, source, state
from tests.tasks.snapshots import reported
from tests.villages import formation, formations

# A ZIP of briefs has no page that a brief has not.
KINDS = [one for one in FILES if one != "briefs in a ZIP"]
PERIOD: dict[Language, tuple[str, ...]] = {
    "id": ("Triwulan I 2026", "TW I 2026"), "en": ("Q1 2026",),
}  # fmt: skip
REVISION: dict[Language, str] = {"id": "revisi 1", "en": "revision 1"}
DAY: dict[Language, str] = {"id": "25 November 2026", "en": "25 November 2026"}
ORIGINS = ("official", "illustrative")
# Pictures take longest; what differs in them by language is their words, by origin their mark.
CASES = [
    (file, language, origin)
    for file in KINDS for language in LANGUAGES for origin in ORIGINS
    if file != "pictures" or (language == "id") == (origin == "illustrative")
]  # fmt: skip

Told = Callable[[str, Language, str], File]


def _chart_and_map(*asked: Any) -> tuple[int, Iterator[PictureItem | None]]:
    """The first and the last of the pictures: drawing each in three forms takes its time."""
    _, items = every_picture(*asked)
    every = list(items)
    return 2, iter([every[0], every[-1]])


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    """A file of official or of made-up figures, made once."""
    folder = every_file.pack(tmp_path_factory.mktemp("pack"))

    @cache
    def told_(file: str, language: Language, origin: str) -> File:
        given = source(state(*every_file.reports(origin)), folder, language, announced=plan())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(export_kinds, "every_picture", _chart_and_map)
            return made(file, given)

    return told_


@pytest.mark.parametrize(("file", "language", "origin"), CASES)
def test_every_part_names_period_and_revision_and_the_file_its_sources_and_day(
    told, file, language, origin
):
    found = told(file, language, origin).parts
    lacking = [
        name for name, text in found.items()
        if not any(one in text for one in PERIOD[language])
        or REVISION[language] not in text.lower().replace("data ", "")
    ]  # fmt: skip
    assert lacking == []
    whole = " ".join(found.values())
    assert REPORT in whole
    assert DAY[language] in whole


@pytest.mark.parametrize(
    ("file", "language", "origin"), [one for one in CASES if one[0] in ("deck", "pictures")]
)
def test_what_is_passed_on_one_by_one_names_its_sources_and_day_each(told, file, language, origin):
    """A picture leaves its ZIP, a slide its deck."""
    found = told(file, language, origin).parts
    lacking = [
        name for name, text in found.items() if REPORT not in text or DAY[language] not in text
    ]
    assert lacking == []


@pytest.mark.parametrize(("file", "language", "origin"), CASES)
def test_the_mark_is_on_every_part_of_made_up_figures_and_on_none_of_official_ones(
    told, file, language, origin
):
    found = told(file, language, origin)
    marked = [MARKS[language].upper() in text.upper() for text in found.parts.values()]
    assert marked == [origin == "illustrative"] * len(found.parts)
    assert found.is_made_up == (origin == "illustrative")


@pytest.mark.parametrize(("file", "language", "origin"), CASES)
def test_its_name_tells_the_period_the_revision_and_what_is_made_up(told, file, language, origin):
    name = told(file, language, origin).name
    stem, _, ending = name.rpartition(".")
    end = {"id": "2026-Q1-revisi-1", "en": "2026-Q1-revision-1"}[language]
    if origin == "illustrative":
        end += {"id": "-DATA-CONTOH", "en": "-SAMPLE-DATA"}[language]
    assert stem.endswith(end)
    assert (name.isascii(), ending.isalpha()) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_page_of_a_brief_says_it_too(monkeypatch, tmp_path, language):
    monkeypatch.setitem(brief.PAPERS, "a4", (210, 170))  # nine villages would fit on one page
    of = state(*every_file.reports("illustrative"))
    found = made("brief", source(of, every_file.pack(tmp_path), language)).parts
    assert list(found) == ["page 1", "page 2"]
    words = (PERIOD[language][-1], REVISION[language], DAY[language], MARKS[language])
    for text in found.values():
        assert [one for one in words if one not in text.replace("Triwulan", "TW")] == []


@pytest.mark.parametrize("file", ["deck", "brief", "workbook", "offline"])
def test_a_made_up_plan_marks_the_parts_that_show_it(tmp_path, file):
    """All else in the store is official."""
    announced = plan("Rencana Bersama", made_up=True)
    given = source(state(), every_file.pack(tmp_path), announced=announced)
    found = made(file, given).parts
    showing = [name for name, text in found.items() if "Rencana Bersama" in text]
    marked = [name for name, text in found.items() if MARKS["id"] in text]
    assert showing != []
    assert set(showing) <= set(marked)
    if file == "deck":  # the title slide bears the mark of the whole
        assert marked == ["slide 1", *showing]


def test_a_sum_over_one_made_up_village_is_marked(tmp_path):
    """Only that a second village is formed is made up; all that was reported is official."""
    of = state(
        *reported(), formations=formations(formation(8), formation(1, origin="illustrative"))
    )
    given = source(of, every_file.pack(tmp_path))
    for file in ("brief", "deck"):
        found = made(file, given).parts
        counting = [name for name, text in found.items() if "1 data contoh" in text]
        assert counting != []
        assert [name for name in counting if MARKS["id"] not in found[name]] == []


def test_the_workbook_names_the_sources_of_each_table_beside_the_name_of_its_sheet(told):
    book = load_workbook(io.BytesIO(told("workbook", "id", "official").data))
    rows = [
        " ".join(str(one) for one in row if one)
        for row in book[book.sheetnames[-1]].iter_rows(values_only=True)
    ]
    t = translator("id")
    for sheet in ("formed", "steps", "districts"):
        name = t(f"book.sheet_{sheet}")
        assert any(name in row and REPORT in row for row in rows), name


def test_every_kind_of_file_is_held_to_it():
    assert {kind for kind, _ in FILES.values()} == set(export_kinds.KINDS)
