"""Bad inputs 12, 64, 65 and 70: what a file says is text, on its whole way."""

import csv
import dataclasses
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import inspect, select

from kampungkb.exports.annotated import annotated_xlsx
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.request import Request
from kampungkb.store import queries
from kampungkb.store.engine import read_transaction
from kampungkb.store.schema import metadata, revision
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.history import revisions_document
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.upload import kept_file, known_of, prepare, read_upload
from tests.intake import files
from tests.uploads.tables import (
    CODES,
    DICTIONARY,
    HEAD,
    NOW,
    Document,
    Store,
    found,
    long_table,
    where,
)

MARKED_UP = (
    "<b onmouseover=alert(1)>x</b>",
    '"><script>alert(1)</script>',
    "**tebal** [a](http://contoh.test)",
    "%{customdata} $x^2$",
    "{n} {name} {{ x }}",
)
FORMULAS = ("=1+1", '=HYPERLINK("http://contoh.test","x")', "+62", "@SUM(A1)", "-1+1|cmd")
SQL = ("x'; DROP TABLE observation;--", 'x" OR "1"="1', "x%_\\'")
NAMES = HEAD.split(",")


def row(name: str, count: int = 12) -> list[Any]:
    """A row of a village that nobody knows."""
    return ["", "Cikeusal", name, "D02", "2026-Q3", count, 30, ""]


def csv_file(*rows: list[Any], head: list[str] = NAMES) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([head, *rows])
    return buffer.getvalue().encode()


def asked(store: Store, data: bytes, **how: Any) -> Document:
    """The one question about a file whose village nobody knows."""
    document = store.imported(data, **how)
    assert (document["verdict"], document["rows_taken"]) == ("decision", 0)
    return found(document, "place_name_unknown")


def taught(store: Store) -> set[str]:
    """Spellings of the first village."""
    with read_transaction(store.engine) as conn:
        aliases = queries.aliases(conn)
    return set(aliases.loc[aliases["code"] == CODES[0], "name"])


def last_revision(store: Store) -> dict[str, Any]:
    return revisions_document(store.engine)["revisions"][-1]


@pytest.mark.parametrize(("count", "name"), list(enumerate((*MARKED_UP, *FORMULAS, *SQL), 12)))
def test_case_64_65_70_a_village_may_be_called_anything(store, count, name):
    before, tables = store.content(), set(inspect(store.engine).get_table_names())
    data = csv_file(row(name, count))
    for lang in LANGUAGES:
        one = asked(store, data, lang=lang)
        # Its blanks are filled once: what a name says between braces stays.
        assert where(one) == (None, 2, "desa", name)
        assert one["message"].startswith(f"{name}, Kec. Cikeusal ")
    answered = store.imported(data, accepted=(f"{one['key']}={CODES[0]}",), dry_run=False)
    assert (answered["verdict"], answered["rows_taken"]) == ("accepted", 1)
    assert name in taught(store)
    assert store.values() == [(CODES[0], "2026-Q3", count, 30, None)]
    # Every table and every row of before is there; the same text means that village now.
    assert set(inspect(store.engine).get_table_names()) == tables
    after = store.content()
    for table, rows in before.items():
        assert {*rows} <= {*after[table]}
    assert store.imported(data)["verdict"] == "unchanged"


@pytest.mark.parametrize("text", [*MARKED_UP, *FORMULAS, *SQL])
def test_case_64_70_headers_indicators_and_numbers(store, text):
    head = csv_file([CODES[1], "", "", "D02", "2026-Q3", 5, 9, "", "x"], head=[*NAMES, text])
    left = found(store.imported(head), "columns_left_out")
    assert (left["value"], left["message"]) == (text, f"1 kolom tidak dibaca: {text}.")
    unknown = csv_file([CODES[1], "", "", text, "2026-Q3", 5, 9, ""])
    one = found(store.imported(unknown), "indicator_unknown")
    assert (one["value"], one["message"].startswith(f"{text} bukan")) == (text, True)
    number = csv_file([CODES[1], "", "", "D02", "2026-Q3", f"{text}?", 9, ""])
    read = [one for one in store.imported(number)["findings"] if one["column"] == "pembilang"]
    assert [one["value"] for one in read] == [f"{text}?"]


