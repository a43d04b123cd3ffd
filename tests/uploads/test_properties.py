"""Whatever a workbook holds: nothing breaks, nothing gets lost unsaid, nothing is made up."""

import csv
import datetime
import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.contents import read_contents
from kampungkb.intake.limits import LIMITS, Refusal
from kampungkb.intake.request import Request
from kampungkb.model.findings import Finding
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.upload import Prepared, Upload, file_hash, known_of, prepare
from tests.intake import files
from tests.uploads.tables import DICTIONARY, NOW, Store

FEW = settings(max_examples=60)
VILLAGES = tuple(f"36.04.23.{number}" for number in range(2001, 2017))
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False), st.text(LETTERS, max_size=12),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2090, 1, 1)),
    st.text("0123456789.,-%Ee ", max_size=8),
    st.sampled_from(["NaN", "inf", "#DIV/0!", "=A1", "=1/0", "-", "n/a", "", "Jumlah", "1e999"]),
)  # fmt: skip
NUMBER = st.one_of(st.integers(-2, 300), st.sampled_from(["85%", "0,85", "1.234", "1.234,5", "7"]))
YES = st.sampled_from(["ya", "tidak", "belum", "x", ""])
DAY = st.sampled_from(["17-08-2022", "1 Mei 2015", 44790, "2022", datetime.date(2027, 1, 1), None])
# What offices send: right, or left blank.
SOME, MORE = st.integers(0, 9), st.sampled_from([10, "250", "1.234", "", "-", "n/a"])
SHARE = st.sampled_from(["85%", "0,85", "12,5", "1", "0", ""])
RIGHT = {
    "Kecamatan": st.just("Cikeusal"), "Desa": st.sampled_from(["Mongpok", "Ds. Sukamaju", ""]),
    "indikator": st.sampled_from(["D02", "L20", "KIA", "D01"]),
    "periode": st.sampled_from(["2026-Q3", "TW1 2026", "2030", "2026"]),
    "pembilang": SOME, "penyebut": MORE, "nilai": SHARE,
    "D02 pembilang": SOME, "D02 penyebut": MORE, "D01 (%) 2026-S1": SHARE,
    "IDM 2025": st.sampled_from(["0,679", 0.5, 1, None]), "E04": st.sampled_from(["ya", 0, "-"]),
    "terbentuk": st.sampled_from(["ya", "belum", None, "V"]),
    "tanggal terbentuk": st.sampled_from([None, "-"]),
    "tanggal pokja": st.sampled_from(["17-08-2022", 44790, None, datetime.date(2027, 1, 1)]),
    "no sk pokja": st.sampled_from(["SK 1", None]),
    "klasifikasi": st.sampled_from(["Mandiri", "dasar", None]),
    "periode klasifikasi": st.sampled_from(["2025", "2031"]), "asal": st.just("resmi"),
}  # fmt: skip
FORMS = (
    ("indikator", "periode", "pembilang", "penyebut", "nilai"),
    ("periode", "D02 pembilang", "D02 penyebut", "E04"),
    ("D02 pembilang", "D02 penyebut", "D01 (%) 2026-S1", "IDM 2025", "E04"),
    ("terbentuk", "tanggal terbentuk", "tanggal pokja", "no sk pokja"),
    ("terbentuk", "klasifikasi", "periode klasifikasi", "tanggal pokja"),
)
# What a column of this header may hold at worst, junk aside.
LIKELY = {
    "kode_desa": st.sampled_from([*VILLAGES, "36.04.23.201", "3604232004", "36.73.01.1001", ""]),
    "Kecamatan": st.sampled_from(["Cikeusal", "Kec. Kibin", "Serang", ""]),
    "Desa": st.sampled_from(["Mongpok", "Ds. Sukamaju", "Mongpog", "Jumlah", "contoh", ""]),
    "indikator": st.sampled_from(["D02", "IDM", "E04", "K01", "P01", "K08", "Z99"]),
    "periode": st.sampled_from(["2026-Q3", "TW1 2026", "2030", "2026", "kemarin", ""]),
    "pembilang": NUMBER, "penyebut": NUMBER, "nilai": NUMBER,
    "D02 pembilang": NUMBER, "D02 penyebut": NUMBER, "D01 (%) 2026-S1": NUMBER,
    "IDM 2025": NUMBER, "E04": YES, "terbentuk": YES,
    "tanggal terbentuk": DAY, "tanggal pokja": DAY, "no sk pokja": st.text(LETTERS, max_size=5),
    "klasifikasi": st.sampled_from(["Mandiri", "dasar", "hebat", ""]),
    "periode klasifikasi": st.sampled_from(["2025", "2031", ""]),
    "keterangan": JUNK, "asal": st.sampled_from(["", "resmi", "data contoh"]), "lain-lain": JUNK,
}  # fmt: skip


