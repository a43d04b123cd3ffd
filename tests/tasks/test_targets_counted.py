"""How many targets an agency has not met: the same numbers wherever they are said."""

import io
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.analysis.judged import VERDICTS, Judged, is_judged, is_thin, judged
from kampungkb.exports.book import book_xlsx
from kampungkb.i18n.translator import Translator, translator
from kampungkb.settings import ROOT
from kampungkb.tasks.book_content import book_content, book_source
from kampungkb.tasks.brief_content import agency_brief, brief_source, regency_brief
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.convergence_agency import agency, agency_finding, asked_indicators, most_short
from kampungkb.tasks.convergence_tables import asked_listing
from kampungkb.tasks.deck_content import deck_content
from kampungkb.tasks.ledger import Ledger, ledger
from kampungkb.tasks.meeting_places import slide
from kampungkb.tasks.meeting_view import MeetingSource
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.twin_content import twin_content
from kampungkb.tasks.words import stated_verdict, targets_words
from tests.tasks.snapshots import snapshot
from tests.villages import dictionary, formation, formations, indicator, seen

ID, EN = translator("id"), translator("en")
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
NOWHERE = ROOT / "nowhere"
# Of 60 %: 10 people are missing in each of nine villages; 60 % and more is reached in all of
# them; and 55 are missing in each of five, which is more, but says nothing of the other four.
ROWS = (
    *(seen(at, 50, 100) for at in range(9)),
    *(seen(at, 95, 100, indicator="L05") for at in range(9)),
    *(seen(at, 5, 100, indicator="L02") for at in range(5)),
)
WORDS = dictionary(
    indicator("K01", "0.75", kind="yes_no", responsible="DKBP3A"),
    indicator("D02", "0.6"), indicator("L05", "0.6"), indicator("L02", "0.6"),
)  # fmt: skip
THIN = "1 indikator datanya kurang"


@cache
def whole() -> tuple[Snapshot, Ledger]:
    of = snapshot(
        *ROWS, dictionary=WORDS, formations=formations(formation(8)),
    )  # fmt: skip
    return of, ledger(of)


def source(t: Translator = ID) -> BriefSource:
    of, gaps = whole()
    return brief_source(of, gaps, t, folder=NOWHERE, printed_at=NOON)


def plain(text: str) -> str:
    return " ".join(text.split())


def page(t: Translator = ID) -> str:
    of, gaps = whole()
    return agency_finding(agency(of, gaps, "Dinkes"), of, t)


def meeting(t: Translator = ID) -> str:
    (bar,) = slide(MeetingSource(brief=source(t), quarters={}), "opd").bars
    return bar.remark


def twin(t: Translator = ID) -> str:
    found: Any = {one["name"]: one for one in twin_content(source(t), None).data["agencies"]}
    return found["Dinkes"]["summary"]


def brief(t: Translator = ID) -> str:
    figure = agency_brief(source(t), "Dinkes").figures[0]
    return f"{figure.value} {figure.label} {figure.note}"


def deck(t: Translator = ID) -> str:
    """The row of the agency, and what its star says."""
    for one in deck_content(source(t), village=None).slides:
        for row in getattr(one.block, "rows", ()):
            if row[0].text == "Dinkes" and "*" in row[1].text:
                return f"{row[1].text} {one.note}"
    raise AssertionError


def workbook() -> dict[str, Any]:
    of, gaps = whole()
    content = book_content(book_source(of, gaps, ID, announced=None, printed_at=NOON))
    sheet = openpyxl.load_workbook(io.BytesIO(book_xlsx(content, ID)))["Kekurangan OPD"]
    lines = [list(one) for one in sheet.iter_rows(values_only=True)]
    head = next(one for one in lines if one[0] == "Perangkat daerah")
    return dict(zip(head, next(one for one in lines if one[0] == "Dinkes"), strict=True))


@pytest.mark.parametrize("said", [page, meeting, twin, brief, deck])
def test_every_place_counts_the_same_targets_and_says_what_it_leaves_out(said):
    for t, left_out in ((ID, "1 indikator"), (EN, "1 indicator")):
        (counted,) = re.findall(r"(\d+) (?:dari|of) (\d+)", plain(said(t)))
        assert counted == ("1", "2")
        assert left_out in plain(said(t))


