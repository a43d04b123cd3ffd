"""Classes, words and legend of a measure."""

import pytest

from kampungkb.charts.theme import LIGHT
from kampungkb.i18n.translator import translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.map_view import LegendEntry, map_view, measures_of
from kampungkb.tasks.words import state_word, verdict_word
from tests.tasks.snapshots import IDM, KIA, KKB, STUNTING, reported, snapshot
from tests.villages import dictionary, indicator, seen

ID = translator("id")
EN = translator("en")


# Shared by all tests: nothing here changes it.
LEDGER = ledger(snapshot(*reported()))


def view(one, measure="value", *, of=LEDGER, t=EN, **more):
    given = {"level": "village", "method": "quantiles", "count": 3, "palette": LIGHT, "t": t}
    return map_view(of, one, measure, **(given | more))


def lines(found):
    return [(entry.label, entry.count) for entry in found.legend]


def test_values_in_classes():
    found = view(KIA)
    assert lines(found) == [
        ("10.00% – 50.00%", 3), ("60.00%", 2), ("70.00% – 90.00%", 2), ("no data", 2),
    ]  # fmt: skip
    assert found.rows["index"].tolist() == [0, 2, 1, -1, 0, 1, 2, 0, -1]
    assert found.rows["text"].tolist() == [
        "10.00%", "90.00%", "60.00%", "no data", "50.00%", "60.00%", "70.00%", "14.29%", "no data",
    ]  # fmt: skip
    assert found.colours == (LIGHT.sequential[0], LIGHT.sequential[3], LIGHT.sequential[6])
    assert [entry.colour for entry in found.legend] == [*found.colours, LIGHT.no_data]


def test_legend_counts_every_unit():
    for one, measure in ((KIA, "value"), (KIA, "verdict"), (KIA, "shortfall"), (KKB, "value")):
        for level, units in (("village", 9), ("district", 3)):
            found = view(one, measure, level=level)
            assert sum(entry.count for entry in found.legend) == units
            assert len(found.rows) == units


def test_verdicts_have_colour_word_and_shape():
    found = view(KIA, "verdict", t=ID)
    assert found.legend == (
        LegendEntry(label="mencapai sasaran", count=2, colour=LIGHT.reached, shape="●"),
        LegendEntry(label="belum dapat disimpulkan", count=2, colour=LIGHT.cannot_tell, shape="◇"),
        LegendEntry(label="belum mencapai", count=3, colour=LIGHT.below, shape="▼"),
        LegendEntry(label="belum ada data", count=2, colour=LIGHT.no_data, shape="–"),
    )
    assert found.rows["index"].tolist() == [2, 0, 1, -1, 2, 1, 0, 2, -1]
    assert found.rows["text"].tolist()[:2] == [
        "10,00\u00a0%", "90,00\u00a0%",
    ]  # fmt: skip
    # The word of its class follows each text when a unit is pointed at.
    assert found.words == ("mencapai sasaran", "belum dapat disimpulkan", "belum mencapai")


def test_a_value_of_too_few_villages_is_not_judged_on_the_map():
    found = view(KIA, "verdict", level="district", t=ID)
    # Two of the districts have values of less than 80 % of their villages.
    assert [(one.label, one.count, one.shape) for one in found.legend] == [
        ("belum dapat disimpulkan", 1, "◇"), ("belum dinilai", 2, "□"),
    ]  # fmt: skip
    assert found.colours == (LIGHT.cannot_tell, LIGHT.thin)
    assert found.words == ("belum dapat disimpulkan", "belum dinilai")
    assert found.rows["index"].tolist() == [1, 0, 1]


def test_shortfall_has_a_class_for_nobody():
    found = view(KIA, "shortfall")
    assert lines(found) == [("0", 4), ("4 – 10", 2), ("50", 1), ("no data", 2)]
    assert found.rows["text"].tolist()[:2] == ["50 children short", "0 children short"]


def test_formed_or_not():
    found = view(KKB, t=ID)
    assert found.legend == (
        LegendEntry(label="terbentuk", count=2, colour=LIGHT.reached, shape="●"),
        LegendEntry(
            label="belum tercatat terbentuk", count=7, colour=LIGHT.sequential[1], shape="○"
        ),
    )
    assert found.rows["index"].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert found.rows["text"].tolist()[:2] == ["belum tercatat terbentuk", "terbentuk"]


def test_share_of_formed_villages_by_district():
    found = view(KKB, level="district")
    assert found.rows["text"].tolist() == ["25.00%", "0.00%", "50.00%"]
    assert view(KKB, "shortfall", level="district").rows["shortfall"].tolist() == [2, 3, 1]


def test_index_with_its_published_status():
    found = view(IDM)
    assert found.rows["text"].tolist()[:3] == [
        "0.6792 · Berkembang",
        "0.5000 · <b>Maju</b>",
        "no data",
    ]
    assert lines(found) == [("0.5000", 1), ("0.6792", 1), ("no data", 7)]


@pytest.mark.parametrize(
    ("better", "counts", "colours"),
    [
        pytest.param(
            "higher", (10, 30, 59, 60), (LIGHT.short[0], LIGHT.short[5], LIGHT.good[1]), id="higher"
        ),
        pytest.param(
            "lower", (60, 61, 70, 90), (LIGHT.good[1], LIGHT.short[5], LIGHT.short[0]), id="lower"
        ),
    ],
)
def test_farthest_from_the_target_is_strongest(better, counts, colours):
    one = indicator("D02", "0.6", better=better)
    rows = [seen(place, count, 100) for place, count in enumerate(counts)]
    of = ledger(snapshot(*rows, dictionary=dictionary(KKB, one)))
    found = view(one, of=of, method="target")
    assert found.colours == colours


@pytest.mark.parametrize(
    ("one", "measure", "level"),
    [
        pytest.param(IDM, "shortfall", "district", id="an index has no shortfall"),
        pytest.param(KKB, "verdict", "village", id="a village is in a state or not"),
    ],
)
def test_measure_that_there_is_not_falls_back_to_the_value(one, measure, level):
    assert view(one, measure, level=level).measure == "value"
    assert view(one, measure, level=level).legend == view(one, level=level).legend


def test_without_a_target_a_verdict_falls_back_to_the_value():
    aimless = indicator("D02", None)
    of = ledger(snapshot(*reported(), dictionary=dictionary(KKB, aimless)))
    found = view(aimless, "verdict", of=of)
    assert found.measure == "value"
    assert lines(found)[-1] == ("no data", 2)


def test_indicator_without_a_value():
    found = view(STUNTING)
    assert (len(found.rows), found.colours, found.legend) == (0, (), ())


def test_measures_of():
    assert measures_of(KIA, "village") == ("value", "verdict", "shortfall")
    assert measures_of(IDM, "district") == ("value",)
    assert measures_of(KKB, "village") == ("value",)
    assert measures_of(KKB, "district") == ("value", "verdict", "shortfall")


def test_words():
    assert verdict_word(EN, "cannot_tell") == "cannot tell yet"
    assert verdict_word(EN, None) == "–"
    other = indicator("E04", "0.8", kind="yes_no")
    assert [state_word(EN, other, yes=yes) for yes in (True, False)] == ["yes", "not yet"]
    left_behind = indicator("E06", "0", kind="yes_no", better="lower")
    assert [state_word(EN, left_behind, yes=yes) for yes in (True, False)] == ["yes", "no"]
