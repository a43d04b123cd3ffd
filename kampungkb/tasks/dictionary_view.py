"""The dictionary in words: what every figure is, who answers for it, what it should reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target, shown_value
from kampungkb.model.indicators import Dictionary, Indicator, Pillar, Target
from kampungkb.model.periods import period_key, period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pillar_word, rhythm_word

Shown = Literal["all", "valued", "without_target"]
SHOWN: tuple[Shown, ...] = ("all", "valued", "without_target")
# What officials are most often caught by (domain reference, part 5): each has its entry's caution.
TRAPS = ("L01", "L02", "D01", "D02", "L21", "L17")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One published target; ``in_use``: it is the one that shortfalls are counted from."""

    value: str
    year: str
    scope: str
    source: str
    url: str | None
    confirmed: bool
    in_use: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """One figure that somebody published for an area as a whole."""

    figure: str
    area: str
    period: str
    value: str
    source: str
    url: str | None
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One indicator."""

    indicator: Indicator
    formula: str
    target: str
    has_target: bool
    scale: str
    population: str
    rhythm: str
    targets: tuple[TargetRow, ...]
    published: tuple[PublishedRow, ...]
    # Villages with a value in any period; 0: none was reported yet.
    villages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many indicators there are, with a target in use, and with a value of a village."""

    indicators: int
    agencies: int
    with_target: int
    valued: int


def standing(snapshot: Snapshot) -> Standing:
    """What the page says in one sentence."""
    dictionary, year = snapshot.dictionary, _year(snapshot)
    return Standing(
        indicators=len(dictionary),
        agencies=len(dictionary.agencies),
        with_target=sum(target_in_use(one, year) is not None for one in dictionary),
        valued=len(snapshot.reported),
    )


def chosen_indicators(
    snapshot: Snapshot,
    *,
    text: str = "",
    agency: str | None = None,
    pillar: Pillar | None = None,
    shown: Shown = "all",
) -> tuple[Indicator, ...]:
    """The indicators that a reader looks for, in the order of the dictionary.

    Parameters
    ----------
    text : str
        Every word of it stands in the code, a name or a definition, in either language; taken
        letter for letter.
    agency : str, optional
        Responsible or supporting.
    pillar : str, optional
    shown : str
        All, those with a value of a village, or those without a confirmed target.
    """
    valued, year = snapshot.reported, _year(snapshot)
    words = text.casefold().split()

    def is_wanted(one: Indicator) -> bool:
        return (
            (agency is None or agency in (one.responsible, *one.supporting))
            and (pillar is None or one.pillar == pillar)
            and (shown != "valued" or one.code in valued)
            and (shown != "without_target" or target_in_use(one, year) is None)
            and all(word in _searched(one) for word in words)
        )

    return tuple(one for one in snapshot.dictionary if is_wanted(one))


def pillar_groups(
    indicators: Iterable[Indicator], t: Translator
) -> tuple[tuple[str, tuple[Indicator, ...]], ...]:
    """Indicators under their pillars, both in the order of the dictionary."""
    groups: dict[Pillar, list[Indicator]] = {}
    for one in indicators:
        groups.setdefault(one.pillar, []).append(one)
    return tuple((pillar_word(t, pillar), tuple(found)) for pillar, found in groups.items())


def entry(snapshot: Snapshot, indicator: Indicator, t: Translator) -> Entry:
    """Everything the dictionary says of an indicator, and what was published of it."""
    in_use = target_in_use(indicator, _year(snapshot))
    figures = snapshot.published
    return Entry(
        indicator=indicator,
        formula=_formula(indicator, t),
        target=_target(indicator, in_use, t),
        has_target=in_use is not None,
        scale=_scale(indicator, t),
        population=_population(indicator, t),
        rhythm=rhythm_word(t, indicator.periodicity),
        targets=tuple(_target_row(indicator, one, in_use, t) for one in _ordered(indicator)),
        published=published_rows(
            figures[figures["indicator"] == indicator.code], indicator, t, snapshot.area_code
        ),
        villages=snapshot.reported.get(indicator.code, 0),
    )


