"""The matrix and the page of an agency in words and figures, on nine villages.

Villages 1 and 8 are formed (1 by made-up data). Dinkes has D02 (60 % wanted) and L02 (14 %
allowed), DPMD has the index, DKBP3A only the list of formed villages, Dinsos a figure of the
regency, Bapperida an indicator that nobody has reported.
"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.convergence import counted_indicators
from kampungkb.i18n.translator import translator
from kampungkb.tasks.convergence_agency import (
    agency,
    agency_finding,
    asked_indicators,
    left_out,
    scope_words,
    visit_rows,
    visits_made_up,
    visits_summary,
)
from kampungkb.tasks.convergence_view import (
    asked_rows,
    matrix,
    matrix_finding,
    matrix_rows,
    silent_words,
)
from kampungkb.tasks.ledger import gap_document, ledger
from tests.tasks.snapshots import snapshot
from tests.villages import (
    DISTRICTS,
    VILLAGES,
    dictionary,
    formation,
    formations,
    indicator,
    seen,
)

ID, EN = translator("id"), translator("en")
PERCENT = "\N{NO-BREAK SPACE}%"
KKB = indicator("K01", "0.75", kind="yes_no", responsible="DKBP3A")
WORDS = dictionary(
    KKB,
    indicator("D02", "0.6"),
    indicator("L02", "0.14", better="lower", supporting=("DPMD", "TP PKK")),
    indicator("IDM", None, kind="index", responsible="DPMD", periodicity="yearly"),
    indicator("K03", "1", kind="yes_no", responsible="DPMD", population="formed"),
    indicator("K08", None, kind="count", responsible="Bapperida"),
    indicator("L23", None, responsible="Dinsos", lowest_level="regency"),
)
ROWS = (
    seen(0, 10, 100), seen(0, 30, 100, indicator="L02"),  # 50 and 16 are missing
    seen(1, 90, 100, period="2025-Q2"), seen(1, indicator="IDM", value=0.5, period="2025"),
    seen(2, 6, 10), seen(2, 0, 0, indicator="L02"),
    seen(4, 0, 0), seen(4, 0, 0, indicator="L02"),
    seen(5, 0, 110, origin="illustrative"),  # 66 are missing
    seen(8, 5, 100), seen(8, 10, 100, indicator="L02"),  # 55, and within what is allowed
    seen(8, indicator="IDM", value=0.6, period="2025"), seen(8, indicator="K03", value=1.0),
)  # fmt: skip


def given_(*rows, **more):
    of = snapshot(*rows, dictionary=WORDS, **more)
    return of, ledger(of)


OF, LEDGER = given_(*ROWS)


def places(codes):
    return [VILLAGES.index(code) for code in codes]


def test_the_list_of_formed_villages_is_no_report():
    rows = asked_rows(OF, LEDGER)
    assert set(rows["indicator"]) == {"D02", "L02", "IDM", "K03"}
    # What only formed villages are asked is asked of the two.
    assert places(rows.loc[rows["indicator"] == "K03", "code"]) == [1, 8]


def test_matrix_of_formed_villages():
    found = matrix(OF, LEDGER, "formed", None)
    # Of village 1 the card is stale and the index is there; K03 is missing.
    assert places(found.villages) == [1, 8]
    assert [(one.agency, one.asked, one.reached, one.incomplete) for one in found.reaches] == [
        ("Dinkes", 2, 1, 0), ("DPMD", 2, 2, 1),
    ]  # fmt: skip
    assert (found.full, found.silent, found.only_regency) == (
        1, ("DKBP3A", "Bapperida"), ("Dinsos",),
    )  # fmt: skip
    assert matrix_finding(found, OF, ID) == (
        "Dari 2 desa terbentuk, 1 sudah terisi oleh semua perangkat daerah yang melapor (2); "
        "terbanyak kosong: Dinkes (1 desa)."
    )
    assert silent_words(found, ID) == (
        "Di luar daftar desa terbentuk, belum melaporkan satu pun nilai per desa: DKBP3A dan "
        "Bapperida. Hanya memiliki indikator tingkat kabupaten: Dinsos."
    )


def test_cells_say_what_was_reported():
    first, second = matrix_rows(matrix(OF, LEDGER, "formed", None), OF, ID)
    assert (first.name, first.district) == ("Desa 1", "Kramat")
    assert [(one.kind, one.shape, one.count, one.shortfall, one.hole) for one in first.cells] == [
        ("blank", "", "", "", ""), ("filled", "", "", "", "1 kosong"),
    ]  # fmt: skip
    assert [one.words for one in first.cells] == [
        "Desa 1, Dinkes: kosong, laporan terakhir Triwulan II 2025 sudah usang.",
        "Desa 1, DPMD: ada nilai, belum ada sasaran per desa; 1 tanpa nilai terkini (K03 id).",
    ]
    assert [(one.kind, one.shape, one.count, one.shortfall, one.hole) for one in second.cells] == [
        ("filled", "▼", "1", "55", ""), ("filled", "", "", "", ""),
    ]  # fmt: skip
    assert second.cells[0].words == (
        "Desa 8, Dinkes: 1 belum mencapai sasaran (D02 id); 1 belum dapat disimpulkan; "
        "kekurangan layanan 55."
    )


def test_matrix_of_all_villages_has_the_emptiest_first():
    found = matrix(OF, LEDGER, "all", None)
    # 3, 6 and 7: nothing at all. Then those blank for one agency, by what else is missing in them.
    assert places(found.villages) == [3, 6, 7, 1, 5, 0, 2, 4, 8]
    assert [(one.agency, one.reached, one.blank) for one in found.reaches] == [
        ("Dinkes", 5, 4), ("DPMD", 2, 7),
    ]  # fmt: skip
    words = {row.name: [cell.words for cell in row.cells] for row in matrix_rows(found, OF, EN)}
    assert words["Desa 3"] == [
        "Dinkes in Desa 3: blank, no value reported so far.",
        "DPMD in Desa 3: blank, no value reported so far.",
    ]
    assert words["Desa 4"][0] == (
        "Dinkes in Desa 4: values, but no target for a village; 2 reported as none (0 of 0)."
    )


def test_matrix_of_a_district():
    found = matrix(OF, LEDGER, "formed", DISTRICTS[2])
    assert places(found.villages) == [8]
    assert matrix_finding(found, OF, ID) == (
        "Baru 2 dari 4 perangkat daerah yang melaporkan nilai per desa; 1 desa terbentuk di "
        "Kecamatan Mancak semuanya terisi oleh yang melapor."
    )
    nobody = matrix(OF, LEDGER, "formed", DISTRICTS[1])
    assert (nobody.villages, nobody.reaches) == ((), ())
    assert matrix_finding(nobody, OF, ID) == (
        "Belum ada desa di Kecamatan Lempuyang yang tercatat terbentuk. Pilih Semua desa untuk "
        "melihat desanya."
    )


def test_matrix_without_a_formed_village():
    of, found = given_(*ROWS, formations=formations(formation(8, formed=False)))
    assert matrix_finding(matrix(of, found, "formed", None), of, EN) == (
        "No village is on record as formed up to this period. Choose All villages to see them all."
    )


@pytest.mark.parametrize("shown", ["formed", "all"])
def test_nothing_reported_at_all(shown):
    of, found = given_()
    empty = matrix(of, found, shown, None)
    assert (empty.villages, matrix_rows(empty, of, ID)) == ((), ())
    assert matrix_finding(empty, of, ID).startswith(
        "Belum ada perangkat daerah yang melaporkan nilai per desa."
    )
    asked = agency(of, found, "Dinkes")
    assert agency_finding(asked, of, ID) == "Dinkes belum melaporkan nilai per desa."
    assert (visit_rows(asked, of, found, ID), left_out(asked, of, ID)) == ((), ())
    assert visits_summary(asked, of, ID).startswith("Belum ada indikator Dinkes ")


def test_indicators_of_an_agency():
    asked = agency(OF, LEDGER, "Dinkes")
    card, stunting = asked_indicators(asked, OF, ID)
    # (10 + 90 + 6 + 0 + 5) of (100 + 100 + 10 + 110 + 100); 50 + 66 + 55 are missing.
    assert (card.value, card.target, card.law, card.shortfall, card.counted) == (
        f"26,43{PERCENT}", f"60{PERCENT} (tahun 2024)", "A law", "171", "anak",
    )  # fmt: skip
    # Five of nine villages are too few for a verdict.
    assert (card.verdict, card.shape, card.standing) == ("thin", "", "belum dinilai")
    assert (card.coverage, card.made_up) == ("5 dari 9 desa", True)
    assert card.remark == "di bawah 80 %; 1 desa dilaporkan nihil; 1 desa dengan laporan usang"
    assert (stunting.supporting, stunting.shortfall) == ("didukung DPMD dan TP PKK", "16")
    assert stunting.made_up is False
    assert agency_finding(asked, OF, ID) == (
        "Dinkes: belum ada indikator yang dapat dinilai. 2 indikator datanya kurang untuk dinilai "
        "(di bawah 80 % desa)."
    )


def test_direction_against_the_report_before():
    of, found = given_(seen(0, 40, 100), seen(0, 10, 100, period="2025-Q4"))
    (card,) = asked_indicators(agency(of, found, "Dinkes"), of, ID)
    assert card.standing == "belum dinilai, membaik"


def test_visits():
    asked = agency(OF, LEDGER, "Dinkes")
    rows = visit_rows(asked, OF, LEDGER, ID)
    # 0: 50 + 16, 5: 66, 8: 55; in 1 and 2 nothing is missing.
    assert [(row.name, row.shortfall) for row in rows] == [
        ("Desa 0", "66"), ("Desa 5", "66"), ("Desa 8", "55"),
    ]  # fmt: skip
    assert [row.breakdown for row in rows] == ["D02 id 50; L02 id 16", "D02 id 66", "D02 id 55"]
    assert [[part.text for part in row.parts] for row in rows] == [
        ["50", "16"], ["66", "–"], ["55", "0"],
    ]  # fmt: skip
    assert [(row.is_formed, row.missing) for row in rows] == [
        (False, ""), (False, "1 indikator belum ada nilai"), (True, ""),
    ]  # fmt: skip
    assert (asked.whole, asked.held) == (187, Fraction(1))
    assert visits_summary(asked, OF, ID) == (
        f"3 desa ini memuat 187 dari 187 kekurangan layanan Dinkes di seluruh kabupaten "
        f"(100,0{PERCENT}). Kekurangan layanan: satu orang dapat dihitung pada beberapa "
        "indikator; yang dijumlahkan: anak."
    )
    assert left_out(asked, OF, ID) == (
        "Belum ada nilai: tidak dapat diurutkan (3 desa): Desa 3 · Kec. Kramat; Desa 6 · Kec. "
        "Lempuyang; Desa 7 · Kec. Mancak.",
        "Dilaporkan nihil, 0 dari 0 (1 desa): Desa 4 · Kec. Lempuyang.",
        "2 desa dengan nilai tidak memiliki kekurangan.",
    )


def test_visits_among_formed_villages_hold_a_share_of_the_whole():
    asked = agency(OF, LEDGER, "Dinkes", shown="formed")
    assert [row.name for row in visit_rows(asked, OF, LEDGER, ID)] == ["Desa 8"]
    assert asked.held == Fraction(55, 187)
    assert scope_words(asked, OF, ID) == "Hanya desa terbentuk di Serang"
    # What is asked of the agency stays that of the whole area.
    assert [row.shortfall for row in asked_indicators(asked, OF, ID)] == ["171", "16"]


def test_visits_by_one_indicator_in_a_district():
    asked = agency(OF, LEDGER, "Dinkes", district=DISTRICTS[0], indicator="L02")
    assert [row.name for row in visit_rows(asked, OF, LEDGER, EN)] == ["Desa 0"]
    assert visits_summary(asked, OF, EN) == (
        "L02 en: this village holds 16 of the 16 children that are short in the whole regency "
        "(100.0%)."
    )
    assert scope_words(asked, OF, EN) == "All villages of Kramat district"


def test_old_values_and_reports_of_nobody_are_marked():
    of, found = given_(
        seen(0, 1, 100, period="2025-Q2"), seen(0, 0, 0, indicator="L02"), seen(3, 9, 100)
    )
    asked = agency(of, found, "Dinkes")
    parts = [
        [(part.text, part.remark) for part in row.parts] for row in visit_rows(asked, of, found, ID)
    ]
    assert parts == [[("59", "usang"), ("nihil", "")], [("51", ""), ("–", "")]]


def test_no_district_where_somebody_is_missing():
    asked = agency(OF, LEDGER, "Dinkes", district=DISTRICTS[2], indicator="L02")
    assert visits_summary(asked, OF, ID) == (
        "Dari 1 desa dengan nilai, tidak ada yang masih kurang menuju sasaran."
    )


def test_all_targets_reached():
    of, found = given_(*(seen(at, 100, 100) for at in range(9)))
    asked = agency(of, found, "Dinkes")
    assert asked.held is None
    assert agency_finding(asked, of, EN) == (
        "Dinkes: 0 of 1 indicator that can be judged has not met its target."
    )
    assert visits_summary(asked, of, EN) == (
        "No shortfall to the targets in those indicators of Dinkes that can be added up."
    )


def test_an_indicator_that_cannot_be_ranked_is_no_choice():
    assert agency(OF, LEDGER, "Dinkes", indicator="IDM").indicator is None
    assert agency(OF, LEDGER, "DPMD", indicator="IDM").counted == ()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("DKBP3A", "DKBP3A: 1 dari 1 indikator yang dapat dinilai belum mencapai sasaran."),
        ("Bapperida", "Bapperida belum melaporkan nilai per desa."),
        ("Dinsos", "Indikator Dinsos hanya ada untuk kabupaten, tidak per desa."),
    ],
)
def test_agencies_without_values_to_add_up(name, sentence):
    asked = agency(OF, LEDGER, name)
    assert agency_finding(asked, OF, ID) == sentence
    assert visits_summary(asked, OF, ID).startswith(f"Belum ada indikator {name} ")
    assert len(asked.visits.villages) == 0


def test_agency_without_a_target():
    of, found = given_(seen(0, indicator="IDM", value=0.5, period="2025"))
    assert agency_finding(agency(of, found, "DPMD"), of, ID) == (
        "1 indikator DPMD sudah memiliki nilai per desa; belum ada sasaran yang dikonfirmasi, "
        "sehingga kekurangannya belum dapat dihitung."
    )


REPORT = st.tuples(
    st.integers(0, 8), st.sampled_from(["D02", "L02"]), st.integers(0, 60), st.integers(0, 60),
    st.sampled_from(["2026-Q1", "2025-Q1"]), st.sampled_from(["official", "illustrative"]),
).map(
    lambda r: seen(
        r[0], min(r[2], r[3]), r[3], indicator=r[1], period=r[4], origin=r[5]
    )
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        REPORT, max_size=25,
        unique_by=lambda r: (r["village_code"], r["indicator"], r["period"], r["origin"]),
    )
)  # fmt: skip
def test_visits_of_all_villages_add_up_to_the_agencies_of_the_command_line(reports):
    of, found = given_(*reports)
    counted = counted_indicators(found.terms, "Dinkes")
    assert counted == ("D02", "L02")
    document = gap_document(of, "agency")["rows"]
    whole = sum(row["shortfall"] or 0 for row in document if row["indicator"] in counted)
    asked = agency(of, found, "Dinkes")
    assert (asked.visits.total, asked.whole) == (whole, whole)
    # The formed villages and the others are all the villages.
    formed = agency(of, found, "Dinkes", shown="formed").visits.total
    others = [code for code in VILLAGES if code not in found.rollout.formed_codes]
    rest = asked.visits.villages.set_index("code").reindex(others)["shortfall"].sum()
    assert formed + rest == whole
    # So are the districts, one by one.
    parts = [agency(of, found, "Dinkes", district=one).visits.total for one in DISTRICTS]
    assert sum(parts) == whole


@pytest.mark.parametrize(
    ("origin", "formed", "made_up"),
    [
        pytest.param("official", "official", False, id="nothing is made up"),
        pytest.param("illustrative", "official", True, id="a value"),
        # The list says of each village whether it is formed.
        pytest.param("official", "illustrative", True, id="who is formed"),
    ],
)
def test_a_list_of_visits_says_that_it_holds_sample_data(origin, formed, made_up):
    of, book = given_(
        seen(0, 10, 100, origin=origin), formations=formations(formation(0, origin=formed))
    )
    assert visits_made_up(agency(of, book, "Dinkes"), book) is made_up
