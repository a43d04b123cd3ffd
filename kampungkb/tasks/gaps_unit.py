"""What the page of the gaps says of one unit and one indicator, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from kampungkb.analysis.equity import Equity
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.gaps import latest_published
from kampungkb.analysis.staleness import ages
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_change, shown_target, shown_value
from kampungkb.model.indicators import Dictionary, Indicator, Target
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.gaps_time import IndicatorValues, moved
from kampungkb.tasks.gaps_view import (
    COMPANIONS,
    GapScope,
    as_record,
    chosen_by_made_up,
    rows_made_up,
)
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.summary import full_target
from kampungkb.tasks.words import row_text, standing_word, stated_verdict, verdict_word

Record = dict[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the panel."""

    label: str
    text: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWords:
    """One unit and one indicator in words."""

    value: str
    # Empty: no verdict (no target, or one village of a yes_no).
    verdict: str
    # Verdict and change in one phrase.
    standing: str
    lines: tuple[Line, ...]
    made_up: bool


def unit_words(
    t: Translator, snapshot: Snapshot, ledger: Ledger, scope: GapScope, values: IndicatorValues,
    indicator: Indicator, code: str,
) -> UnitWords | None:  # fmt: skip
    """What is known of a unit.

    Returns
    -------
    UnitWords or None
        None where the unit has no row: none of its villages was asked for.
    """
    level: Literal["village", "district", "regency"] = "district"
    if code in snapshot.parents or code == snapshot.area_code:
        level = "village" if code in snapshot.parents else "regency"
    row = _row(scope, level, code, indicator.code)
    if row is None:
        return None
    own = moved(scope, values, ledger.terms, snapshot.area_code, level)
    change = own.loc[code].to_dict() if code in own.index else None
    is_state = indicator.kind == "yes_no" and level == "village"
    verdict = "" if is_state else stated_verdict(row)
    direction = None if change is None else str(change["direction"])
    return UnitWords(
        value=row_text(t, indicator, row),
        verdict=verdict,
        standing="" if is_state else standing_word(t, verdict or None, direction),
        lines=tuple(_lines(t, snapshot, ledger, scope, indicator, row, change)),
        made_up=row["origin"] in ("illustrative", "mixed") or chosen_by_made_up(scope, ledger),
    )


def _row(scope: GapScope, level: str, code: str, indicator: str) -> Record | None:
    frame: pd.DataFrame = getattr(scope, level)
    return as_record(frame[(frame["code"] == code) & (frame["indicator"] == indicator)])


def _lines(
    t: Translator, snapshot: Snapshot, ledger: Ledger, scope: GapScope, indicator: Indicator,
    row: Record, change: Record | None,
) -> list[Line]:  # fmt: skip
    lines: list[Line] = []
    if not pd.isna(row["value"]):
        lines += _counts(t, indicator, row)
        lines += _need(t, indicator, row)
    if not (indicator.kind == "yes_no" and row["level"] == "village"):
        lines.insert(1 if lines else 0, _target(t, snapshot, ledger, indicator))
    if change is not None:
        lines.append(_change(t, indicator, change))
    lines += _trust(t, snapshot, ledger, indicator, row)
    companion = COMPANIONS.get(indicator.code)
    if companion in snapshot.dictionary.codes:
        other = snapshot.dictionary.get(companion)
        found = _row(scope, str(row["level"]), str(row["code"]), other.code)
        text = t("common.no_data") if found is None else row_text(t, other, found)
        lines.append(
            Line(label=t.words(other.short), text=text, note=t("gaps.companion_note"))
        )  # fmt: skip
    return lines


def _counts(t: Translator, indicator: Indicator, row: Record) -> list[Line]:
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return []
    text = t(
        "gaps.of_counts", some=t.number(row["numerator"]), all=t.number(row["denominator"])
    )  # fmt: skip
    note = ""
    if not pd.isna(row["low"]):
        low, high = (shown_value(t, indicator, row[end]) for end in ("low", "high"))
        note = t("gaps.interval", low=low, high=high)
    return [Line(label=t("gaps.counts"), text=text, note=note)]