@pytest.mark.parametrize("text", [MARKED_UP[1], MARKED_UP[4], FORMULAS[0], SQL[0]])
def test_case_64_65_70_who_and_what_for_are_literal_in_the_trail(store, text):
    count = 20 + [MARKED_UP[1], MARKED_UP[4], FORMULAS[0], SQL[0]].index(text)
    document = store.imported(
        long_table(f"{CODES[1]},,,D01,2026-Q2,{count},30,"), author=text, title=text,
        agency=text, dry_run=False,
    )  # fmt: skip
    told = last_revision(store)
    assert told["revision"] == document["revision"]
    assert (told["author"], told["reason"]) == (text, text)
    with read_transaction(store.engine) as conn:
        (agency,) = conn.scalars(
            select(revision.c.agency).where(revision.c.number == document["revision"])
        )
        sources = queries.sources(conn)
    assert agency == text
    source = sources[sources["source_id"] == f"upload-{document['file_sha256'][:16]}"]
    assert source[["title", "publisher"]].to_numpy().tolist() == [[text, text]]
    last = store.attempts().iloc[0]
    assert (last["author"], last["agency"]) == (text, text)


@pytest.mark.parametrize("text", [*MARKED_UP[:2], *FORMULAS[:2]])
def test_case_64_65_documents_of_formations(store, text):
    head = ["kode_desa", "terbentuk", "tanggal terbentuk", "dokumen"]
    data = csv_file([CODES[2], "ya", "17-08-2022", text], head=head)
    document = store.imported(data, dry_run=False)
    assert document["verdict"] == "accepted"
    rows = read_snapshot(store.engine, DICTIONARY).formations
    own = rows[(rows["village_code"] == CODES[2]) & (rows["origin"] == "official")]
    assert own["document"].tolist() == [text]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_case_65_the_file_that_goes_back_has_no_formula_in_it(store, kind):
    rows = [row(name, 10 + at) for at, name in enumerate((*FORMULAS, *MARKED_UP))]

    def as_text(book: openpyxl.Workbook) -> None:
        for cells in book["Data"].iter_rows():
            for cell in cells:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type

    data = csv_file(*rows) if kind == "csv" else files.xlsx([NAMES, *rows], as_text)
    upload = read_upload(data, f"=1+1.{kind}")
    snapshot = read_snapshot(store.engine, DICTIONARY)
    checked = prepare(
        store.engine, snapshot, known_of(snapshot, NOW.date()), upload, Request()
    ).checked
    t = translator("id")
    made = annotated_xlsx(
        data, upload.file_name, upload.book, checked.layout.sheet, checked.findings, t,
        messages={one.key: finding_message(t, one) for one in checked.findings},
        columns={one.header: one.index for one in checked.layout.columns}, header_row=0,
    )  # fmt: skip
    listed, own = openpyxl.load_workbook(io.BytesIO(made)).worksheets
    for sheet in (listed, own):
        assert {cell.data_type for cells in sheet.iter_rows() for cell in cells} <= {"s", "n"}
    assert {cell.value for cell in own["C"]} >= {*FORMULAS, *MARKED_UP}
    assert own.cell(2, 3).hyperlink is None


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.csv", "/etc/x.csv", "..\\..\\x.csv", "a/\x00"]
)
def test_case_12_no_name_of_a_file_is_a_path(store, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    count = 30 + len(name)
    data = long_table(f"{CODES[2]},,,D01,2026-Q2,{count},99,")
    document = store.imported(data, name, dry_run=False)
    assert document["verdict"] == "accepted"
    assert list(tmp_path.iterdir()) == []
    told = last_revision(store)
    for shown in (told["file_name"], told["reason"], store.attempts().iloc[0]["file_name"]):
        assert not {*shown} & {"/", "\\", "\x00"}
    assert store.files()[-1].startswith(f"{document['revision']:05d}-")


def test_case_70_an_answer_is_no_sql(store):
    data = csv_file(row("Tiada Desa Ini"))
    one = asked(store, data)
    for answer in SQL:
        document = store.imported(data, accepted=(f"{one['key']}={answer}",))
        assert document["verdict"] == "refused"
        assert found(document, "answer_unknown")["value"] == answer
    assert set(metadata.tables) <= set(inspect(store.engine).get_table_names())


def test_case_23_the_bytes_of_personal_data_are_kept_on_no_way(store):
    data = csv_file([CODES[0], "", "", "D02", "2026-Q3", 12, 30, ""])
    snapshot = read_snapshot(store.engine, DICTIONARY)
    known, upload = known_of(snapshot, NOW.date()), read_upload(data, "a.csv")
    clean = prepare(store.engine, snapshot, known, upload, Request())
    kept = kept_file(clean)
    assert kept is not None
    assert (kept.content, kept.original_name) == (data, "a.csv")
    personal = dataclasses.replace(clean.checked, keep_file=False)
    assert kept_file(dataclasses.replace(clean, checked=personal)) is None
