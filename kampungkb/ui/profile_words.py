"""The profile line by line in words: one line per indicator, village, peer or published figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kampungkb.charts.theme import VERDICT_SHAPES, Palette
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_change, shown_target, shown_value
from kampungkb.model.indicators import Indicator, Pillar
from kampungkb.model.periods import period_end, period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import (
    direction_word,
    pillar_word,
    row_text,
    standing_word,
    verdict_word,
)
from kampungkb.ui.profile_marks import SPARK, STRIP, Picture, picture, spark_svg, strip_svg

Record = Mapping[Any, Any]
_PILLARS: tuple[Pillar, ...] = (
    "institution", "data_documents", "behaviour", "services", "environment", "outcome",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One indicator of the unit, in words; what does not apply is empty."""

    code: str
    name: str
    address: str
    pillar: Pillar
    agency: str
    # Below the name: who answers for it, of when it is, and what to mind.
    notes: tuple[str, ...]
    value: str
    # Numerator of denominator, or the status that was published with an index.
    counts: str
    strip: Picture | None
    target: str
    verdict: str
    shape: str
    standing: str
    # Change since the report before; where a head of the column names its unit, and in full.
    change: str
    change_in_full: str
    shortfall: str
    counted: str
    district: str
    regency: str
    spark: Picture | None


def lines(
    of: Snapshot, ledger: Ledger, rows: pd.DataFrame, courses: pd.DataFrame, t: Translator,
    palette: Palette, addresses: Mapping[str, str],
) -> list[Line]:  # fmt: skip
    """The lines of a profile.

    Parameters
    ----------
    rows, courses : DataFrame
        What `kampungkb.tasks.profile_view.profile_rows` and `unit_values` return.
    addresses : mapping of code to str
        Where an indicator's name leads.
    """
    by_indicator = dict(iter(courses.groupby("indicator")))
    found = []
    row: Record
    for row in rows.to_dict("records"):
        indicator = of.dictionary.get(row["indicator"])
        verdict = row["verdict"] if row["judged"] else ""
        own = by_indicator.get(indicator.code)
        found.append(
            Line(
                code=indicator.code,
                name=t.words(indicator.short),
                address=addresses[indicator.code],
                pillar=indicator.pillar,
                agency=indicator.responsible,
                notes=_notes(t, row),
                value=row_text(t, indicator, {**row, "status": None}),
                counts=row["status"] if isinstance(row["status"], str) else _counts(t, row),
                strip=_strip(t, indicator, row, verdict, palette),
                target="" if row["is_state"] else target_words(t, indicator, ledger.as_of),
                verdict=verdict,
                shape=VERDICT_SHAPES.get(verdict, ""),
                standing=_standing(t, row, verdict),
                change=_change(t, indicator, row, in_full=False),
                change_in_full=_change(t, indicator, row, in_full=True),
                shortfall=_shortfall(t, row),
                counted=""
                if pd.isna(row["shortfall"])
                else t.counted(indicator, int(row["shortfall"])),
                district=_beside(t, indicator, row["district_value"]),
                regency=_beside(t, indicator, row["regency_value"]),
                spark=None if own is None else _spark(t, indicator, own, palette),
            )
        )
    return found


def grouped(found: Sequence[Line], by: str, t: Translator) -> list[tuple[str, list[Line]]]:
    """Lines under their pillar, in the order of the programme, or under their agency."""
    if by == "agency":
        agencies = dict.fromkeys(one.agency for one in found)
        return [(agency, [one for one in found if one.agency == agency]) for agency in agencies]
    groups = [(pillar, [one for one in found if one.pillar == pillar]) for pillar in _PILLARS]
    return [(pillar_word(t, pillar), own) for pillar, own in groups if own]


def target_words(t: Translator, indicator: Indicator, as_of: str | None) -> str:
    """The target in use with its year; empty where there is none."""
    target = None if as_of is None else target_in_use(indicator, period_year(as_of))
    if target is None:
        return ""
    shown = shown_target(t, indicator, target)
    if target.year is None:
        return t("profile.target_undated", target=shown)
    return t("profile.target", target=shown, year=str(target.year))


def _notes(t: Translator, row: Record) -> tuple[str, ...]:
    notes = []
    if isinstance(row["period"], str):
        notes.append(t.period_short(row["period"]))
    if row["stale"]:
        notes.append(t("profile.stale"))
    if row["low_coverage"]:
        notes.append(
            t("summary.coverage", n=row["villages_with_value"], all=t.number(row["villages"]))
        )
    # The table as a whole says that it holds made-up figures; who is not, says so.
    if row["origin"] == "official":
        notes.append(t("common.official"))
    return tuple(notes)


def _counts(t: Translator, row: Record) -> str:
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return ""
    some, all_ = t.number(row["numerator"]), t.number(row["denominator"])
    return t("profile.small" if row["small"] else "profile.counts", some=some, all=all_)


def _strip(
    t: Translator, indicator: Indicator, row: Record, verdict: str, palette: Palette
) -> Picture | None:
    if indicator.unit != "share" or row["is_state"] or pd.isna(row["value"]):
        return None
    svg = strip_svg(row["value"], row["low"], row["high"], row["target"], verdict, palette)
    alt = shown_value(t, indicator, row["value"])
    if not pd.isna(row["low"]):
        low, high = (shown_value(t, indicator, row[end]) for end in ("low", "high"))
        alt = t("profile.interval", value=alt, low=low, high=high)
    return picture(svg, alt, STRIP)