def target_words(t: Translator, indicator: Indicator, target: Target | None) -> str:
    """A target with its year."""
    if target is None:
        return t("gaps.no_target")
    shown = shown_target(t, indicator, target)
    if target.year is None:
        return shown
    return t("gaps.target_of", target=shown, year=str(target.year))


def _target(t: Translator, snapshot: Snapshot, ledger: Ledger, indicator: Indicator) -> Line:
    target = target_in_use(indicator, period_year(ledger.as_of or "2000"))
    note = t("gaps.no_target_note") if target is None else target.source
    if indicator.code == FORMED_INDICATOR:
        full = full_target(snapshot)
        if full is not None:
            beside = target_words(t, indicator, full)
            note = t("gaps.beside", note=note, target=beside, source=full.source)
    return Line(label=t("map.column_target"), text=target_words(t, indicator, target), note=note)


def _need(t: Translator, indicator: Indicator, row: Record) -> list[Line]:
    lines: list[Line] = []
    is_counted = row["level"] != "village" or indicator.kind == "ratio"
    if not pd.isna(row["shortfall"]) and is_counted:
        note = "" if row["level"] == "village" else t("gaps.shortfall_note")
        if indicator.kind == "yes_no":
            note = t("gaps.shortfall_states_note")
        lines.append(_people(t, t("map.column_shortfall"), row["shortfall"], indicator, note))
        net = row.get("net_distance")
        if row["level"] != "village" and indicator.kind == "ratio" and not pd.isna(net):
            lines.append(_people(t, t("gaps.net"), net, indicator, t("gaps.net_note")))
    elif not pd.isna(row["target"]) and indicator.kind in ("index", "count"):
        gap = row["value"] - row["target"]
        lines.append(Line(label=t("gaps.distance"), text=shown_change(t, indicator, gap)))
    # Of a state that nobody wants, those outside it are not "unserved".
    if indicator.better == "higher" and not pd.isna(row["unserved"]) and is_counted:
        label = t("gaps.states_left" if indicator.kind == "yes_no" else "gaps.unserved")
        lines.append(_people(t, label, row["unserved"], indicator, t("gaps.unserved_note")))
    return lines


def _people(t: Translator, label: str, n: Any, indicator: Indicator, note: str) -> Line:
    # More served than counted (103 of 100, where the denominator is a projection): nobody is left.
    if int(n) <= 0:
        return Line(label=label, text=t("gaps.nobody"))
    return Line(label=label, text=t.number(int(n)), unit=t.counted(indicator, int(n)), note=note)


def _change(t: Translator, indicator: Indicator, change: Record) -> Line:
    interval = ""
    if not pd.isna(change["low"]):
        ends = [float(change[end]) for end in ("low", "high")]
        high = shown_change(t, indicator, ends[1])
        # The unit stands once, at the end.
        low = t.signed(ends[0] * 100, 2) if indicator.unit == "share" else None
        interval = t("gaps.interval", low=low or shown_change(t, indicator, ends[0]), high=high)
    text = t(
        "gaps.since", change=shown_change(t, indicator, float(change["change"])),
        period=t.period_short(str(change["period_before"])),
    )  # fmt: skip
    return Line(label=t("gaps.change"), text=text, note=interval)


def _trust(
    t: Translator, snapshot: Snapshot, ledger: Ledger, indicator: Indicator, row: Record
) -> list[Line]:
    lines = []
    if row["level"] != "village":
        text = t(
            "gaps.coverage_of", some=t.number(row["villages_with_value"]),
            n=int(row["villages"]),
        )  # fmt: skip
        note = t("gaps.low_coverage_note") if row["low_coverage"] else ""
        lines.append(Line(label=t("gaps.coverage"), text=text, note=note))
    if not pd.isna(row["published"]):
        lines.append(_published(t, snapshot, ledger, indicator, row))
    if isinstance(row["period"], str):
        lines.append(_age(t, ledger, indicator, row))
    return lines


