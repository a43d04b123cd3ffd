"""Files on their whole way: bytes, findings, and what the store holds afterwards."""

from datetime import UTC, datetime

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.intake.request import Request
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import read_settings
from kampungkb.store import queries
from kampungkb.store.attempts import attempts
from kampungkb.store.engine import read_transaction
from kampungkb.store.files import kept_files
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import read_snapshot
from kampungkb.tasks.upload_document import import_document

HEAD = "kode_desa,kecamatan,desa,indikator,periode,pembilang,penyebut,nilai\n"
MONGPOK = "36.04.23.2015,Cikeusal,Mongpok,"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    return open_store(read_settings({}, store=str(path)), empty=True)


def taken(engine, text, *, dry_run=True, **request):
    """The document of a file, and its findings by kind without remarks on the register."""
    dictionary = read_dictionary(read_settings({}).dictionary)
    document = import_document(
        engine, read_snapshot(engine, dictionary), text.encode(), "data.csv", Request(**request),
        translator("id"), author="Sari", title=None, now=NOW, dry_run=dry_run,
    )  # fmt: skip
    quiet = ("villages_missing", "period_rhythm")
    return document, {
        one["kind"]: one for one in document["findings"] if one["kind"] not in quiet
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind", "severity", "value"),
    [
        pytest.param(MONGPOK + "D02,TW IX 2026,1,9,", "period_unreadable", "error", "TW IX 2026",
                     id="case_31"),
        pytest.param(MONGPOK + "D02,2027-Q3,1,9,", "period_future", "warning", "2027-Q3",
                     id="case_32"),
        pytest.param(MONGPOK + "D02,2026-Q3,-5,9,", "count_negative", "error", "-5", id="case_34"),
        pytest.param(MONGPOK + "D02,2026-Q3,,,120", "share_over_whole", "error", "120 %",
                     id="case_35"),
        pytest.param(MONGPOK + "D02,2026-Q3,12,9,", "numerator_over_denominator", "error",
                     "12 / 9", id="case_36"),
        pytest.param(MONGPOK + 'D02,2026-Q3,"3,0E+09",9,', "not_a_count", "error", "3,0E+09",
                     id="case_39"),
        pytest.param(",,Sukamaju,D02,2026-Q3,1,9,", "place_name_ambiguous", "question", "Sukamaju",
                     id="case_44"),
        pytest.param(",Cikeusal,Mongpog,D02,2026-Q3,1,9,", "place_name_unknown", "question",
                     "Mongpog", id="case_45"),
        pytest.param("36.73.01.1001,,,D02,2026-Q3,1,9,", "place_other_regency", "error",
                     "36.73.01.1001", id="case_48"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_as_it_is(engine, row, kind, severity, value):
    document, found = taken(engine, HEAD + row + "\n")
    one = found[kind]
    assert (one["severity"], one["row"], one["value"]) == (severity, 2, value)
    assert document["verdict"] == ("refused" if severity == "error" else "decision")
    assert document["revision"] is None


def test_case_33_what_is_missing_is_no_zero(engine):
    rows = (
        "D02,2026-Q3,NaN,9,\n36.04.23.2004,,,D02,2026-Q3,-,n/a,\n36.04.23.2005,,,D02,2026-Q3,4,8,"
    )
    document, found = taken(engine, HEAD + MONGPOK + rows)
    assert document["verdict"] == "accepted"
    assert (document["rows_read"], document["rows_taken"]) == (3, 1)
    assert document["rows_left_out"] == {"without_values": 2}
    assert set(found) == {"cells_missing_marks", "counts_incomplete"}


def test_case_47_a_village_twice_refuses_the_file(engine):
    row = MONGPOK + "D02,2026-Q3,1,9,\n"
    document, found = taken(engine, HEAD + row + row)
    assert (document["verdict"], found["village_twice"]["row"]) == ("refused", 3)


def test_case_23_personal_data_are_neither_repeated_nor_kept(engine):
    text = HEAD.strip() + ",NIK\n" + MONGPOK + "D02,2026-Q3,1,9,,3604231234567890\n"
    document, found = taken(engine, text, dry_run=False)
    assert (document["verdict"], found["personal_data"]["value"]) == ("refused", None)
    assert "3604231234567890" not in str(document)
    with read_transaction(engine) as conn:
        assert len(kept_files(conn)) == 0
        last = attempts(conn).iloc[0]
    assert (last["verdict"], last["detail"], last["author"]) == ("refused", "personal_data", "Sari")


def test_case_24_totals_are_left_out_and_said(engine):
    document, found = taken(engine, HEAD + MONGPOK + "D02,2026-Q3,1,9,\nJumlah,,,,,1,9,\n")
    assert document["verdict"] == "accepted"
    assert document["rows_left_out"] == {"total": 1}
    assert found["total_rows_left_out"]["severity"] == "info"


def test_made_up_rows_never_become_official(engine):
    text = HEAD.strip() + ",asal\n" + MONGPOK + "D02,2026-Q3,1,9,,data contoh\n"
    document, found = taken(engine, text)
    assert (document["verdict"], found["made_up_rows"]["row"]) == ("refused", 2)


def test_an_answer_takes_the_village_and_is_remembered(engine):
    text = HEAD + ",Cikeusal,Mongpog,D01,2026-Q2,7,9,\n"
    _, found = taken(engine, text)
    key = found["place_name_unknown"]["key"]
    assert found["place_name_unknown"]["suggestions"][0].startswith("36.04.23.2015")
    skipped, _ = taken(engine, text, accepted=(f"{key}=skip",))
    assert skipped["rows_left_out"] == {"skipped": 1}
    accepted, _ = taken(engine, text, accepted=(key,), dry_run=False)
    assert (accepted["verdict"], accepted["changes"]["new"]) == ("accepted", 1)
    again, later = taken(engine, HEAD + ",Cikeusal,Mongpog,D01,2026-Q1,7,9,\n")
    assert (again["verdict"], "place_name_unknown" in later) == ("accepted", False)


def test_case_53_saved_once_and_kept_under_our_own_name(engine):
    text = HEAD + MONGPOK + "D02,2026-Q3,120,200,\n"
    document, _ = taken(engine, text, dry_run=False)
    assert document["verdict"] == "accepted"
    with read_transaction(engine) as conn:
        assert queries.current_revision(conn) == document["revision"]
        values = queries.observations(conn, document["revision"], ["D02"])
        names = set(kept_files(conn)["stored_name"])
    (row,) = values.to_dict("records")
    assert (row["village_code"], row["numerator"], row["denominator"], row["origin"]) == (
        "36.04.23.2015", 120, 200, "official"
    )  # fmt: skip
    assert f"{document['revision']:05d}-{document['file_sha256'][:12]}.csv" in names
    again, _ = taken(engine, text, dry_run=False)
    assert (again["verdict"], again["revision"]) == ("unchanged", document["revision"])


def test_case_38_ten_times_the_value_before_is_to_be_confirmed(engine):
    first = HEAD + "36.04.23.2004,,,L07,2026-Q1,5,60,\n"
    assert taken(engine, first, dry_run=False)[0]["verdict"] == "accepted"
    text = HEAD + "36.04.23.2004,,,L07,2026-Q2,50,60,\n"
    document, found = taken(engine, text)
    jump = found["value_jump"]
    assert (document["verdict"], jump["severity"], jump["row"]) == ("decision", "warning", 2)
    assert (jump["expected"], jump["value"]) == ("5 / 60", "50 / 60")
    assert taken(engine, text, accepted=(jump["key"],))[0]["verdict"] == "accepted"


def test_the_indicator_that_a_list_decides_is_never_suggested(engine):
    text = "kode_desa,pembilang,penyebut\n36.04.23.2015,1,2\n"
    document, found = taken(engine, text, period="2026-Q3", agency="Disdukcapil")
    one = found["indicator_not_given"]
    assert (document["verdict"], one["suggestions"][0]) == ("decision", "D01")
    everyone = taken(engine, text, period="2026-Q3")[1]["indicator_not_given"]["suggestions"]
    assert "K01" not in everyone
    accepted, _ = taken(engine, text, period="2026-Q3", agency="Disdukcapil", accepted=[one["key"]])
    assert (accepted["verdict"], accepted["rows_taken"]) == ("accepted", 1)