def published_rows(
    figures: pd.DataFrame, indicator: Indicator | None, t: Translator, area: str
) -> tuple[PublishedRow, ...]:
    """Published figures in words: the area's own first, then by area and latest period.

    Parameters
    ----------
    figures : PUBLISHED
    indicator : Indicator or None
        Whose unit the shares have; None: figures that belong to no indicator.
    area : str
        Code of the whole area.
    """
    if figures.empty:
        return ()
    rank = {
        period: at for at, period in enumerate(sorted(figures["period"].unique(), key=period_key))
    }
    ordered = figures.assign(
        _other=figures["area_code"] != area, _rank=-figures["period"].map(rank)
    ).sort_values(["_other", "area_name", "figure", "_rank"], kind="stable")
    records: list[dict[Any, Any]] = ordered.to_dict("records")
    return tuple(
        PublishedRow(
            figure=figure_name(one["figure"]),
            area=one["area_name"],
            period=t.period(one["period"]),
            value=_published_value(one["value"], one["unit"], indicator, t),
            source=one["source_title"],
            url=web_address(one["source_url"]),
            confirmed=bool(one["confirmed"]),
            note="" if pd.isna(one["note"]) else one["note"],
        )
        for one in records
    )


def figure_name(figure: str) -> str:
    """A published figure's own name, as people write it."""
    return figure.replace("_", " ").capitalize()


def web_address(address: object) -> str | None:
    """An address that a link may lead to; None for anything else."""
    text = str(address)
    return text if text.startswith(("https://", "http://")) else None


def _year(snapshot: Snapshot) -> int:
    return 0 if snapshot.as_of is None else period_year(snapshot.as_of)


@lru_cache(maxsize=256)
def _searched(one: Indicator) -> str:
    words = (one.name, one.short, one.numerator, one.denominator)
    texts = [one.code, one.responsible, *one.supporting, one.source_system]
    return " ".join([*texts, *(w.id for w in words), *(w.en for w in words)]).casefold()


def _formula(one: Indicator, t: Translator) -> str:
    up, down = t.words(one.numerator), t.words(one.denominator)
    if one.unit == "per_1000":
        return t("dictionary.formula_per_1000", up=up, down=down)
    if one.kind in ("ratio", "yes_no"):
        return t("dictionary.formula_share", up=up, down=down)
    return f"{up}; {down}"


def _scale(one: Indicator, t: Translator) -> str:
    scale = {
        "share": t("dictionary.unit_share"),
        "per_1000": t("dictionary.unit_per_1000"),
        "index": t("dictionary.unit_index"),
        "index_100": t("dictionary.unit_index_100"),
        "years": t("dictionary.unit_years"),
        "count": t("dictionary.unit_count"),
    }[one.unit]
    if one.better == "higher":
        return t("dictionary.higher", unit=scale)
    return t("dictionary.lower", unit=scale)


def _population(one: Indicator, t: Translator) -> str:
    if one.lowest_level == "regency":
        return t("dictionary.level_regency")
    if one.population == "formed":
        return t("dictionary.level_formed")
    return t("dictionary.level_village")


def _target(one: Indicator, target: Target | None, t: Translator) -> str:
    if target is None:
        return t("dictionary.no_target")
    shown = shown_target(t, one, target)
    if target.year is None:
        return t("dictionary.target_undated", target=shown)
    return t("dictionary.target", target=shown, year=str(target.year))


def _ordered(one: Indicator) -> list[Target]:
    return sorted(one.targets, key=lambda target: -(target.year or 0))


def _target_row(one: Indicator, target: Target, in_use: Target | None, t: Translator) -> TargetRow:
    scopes = {
        "regency": t("dictionary.scope_regency"),
        "province": t("dictionary.scope_province"),
        "nation": t("dictionary.scope_nation"),
    }
    notes = [words for words in (target.note, target.in_use_reason) if words is not None]
    shown = (
        t("dictionary.of_regencies", value=target.text)
        if target.unit == "percent_of_regencies"
        else shown_target(t, one, target)
    )
    return TargetRow(
        value=shown,
        year=t("dictionary.undated") if target.year is None else str(target.year),
        scope=scopes[target.scope],
        source=target.source,
        url=target.url,
        confirmed=target.confirmed,
        in_use=target is in_use,
        note=" ".join(t.words(words) for words in notes),
    )


def _published_value(value: float, unit: str, one: Indicator | None, t: Translator) -> str:
    if one is not None and (unit == "share" or one.unit not in ("share", "per_1000")):
        return shown_value(t, one, value)
    if unit == "share":
        return t.share(value)
    places = 0 if value == int(value) else 4
    return f"{t.number(value, places)} {unit}"


def traps(dictionary: Dictionary, t: Translator) -> tuple[tuple[str, str, str], ...]:
    """Code, short name and caution of the indicators that mislead most often."""
    return tuple(
        (code, t.words(one.short), t.words(one.caution))
        for code in TRAPS
        if code in dictionary and (one := dictionary.get(code)).caution is not None
    )
