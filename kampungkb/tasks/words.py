"""Verdicts, states, pillars and rhythms in words, as every page and file says them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.judged import VERDICTS, Judged, is_thin
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.i18n.verdicts import direction_words, verdict_words
from kampungkb.model.indicators import Indicator, Periodicity, Pillar, Target


def verdict_word(t: Translator, verdict: str | None) -> str:
    """A verdict in words; a dash where there is none."""
    words = verdict_words(t) | {"thin": t("verdict.thin")}
    return words.get(str(verdict), DASH)


def stated_verdict(row: Mapping[Any, Any]) -> str:
    """The verdict on a row of the ledger as it is stated; empty where it has none.

    ``thin`` where its value covers too few villages (`kampungkb.analysis.judged`).
    """
    if row["verdict"] in VERDICTS and row["low_coverage"]:
        return "thin"
    return row["verdict"] if isinstance(row["verdict"], str) else ""


def target_source(target: Target) -> str:
    """Who set a target, and for which year."""
    return target.source if target.year is None else f"{target.source}, {target.year}"


def stated_verdicts(rows: pd.DataFrame) -> "pd.Series[str]":
    """`stated_verdict` of each row; missing where it has none."""
    return rows["verdict"].mask(is_thin(rows), "thin")


def targets_words(t: Translator, counts: Judged) -> str:
    """How many targets are not met, and how many could not be judged, as part of a sentence."""
    below = t.number(counts.below)
    if not counts.n:
        said = t("verdict.targets_none")
    elif counts.thin:
        said = t("verdict.targets_thin", below=below, n=counts.n)
    else:
        said = t("verdict.targets", below=below, n=counts.n)
    return f"{said}; {t('verdict.thin_count', n=counts.thin)}" if counts.thin else said


def with_thin(t: Translator, sentence: str, counts: Judged) -> str:
    """A sentence that counts targets, and one on those that it leaves out."""
    return f"{sentence} {t('verdict.thin_note', n=counts.thin)}" if counts.thin else sentence


def state_word(t: Translator, indicator: Indicator, *, yes: bool) -> str:
    """Whether a village is in the state that a yes_no names."""
    if indicator.code == FORMED_INDICATOR:
        return t("verdict.formed") if yes else t("verdict.not_formed")
    if yes:
        return t("verdict.yes")
    # "Not yet" is said of what is wanted; a village that is not left behind simply is not.
    return t("verdict.no") if indicator.better == "higher" else t("verdict.not_so")


def row_text(t: Translator, indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """The value of one row of the ledger in words, with the published status where there is one."""
    if pd.isna(row["value"]):
        return t("common.no_data")
    if indicator.kind == "yes_no" and row["level"] == "village":
        return state_word(t, indicator, yes=row["value"] == 1)
    text = shown_value(t, indicator, row["value"])
    return f"{text} · {row['status']}" if isinstance(row["status"], str) else text


def direction_word(t: Translator, direction: str | None) -> str:
    """The verdict on a change in words; a dash where there is none."""
    return direction_words(t).get(str(direction), DASH)


def pace_word(t: Translator, pace: str) -> str:
    """The verdict on the pace towards a target in words."""
    return {
        "reached": t("verdict.pace_reached"),
        "on_course": t("verdict.pace_on_course"),
        "too_slow": t("verdict.pace_too_slow"),
        "moving_away": t("verdict.pace_moving_away"),
        "overdue": t("verdict.pace_overdue"),
        "no_target": t("verdict.pace_no_target"),
        "unknown": t("verdict.pace_unknown"),
    }[pace]


def pillar_word(t: Translator, pillar: Pillar) -> str:
    """A pillar of the programme (Inpres 3/2022), or what stands beside the four."""
    return {
        "institution": t("verdict.pillar_institution"),
        "data_documents": t("verdict.pillar_data_documents"),
        "behaviour": t("verdict.pillar_behaviour"),
        "services": t("verdict.pillar_services"),
        "environment": t("verdict.pillar_environment"),
        "outcome": t("verdict.pillar_outcome"),
    }[pillar]


def rhythm_word(t: Translator, periodicity: Periodicity) -> str:
    """How often a source brings a new value."""
    return {
        "monthly": t("verdict.rhythm_monthly"),
        "quarterly": t("verdict.rhythm_quarterly"),
        "semester": t("verdict.rhythm_semester"),
        "yearly": t("verdict.rhythm_yearly"),
        "per_meeting": t("verdict.rhythm_per_meeting"),
    }[periodicity]


def standing_word(t: Translator, verdict: str | None, direction: str | None) -> str:
    """Verdict and change in one phrase: ``belum mencapai dan memburuk``.

    Either alone where the other is missing; a dash where both are.
    """
    joint = {
        ("below", "worse"): t("verdict.below_worse"),
        ("below", "better"): t("verdict.below_better"),
        ("below", "same"): t("verdict.below_same"),
        ("met", "worse"): t("verdict.met_worse"),
        ("met", "better"): t("verdict.met_better"),
        ("met", "same"): t("verdict.met_same"),
        ("cannot_tell", "worse"): t("verdict.cannot_tell_worse"),
        ("cannot_tell", "better"): t("verdict.cannot_tell_better"),
        ("thin", "worse"): t("verdict.thin_worse"),
        ("thin", "better"): t("verdict.thin_better"),
        ("thin", "same"): t("verdict.thin_same"),
    }.get((str(verdict), str(direction)))
    if joint is not None:
        return joint
    word = verdict_word(t, verdict)
    return direction_word(t, direction) if word == DASH else word