def _spark(
    t: Translator, indicator: Indicator, own: pd.DataFrame, palette: Palette
) -> Picture | None:
    # A period in which few villages reported shows who reported, not how it went.
    own = own[~own["low_coverage"]]
    if len(own) < 2:
        return None
    points = list(zip(map(period_end, own["period"]), own["value"], strict=True))
    first, last = own.iloc[0], own.iloc[-1]
    alt = t(
        "profile.course",
        first=shown_value(t, indicator, first["value"]), since=t.period_short(first["period"]),
        last=shown_value(t, indicator, last["value"]), period=t.period_short(last["period"]),
    )  # fmt: skip
    return picture(spark_svg(points, palette), alt, SPARK)


def _standing(t: Translator, row: Record, verdict: str) -> str:
    if row["is_state"] or pd.isna(row["value"]):
        return ""
    # That it stayed, or that nobody can tell, stands in the line below.
    direction = row["direction"] if row["direction"] in ("better", "worse") else None
    if not verdict:
        return "" if direction is None else direction_word(t, direction)
    return standing_word(t, verdict, direction)


def _change(t: Translator, indicator: Indicator, row: Record, *, in_full: bool) -> str:
    if not isinstance(row["direction"], str) or row["is_state"]:
        return ""
    period = t.period_short(row["period_before"])
    if row["direction"] == "same":
        return t("summary.same", period=period)
    change = shown_change(t, indicator, row["change"])
    if indicator.unit == "share" and not in_full:
        change = t.signed(row["change"] * 100, 2)
    if row["direction"] == "cannot_tell":
        return t("profile.change_unclear", change=change, period=period)
    return t("profile.change", change=change, period=period)


def _shortfall(t: Translator, row: Record) -> str:
    if pd.isna(row["shortfall"]) or pd.isna(row["value"]):
        return ""
    return t.number(int(row["shortfall"]))


def _beside(t: Translator, indicator: Indicator, value: float) -> str:
    return "" if pd.isna(value) else shown_value(t, indicator, value)


def short_lines(of: Snapshot, rows: pd.DataFrame, t: Translator) -> list[tuple[str, str, str]]:
    """Where most people are short: how many of whom, indicator, agency."""
    found = []
    for code, n in zip(rows["indicator"], rows["shortfall"], strict=True):
        indicator = of.dictionary.get(code)
        people = t("profile.people", n=int(n), counted=t.counted(indicator, int(n)))
        found.append((people, t.words(indicator.short), indicator.responsible))
    return found


def missing_lines(
    missing: Iterable[tuple[str, Sequence[Indicator]]], t: Translator
) -> list[tuple[str, str, str]]:
    """Agency, the number of its missing indicators, and their names."""
    return [
        (agency, t.number(len(indicators)), ", ".join(t.words(one.short) for one in indicators))
        for agency, indicators in missing
    ]


def peer_lines(
    rows: pd.DataFrame, indicator: Indicator, t: Translator, addresses: Mapping[str, str]
) -> list[dict[str, str]]:
    """The village itself, then its peers."""
    return [
        {
            "name": row["name"],
            "district": row["district"],
            "address": addresses[row["code"]],
            "value": shown_value(t, indicator, row["value"]),
            "population": t.number(row["population"]),
            **{part: t.number(row[part], 2) for part in ("IKS", "IKE", "IKL")},
        }
        for row in rows.to_dict("records")
    ]


def published_lines(of: Snapshot, rows: pd.DataFrame, t: Translator) -> list[dict[str, str]]:
    """What somebody published, beside what was published of the regency for the same period."""
    found = []
    row: Record
    for row in rows.to_dict("records"):
        indicator = of.dictionary.get(row["indicator"])
        value = _published(t, indicator, row["unit"], row["value"])
        text = t(
            "profile.published_line", indicator=t.words(indicator.short), area=row["area_name"],
            period=t.period(row["period"]), value=value,
        )  # fmt: skip
        if not pd.isna(row["regency_value"]):
            value = _published(t, indicator, row["unit"], row["regency_value"])
            text = t("profile.published_beside", text=text, regency=of.area_name, value=value)
        url = row["source_url"] if isinstance(row["source_url"], str) else ""
        found.append({"text": text, "source": row["source_title"], "url": url})
    return found


def _published(t: Translator, indicator: Indicator, unit: str, value: float) -> str:
    if unit == "share" or indicator.unit != "share":
        return shown_value(t, indicator, value)
    return f"{t.number(value)} {unit}"


def village_lines(
    rows: pd.DataFrame, indicators: Sequence[str], t: Translator, addresses: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The villages of a district."""
    return [
        {
            "name": row["name"],
            "address": addresses[row["code"]],
            "formed": row["formed"],
            "below": t("profile.below_of", below=t.number(row["below"]), n=row["judged"])
            if row["judged"]
            else "–",
            "short": [t.number(row[one]) if one in row else "–" for one in indicators],
        }
        for row in rows.to_dict("records")
    ]


def verdict_counts(counts: Mapping[str, int], t: Translator) -> list[dict[str, str]]:
    """How many targets are met, cannot be told, are not met: shape, number and word."""
    return [
        {
            "verdict": verdict,
            "shape": VERDICT_SHAPES[verdict],
            "n": t.number(counts[verdict]),
            "word": verdict_word(t, verdict),
        }
        for verdict in ("met", "cannot_tell", "below")
    ]
