"""The sentences of a plan: what is wrong with a wish, what binds, what would have to give way."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from kampungkb.i18n.translator import Translator
from kampungkb.planning.explain import Binding
from kampungkb.planning.relaxations import Relaxation, last_quarter
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_problem import Basis, Fault
from kampungkb.tasks.snapshot import Snapshot

# Names beyond these are counted.
_SHOWN: Final = 5
# Capacities of their own beyond these are counted.
_NAMED: Final = 4


def number(x: Fraction, t: Translator, decimals: int = 1) -> str:
    """A figure of a plan: whole where it is whole."""
    return t.number(int(x)) if x.denominator == 1 else t.number(float(x), decimals)


def villages(snapshot: Snapshot, codes: Sequence[str], t: Translator) -> str:
    """Names of villages, the first few, and how many more."""
    names = [snapshot.names.get(code, code) for code in codes[:_SHOWN]]
    if len(codes) > _SHOWN:
        names.append(t("plan.more", n=len(codes) - _SHOWN))
    return t.listing(names)


def fault_sentence(basis: Basis, fault: Fault, t: Translator) -> str:
    """What is wrong, and what to do."""
    blanks = _worded(basis.snapshot, fault.blanks, t)
    if fault.kind == "above_all":
        blanks["most"] = t.share(1.0, 0)
    return t(f"plan.fault.{fault.kind}", **blanks)


def _worded(snapshot: Snapshot, blanks: Any, t: Translator) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for name, value in blanks.items():
        if name == "villages":
            words[name] = villages(snapshot, value, t)
        elif name == "indicator":
            words[name] = t.words(snapshot.dictionary.get(value).short)
        elif name == "share":
            words[name] = t.share(float(value), 0 if (value * 100).denominator == 1 else 2)
        elif name in ("start", "by", "first", "end"):
            words[name] = t.period(value)
        elif name in ("most", "target"):
            words[name] = t.number(value)
        else:
            words[name] = value
    return words


def binding_sentence(
    snapshot: Snapshot, quarters: Sequence[str], one: Binding, t: Translator
) -> str:
    """Which limit is used up, and what one more unit would bring."""
    blanks: dict[str, Any] = {"limit": number(one.limit, t)}
    if one.quarter is not None:
        blanks["quarter"] = t.period(quarters[one.quarter])
    if one.district_code is not None:
        blanks["district"] = snapshot.names[one.district_code]
    if one.agency is not None:
        blanks |= {"agency": one.agency, "year": str(one.year)}
    return f"{t(f'plan.binding.{one.kind}', **blanks)} {_gain(one, t)}"


def _gain(one: Binding, t: Translator) -> str:
    """What one unit more brings; of a minimum, one less."""
    change = t("plan.one_less") if one.kind == "floor" else t("plan.one_more")
    if not one.gain:
        return t("plan.gain_none", change=change)
    blanks = {"change": change, "gain": number(one.gain, t)}
    if one.gain_people is None or not one.proven:
        return t("plan.gain_at_most", **blanks)
    people = number(abs(one.gain_people), t)
    if one.gain_people > 0:
        return t("plan.gain_people", people=people, **blanks)
    if one.gain_people < 0:
        return t("plan.gain_fewer", people=people, **blanks)
    return t("plan.gain_sooner", **blanks)


def relaxation_sentence(snapshot: Snapshot, one: Relaxation, t: Translator) -> str:
    """Which limit would have to give way, from what to what, and what follows."""
    blanks: dict[str, Any] = {"now": number(one.now, t), "enough": number(one.enough, t)}
    if one.kind == "later_end":
        blanks = {"by": t.period(one.plan.problem.quarters[-1])}
    elif one.kind in ("fewer_locks", "fewer_bans"):
        blanks = {"names": villages(snapshot, one.codes, t)}
    elif one.kind == "lower_floors":
        blanks["names"] = villages(snapshot, one.codes, t)
    elif one.kind == "more_budget":
        blanks |= {"agency": one.codes[0], "year": str(one.year)}
    sentence = t(f"plan.relaxation.{one.kind}", **blanks)
    last = last_quarter(one.plan)
    if one.plan.short or last is None:
        return sentence
    if one.kind == "lower_target":
        return f"{sentence} {t('plan.relaxation_reached_lower', quarter=t.period(last))}"
    return f"{sentence} {t('plan.relaxation_reached', quarter=t.period(last))}"


def own_capacities(snapshot: Snapshot, a: Assumptions, t: Translator) -> Iterator[str]:
    """Capacities of single quarters and districts: each by name, or how many they are."""
    names = snapshot.names
    quarters, districts = a.capacity_of_quarter, a.capacity_of_district
    if len(quarters) > _NAMED:
        yield t("simulation.showing_of_quarters", n=len(quarters))
    else:
        for quarter, n in sorted(quarters.items()):
            yield t("simulation.showing_of_quarter", quarter=t.period(quarter), n=n)
    if len(districts) > _NAMED:
        yield t("simulation.showing_of_districts", n=len(districts))
    else:
        for code, n in sorted(districts.items()):
            yield t("simulation.showing_of_district", district=names[code], n=n)