class Way:
    """From bytes to what would be saved. Its repr is short: Hypothesis prints it."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._snapshot = read_snapshot(store.engine, DICTIONARY)
        self._known = known_of(self._snapshot, NOW.date())

    def prepared(self, data: bytes, **request: Any) -> Prepared:
        book = read_contents(data, LIMITS)
        upload = Upload(file_name="a.xlsx", data=data, sha256=file_hash(data), book=book)
        return prepare(self._engine, self._snapshot, self._known, upload, Request(**request))


@pytest.fixture(scope="module")
def way(store: Store) -> Way:
    return Way(store)


MARGINS = st.lists(st.sampled_from(["keterangan", "asal", "lain-lain"]), max_size=2, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    """A header and rows below it: as it should be, with a few wrong cells, or anything."""
    anything = draw(st.integers(0, 5)) == 0
    if anything:
        head = draw(st.lists(st.sampled_from(sorted(LIKELY)), min_size=1, max_size=6, unique=True))
    else:
        head = ["kode_desa", *draw(st.sampled_from(FORMS)), *draw(MARGINS)]
    codes = draw(st.lists(st.sampled_from(VILLAGES), max_size=8, unique=True))
    rows = [
        [code if name == "kode_desa" else draw(RIGHT.get(name, JUNK)) for name in head]
        for code in codes
    ]
    faults = 30 if anything else draw(st.sampled_from([0, 0, 1, 2]))
    for _ in range(faults if rows else 0):
        row, at = draw(st.sampled_from(rows)), draw(st.integers(0, len(head) - 1))
        row[at] = draw(st.one_of(LIKELY[head[at]], JUNK))
    return head, rows


def as_text(rows: Sequence[Sequence[Any]], delimiter: str) -> bytes:
    """Rows as a text file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def sound(of: Prepared) -> None:
    """What holds for every file that can be read."""
    checked = of.checked
    severities = {one.severity for one in checked.findings}
    assert (of.verdict == "refused") == ("error" in severities)
    assert (of.verdict == "decision") == (of.verdict != "refused" and bool(checked.open))
    if of.verdict != "refused":
        assert checked.rows_read == checked.rows_taken + len(checked.left_out)
    else:
        assert of.planned is None
    keys = [one.key for one in checked.findings]
    assert len(set(keys)) == len(keys)
    assert checked.answered <= set(keys)
    frames = (checked.formations, checked.milestones, checked.classifications)
    for frame in (checked.observations, *frames):
        assert set(frame["origin"]) <= {"official"}
    for top, bottom in checked.observations[["numerator", "denominator"]].dropna().to_numpy():
        assert 0 <= top <= bottom
    for one in checked.findings:
        assert all(said(one))


def said(one: Finding) -> list[str]:
    return [finding_message(translator(language), one) for language in LANGUAGES]


@FEW
@given(tables(), st.sampled_from([{}, {"indicator": "D02", "period": "2026-Q3"}]), st.data())
def test_any_table_is_taken_or_refused_and_nothing_is_lost_unsaid(way, table, request_, data):
    head, rows = table
    if data.draw(st.booleans()):
        made = files.xlsx([head, *rows])
    else:
        made = as_text([head, *rows], data.draw(st.sampled_from(",;\t")))
    try:
        first = way.prepared(made, **request_)
    except Refusal:
        return
    sound(first)
    again = way.prepared(made, **request_)
    assert first.checked.findings == again.checked.findings
    assert first.checked.left_out == again.checked.left_out
    assert first.checked.observations.equals(again.checked.observations)
    answers = tuple(one.key for one in first.checked.open)
    skips = tuple(f"{one.key}=skip" for one in first.checked.open if one.severity == "question")
    for accepted in (answers, skips):
        sound(way.prepared(made, **request_, accepted=accepted))


# A count as typed, and what it is: None says nothing, "?" cannot be a count.
COUNTS = (
    ("12", 12), ("0", 0), ("1.234", 1234), ("1 234", 1234), ("17 orang", 17), (5, 5), (40, 40),
    ("", None), (None, None), ("-", None), ("NaN", None), ("n/a", None),
    ("-5", "?"), ("1,5", "?"), ("3,0E+09", "?"), ("abc", "?"), (2.5, "?"), ("85%", "?"),
)  # fmt: skip
GOOD = tuple(pair for pair in COUNTS if pair[1] != "?")


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(VILLAGES), st.sampled_from(GOOD), st.sampled_from((*GOOD, *COUNTS))
        ),
        min_size=1, max_size=10, unique_by=lambda one: one[0],
    ),
    st.booleans(),
)  # fmt: skip
def test_what_is_accepted_is_what_was_typed(way, typed, in_workbook):
    rows = [["kode_desa", "D02 pembilang", "D02 penyebut"]]
    rows += [[village, top[0], bottom[0]] for village, top, bottom in typed]
    made = files.xlsx(rows) if in_workbook else as_text(rows, ";")
    read = [(village, top[1], bottom[1]) for village, top, bottom in typed]
    whole = [one for one in read if None not in one]
    got = way.prepared(made, period="2026-Q3")
    sound(got)
    wrong = any(bottom == "?" for *_, bottom in read) or any(
        top > bottom for _, top, bottom in whole
    )  # type: ignore[operator]
    if wrong or not whole:
        assert got.verdict == "refused"
        return
    assert got.verdict == "ready"
    kept = got.checked.observations[["village_code", "numerator", "denominator"]]
    assert kept.to_numpy().tolist() == [list(one) for one in sorted(whole)]
    assert got.checked.observations["value"].isna().all()
    assert len(got.checked.left_out) == len(read) - len(whole)


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(VILLAGES), st.integers(101, 10_000)),
        min_size=1, max_size=10, unique_by=lambda one: one[0],
    ),
    st.sampled_from([".", ","]),
    st.sampled_from(["% 1", "1"]),
)  # fmt: skip
def test_a_share_is_exact(way, typed, mark, how):
    cells = [f"{number // 100}{mark}{number % 100:02}" for _, number in typed]
    if how == "% 1":
        cells = [f"{cell} %" for cell in cells]
    rows = [["kode_desa", "D02"], *zip((code for code, _ in typed), cells, strict=True)]
    got = way.prepared(as_text(rows, ";"), period="2026-Q3")
    assert got.verdict == "ready"
    kept = got.checked.observations[["village_code", "value"]].to_numpy().tolist()
    assert kept == [[code, number / 10_000] for code, number in sorted(typed)]