def _published(
    t: Translator, snapshot: Snapshot, ledger: Ledger, indicator: Indicator, row: Record
) -> Line:
    """What somebody published for the unit as a whole, and who: it changes no shortfall."""
    figures = snapshot.published
    own = figures[(figures["indicator"] == indicator.code) & (figures["area_code"] == row["code"])]
    last = latest_published(own[own["value"] == row["published"]], ledger.as_of).iloc[0]
    note = t("gaps.published_by", period=t.period(last["period"]), source=str(last["source_title"]))
    text = shown_value(t, indicator, row["published"])
    return Line(label=t("gaps.published"), text=text, note=note)


def _age(t: Translator, ledger: Ledger, indicator: Indicator, row: Record) -> Line:
    rows = pd.DataFrame({"indicator": [indicator.code], "period": [row["period"]]})
    age = ages(rows, {indicator.code: indicator.rhythm_months}, ledger.as_of).iloc[0]
    note = ""
    if not pd.isna(age["age_months"]) and int(age["age_months"]) > 0:
        months = int(age["age_months"])
        note = t("gaps.stale", n=months) if age["stale"] else t("gaps.age", n=months)
    return Line(label=t("gaps.data_of"), text=t.period(row["period"]), note=note)


def services_words(
    t: Translator, dictionary: Dictionary, ledger: Ledger, scope: GapScope, codes: Sequence[str],
    level: Literal["village", "district", "regency"], code: str,
) -> UnitWords | None:  # fmt: skip
    """What a unit lacks on each of several indicators, most first.

    Parameters
    ----------
    codes : sequence of str
        As `kampungkb.tasks.gaps_view.addable`.

    Returns
    -------
    UnitWords or None
        None where the unit has no row; what is added up are services, not persons.
    """
    frame: pd.DataFrame = getattr(scope, level)
    rows = frame[(frame["code"] == code) & frame["indicator"].isin(codes)]
    if rows.empty:
        return None
    known = rows[rows["shortfall"].notna()].sort_values("shortfall", ascending=False, kind="stable")
    unknown = rows[rows["shortfall"].isna()]
    lines = []
    for at, short in zip(known["indicator"], known["shortfall"], strict=True):
        one = dictionary.get(at)
        lines.append(_people(t, t.words(one.short), short, one, one.responsible))
    lines += [
        Line(label=t.words(dictionary.get(at).short), text=t("common.no_data"))
        for at in unknown["indicator"]
    ]
    return UnitWords(
        value=t("gaps.services", n=int(known["shortfall"].sum())) if len(known) else t.missing,
        verdict="",
        standing="",
        lines=tuple(lines),
        made_up=bool(rows_made_up(rows).any()) or chosen_by_made_up(scope, ledger),
    )


def equity_words(t: Translator, indicator: Indicator, found: Equity | None) -> list[str]:
    """How unequal the districts are, in one or two sentences; none where nothing can be said."""
    if found is None:
        return []
    sentences = [
        t(
            "gaps.equity_gap", n=found.fifth,
            worst=shown_value(t, indicator, found.worst_value),
            best=shown_value(t, indicator, found.best_value),
            gap=shown_change(t, indicator, found.gap).removeprefix("+"),
        )
    ]  # fmt: skip
    if found.need_share is not None:
        sentences.append(
            t(
                "gaps.equity_need", n=found.fifth, share=_percent(t, found.need_share),
                counted=t.words(indicator.counted),
            )
        )  # fmt: skip
    return sentences


def _percent(t: Translator, share: Fraction) -> str:
    return t.share(share, 0)


def change_words(t: Translator, indicator: Indicator, change: Any) -> str:
    """A change as a column shows it."""
    return DASH if pd.isna(change) else shown_change(t, indicator, float(change))


def standing_words(t: Translator, verdicts: "pd.Series[str]", directions: Any) -> list[str]:
    """Verdict and change of each row in one phrase."""
    return [
        verdict_word(t, verdict)
        if verdict == "no_data"
        else standing_word(
            t,
            verdict if isinstance(verdict, str) else None,
            direction if isinstance(direction, str) else None,
        )
        for verdict, direction in zip(verdicts, directions, strict=True)
    ]
