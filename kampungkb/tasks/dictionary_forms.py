"""The forms for targets and indicators, as typed."""

from dataclasses import dataclass
from typing import Any, Final

from kampungkb.i18n.translator import Translator
from kampungkb.model.dictionary_entries import entry_table
from kampungkb.model.indicators import (
    Better,
    Indicator,
    Kind,
    Level,
    Periodicity,
    Pillar,
    Population,
    Scope,
    TargetUnit,
    Unit,
)
from kampungkb.tasks.snapshot import Snapshot

Texts = tuple[str, str]
"""Indonesian, English."""
HEADINGS: Final = ("name", "short", "numerator", "denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetForm:
    """A target as it was typed."""

    indicator: str
    # None: a further one.
    target_id: str | None
    year: str
    value: str
    unit: TargetUnit
    scope: Scope
    source: str
    url: str
    confirmed: bool
    note: Texts = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorForm:
    """An indicator as it was typed."""

    # Whether it changes one that is in the store.
    present: bool
    code: str
    name: Texts
    short: Texts
    numerator: Texts
    denominator: Texts
    counted: Texts
    caution: Texts
    kind: Kind
    unit: Unit
    better: Better
    lowest_level: Level
    population: Population
    pillar: Pillar
    responsible: str
    supporting: tuple[str, ...]
    periodicity: Periodicity
    source_system: str
    sensitive: bool


def target_form(snapshot: Snapshot, code: str, target_id: str, t: Translator) -> TargetForm:
    """A target of the store as a form shows it."""
    rows = snapshot.target_entries
    own = rows[(rows["indicator"] == code) & (rows["target_id"] == target_id)]
    table = entry_table(str(own["entry"].iloc[0]))
    mark = "," if t.language == "id" else "."
    return TargetForm(
        indicator=code,
        target_id=target_id,
        year=str(table.get("year") or ""),
        value=str(table["value"]).replace(".", mark),
        unit=table["unit"],
        scope=table["scope"],
        source=table["source"],
        url=table.get("url", ""),
        confirmed=table["confirmed"],
        note=_texts(table, "note"),
    )


def indicator_form(indicator: Indicator) -> IndicatorForm:
    """An added indicator as a form shows it."""
    words = {name: getattr(indicator, name) for name in (*HEADINGS, "counted", "caution")}
    fields: dict[str, Any] = {
        name: ("", "") if one is None else (one.id, one.en) for name, one in words.items()
    }
    same = (
        "code", "kind", "unit", "better", "lowest_level", "population", "pillar", "responsible",
        "supporting", "periodicity", "source_system", "sensitive",
    )  # fmt: skip
    fields |= {name: getattr(indicator, name) for name in same}
    return IndicatorForm(present=True, **fields)


def _texts(table: dict[str, Any], name: str) -> Texts:
    words = table.get(name, {})
    return words.get("id", ""), words.get("en", "")