def test_the_workbook_counts_the_same_targets():
    row = workbook()
    assert (row["Indikator dinilai"], row["Indikator belum mencapai"]) == (2, 1)
    assert row["Datanya kurang (di bawah 80 % desa)"] == 1


def test_the_sentences_of_page_slide_twin_brief_and_deck():
    assert page() == (
        "Dinkes: 1 dari 2 indikator yang dapat dinilai belum mencapai sasaran; kekurangan terbesar "
        f"pada D02 id, 90 anak. {THIN} untuk dinilai (di bawah 80 % desa)."
    )
    said = f"1 dari 2 sasaran yang dapat dinilai belum tercapai; {THIN}"
    assert meeting() == f"{said}; terbanyak D02 id: 90 anak"
    # What is missing is added up, also where it covers few villages.
    assert twin() == f"365 layanan masih kurang; {said}"
    assert brief() == (
        f"1 dari 2 sasaran belum tercapai 1 tercapai, 0 belum dapat disimpulkan. {THIN}."
    )
    assert deck() == (
        "1 dari 2* * Di antara yang dapat dinilai. Datanya kurang (di bawah 80 % desa): "
        "1 indikator Dinkes."
    )


def test_the_brief_and_the_deck_of_the_area_leave_out_the_same():
    figure = regency_brief(source()).figures[2]
    assert (figure.value, THIN in figure.note) == ("2 dari 3", True)
    titles = [plain(one.title) for one in deck_content(source(), village=None).slides]
    assert (
        "2 dari 3 sasaran yang dapat dinilai belum tercapai, 1 tercapai; 1 lagi datanya kurang"
        in titles
    )


def test_a_row_that_is_not_judged_states_no_verdict():
    of, gaps = whole()
    found = agency(of, gaps, "Dinkes")
    rows = {one.code: one for one in asked_indicators(found, of, ID)}
    assert [(rows[one].shape, rows[one].standing) for one in ("D02", "L05", "L02")] == [
        ("▼", "belum mencapai"), ("●", "mencapai sasaran"), ("", "belum dinilai"),
    ]  # fmt: skip
    assert rows["L02"].shortfall == "275"
    columns = {one.name: one.cells for one in asked_listing(found, of, gaps, (), ID).columns}
    assert columns[ID("export.low_coverage")] == ("tidak", "tidak", "ya")
    table = {row[0].text: row[3].text for row in agency_brief(source(), "Dinkes").tables[0].rows}
    assert table == {"D02 id": "belum mencapai", "L02 id": "belum dinilai"}


def test_the_most_short_covers_the_villages():
    of, gaps = whole()
    rows = agency(of, gaps, "Dinkes").rows
    most = most_short(rows, ["D02", "L02", "L05"])
    assert most is not None
    assert (most["indicator"], most["shortfall"]) == ("D02", 90)
    assert most_short(rows, ["L02", "L05"]) is None


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((1, 2, 3, 0), "2 dari 6 sasaran belum tercapai"),
        ((0, 0, 0, 0), "belum ada sasaran yang dapat dinilai"),
        ((0, 0, 0, 2), "belum ada sasaran yang dapat dinilai; 2 indikator datanya kurang"),
    ],
)
def test_targets_in_words(counts, words):
    met, below, unclear, thin = counts
    found = Judged(met=met, below=below, cannot_tell=unclear, thin=thin)
    assert targets_words(ID, found) == words


@given(
    st.lists(st.tuples(st.sampled_from([*VERDICTS, "no_data", None]), st.booleans()), max_size=30)
)
def test_every_verdict_is_counted_once_or_left_out(given_rows):
    rows = pd.DataFrame(given_rows, columns=["verdict", "low_coverage"]).astype(
        {"verdict": "object", "low_coverage": "bool"}
    )
    found = judged(rows)
    assert found.n == is_judged(rows).sum()
    assert found.n + found.thin == rows["verdict"].isin(VERDICTS).sum()
    assert not (is_judged(rows) & is_thin(rows)).any()
    stated = [stated_verdict(one) for one in rows.to_dict("records")]
    assert [stated.count(one) for one in (*VERDICTS, "thin")] == [
        found.met, found.below, found.cannot_tell, found.thin,
    ]  # fmt: skip
