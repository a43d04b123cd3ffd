"""Every limit and every relaxation has a sentence, in both languages."""

from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

import pytest

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.planning.explain import Binding, LimitKind
from kampungkb.planning.plan import Planner
from kampungkb.planning.relaxations import Relaxation, RelaxationKind
from kampungkb.tasks.plan_words import binding_sentence, number, relaxation_sentence, villages
from tests.planning.enumerated import candidate, problem
from tests.tasks.snapshots import snapshot
from tests.villages import DISTRICTS, VILLAGES

QUARTERS = ("2027-Q1", "2027-Q2")
PLACES: dict[str, dict[str, Any]] = {
    "capacity": {"quarter": 1}, "district_capacity": {"district_code": DISTRICTS[0]},
    "target": {}, "floor": {"district_code": DISTRICTS[0], "quarter": 0},
    "budget": {"agency": "Dinkes", "year": 2027},
}  # fmt: skip


def binding(kind: LimitKind, **given: Any) -> Binding:
    usual = {"limit": Fraction(3), "gain": Fraction(5, 2), "gain_people": Fraction(4),
             "proven": True}  # fmt: skip
    return Binding(kind=kind, **(usual | PLACES[kind] | given))


@pytest.mark.parametrize("kind", get_args(LimitKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_has_a_sentence(kind, language):
    sentence = binding_sentence(snapshot(), QUARTERS, binding(kind), translator(language))
    assert "3" in sentence
    assert "2" in sentence.split("(")[-1]
    assert sentence.endswith(".")


def test_what_one_more_unit_brings():
    t, own = translator("id"), binding("capacity")
    used = "Kapasitas Triwulan II 2027 terpakai seluruhnya (3 desa)."
    assert [
        binding_sentence(snapshot(), QUARTERS, one, t).removeprefix(used)
        for one in (
            own,
            replace(own, gain_people=Fraction(0)),
            replace(own, gain_people=Fraction(-123, 2)),
            replace(own, gain_people=None, proven=False),
            replace(own, gain=Fraction(0), gain_people=Fraction(0)),
        )
    ] == [
        " Bila ditambah satu, manfaat bertambah 2,5 dan kebutuhan yang terjangkau bertambah 4.",
        " Bila ditambah satu, manfaat bertambah 2,5: kebutuhan yang terjangkau sama besar, "
        "tetapi lebih cepat.",
        # More benefit with less need reached: never said to be the same people.
        " Bila ditambah satu, manfaat bertambah 2,5: kebutuhan yang terjangkau berkurang 61,5, "
        "tetapi lebih cepat.",
        " Bila ditambah satu, manfaat bertambah paling banyak 2,5.",
        " Bila ditambah satu, manfaat tidak bertambah.",
    ]


def test_a_minimum_is_loosened_by_one_less():
    assert binding_sentence(snapshot(), QUARTERS, binding("floor"), translator("id")) == (
        "Desa terbentuk di Kec. Kramat pada Triwulan I 2027 tidak melebihi batas minimumnya "
        "(3 desa). Bila dikurangi satu, manfaat bertambah 2,5 dan kebutuhan yang terjangkau "
        "bertambah 4."
    )


@pytest.mark.parametrize("kind", get_args(RelaxationKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relaxation_has_a_sentence(kind, language):
    plan = Planner(problem(candidate(0), candidate(1))).plan()
    assert plan is not None
    codes = ("Dinkes",) if kind == "more_budget" else (VILLAGES[0],)
    one = Relaxation(
        kind=kind, now=Fraction(3), enough=Fraction(4), codes=codes, year=2027, plan=plan
    )
    t = translator(language)
    # A target that was lowered is not the one that was aimed at.
    name = "relaxation_reached_lower" if kind == "lower_target" else "relaxation_reached"
    reached = t(f"plan.{name}", quarter=t.period("2027-Q3"))
    sentence = relaxation_sentence(snapshot(), one, t)
    assert sentence.endswith(f". {reached}")
    assert "{" not in sentence


def test_a_few_names_are_written_and_the_rest_counted():
    t = translator("id")
    assert villages(snapshot(), VILLAGES[:2], t) == "Desa 0 dan Desa 1"
    assert villages(snapshot(), VILLAGES[:7], t) == (
        "Desa 0, Desa 1, Desa 2, Desa 3, Desa 4, dan 2 desa lainnya"
    )
    assert [number(Fraction(7), t), number(Fraction(7, 2), t)] == ["7", "3,5"]
