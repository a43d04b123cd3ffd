"""Findings in words: what, where, by which rule, and what can be done. Never whose fault."""

from collections.abc import Mapping
from typing import Any, Final

from kampungkb.analysis import quality_reports as reports
from kampungkb.analysis import quality_rules as rules
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.quality_view import MISSING, Quality, QualityView, finding
from kampungkb.tasks.snapshot import Snapshot

# Shape beside the word: colour alone says nothing.
SEVERITY_SHAPES: Final[Mapping[str, str]] = {"high": "◆", "medium": "◇", "low": "○"}

Finding = Mapping[Any, Any]


def severity_word(t: Translator, severity: str) -> str:
    """How soon a finding is to be looked at."""
    return {
        "high": t("quality.severity_high"),
        "medium": t("quality.severity_medium"),
        "low": t("quality.severity_low"),
    }[severity]


def kind_word(t: Translator, kind: str) -> str:
    """A kind of finding."""
    return {
        "jump_tenfold": t("quality.kind_jump_tenfold"),
        "exceeds_population": t("quality.kind_exceeds_population"),
        "exceeds_census": t("quality.kind_exceeds_census"),
        "never_reported": t("quality.kind_never_reported"),
        "late_report": t("quality.kind_late_report"),
        "uncounted": t("quality.kind_uncounted"),
        "heaped_digits": t("quality.kind_heaped_digits"),
        "near_full": t("quality.kind_near_full"),
        "duplicates": t("quality.kind_duplicates"),
        "copied_forward": t("quality.kind_copied_forward"),
    }[kind]


def reason_word(t: Translator, reason: str) -> str:
    """Why a value is to be asked for: it is missing, or a kind of finding."""
    return t("quality.verify_missing") if reason == MISSING else kind_word(t, reason)


def subject_word(t: Translator, of: Snapshot, one: Finding) -> str:
    """The indicator of a finding, or how many there are."""
    if isinstance(one["indicator"], str):
        return t.words(of.dictionary.get(one["indicator"]).short)
    if one["indicators"]:
        return t("quality.of_indicators", n=int(one["indicators"]))
    return t("quality.everything")


def agency_word(t: Translator, one: Finding) -> str:
    """Whom a finding concerns."""
    return one["agency"] if isinstance(one["agency"], str) else t("quality.all_agencies")


def place_word(t: Translator, of: Snapshot, one: Finding) -> str:
    """The one district of a finding, or how many there are."""
    if one["districts"] == 1:
        code = one["only_district"]
        return t("map.place_district", name=of.names.get(code, code))
    return t("quality.in_districts", n=int(one["districts"]))


def what_word(t: Translator, one: Finding) -> str:
    """What was found, in figures."""
    kind, n, period = one["kind"], int(one["villages"]), t.period_short(one["period"])
    if kind == "jump_tenfold":
        return t("quality.what_jump_tenfold", n=n, factor=t.number(one["factor"], 1), period=period)
    if kind in ("exceeds_population", "exceeds_census"):
        return t("quality.what_exceeds", n=n, period=period)
    if kind == "never_reported":
        return t("quality.what_never_reported", n=n)
    if kind == "late_report":
        indicators = t.number(one["indicators"])
        return t("quality.what_late_report", n=n, indicators=indicators, period=period)
    if kind == "heaped_digits":
        return t(
            "quality.what_heaped_digits", share=t.share(one["size"], 1),
            numbers=t.number(one["numbers"]), expected=t.share(one["expected"], 0),
        )  # fmt: skip
    if kind == "near_full":
        return t(
            "quality.what_near_full", share=t.share(one["size"], 0),
            numbers=t.number(one["numbers"]), elsewhere=t.share(one["expected"], 0),
        )  # fmt: skip
    repeated = t.number(one["rows"])
    if kind == "duplicates":
        return t("quality.what_duplicates", n=n, rows=repeated, period=period)
    if kind == "copied_forward":
        return t("quality.what_copied_forward", n=n, rows=repeated, period=period)
    return t("quality.what_uncounted", n=n, rows=repeated, period=period)


def rule_word(t: Translator, of: Snapshot, quality: Quality, one: Finding) -> str:
    """The rule that a finding comes from, with its thresholds."""
    kind, number = one["kind"], t.number
    if kind == "jump_tenfold":
        return t("quality.rule_jump_tenfold", times=number(rules.JUMP))
    if kind == "exceeds_population":
        base = t.words(of.dictionary.get(rules.POPULATION_INDICATOR).short)
        return t("quality.rule_exceeds_population", indicator=base)
    if kind == "exceeds_census":
        return t("quality.rule_exceeds_census", year=quality.census_year or "–")
    if kind == "never_reported":
        return t("quality.rule_never_reported")
    if kind == "late_report":
        return t("quality.rule_late_report", percent=number(reports.LATE_PERCENT))
    if kind == "uncounted":
        return t("quality.rule_uncounted")
    if kind == "heaped_digits":
        return t(
            "quality.rule_heaped_digits", expected=t.share(rules.DIGITS_EXPECTED, 0),
            numbers=number(rules.DIGITS_NUMBERS), least=number(rules.DIGITS_NUMERATOR),
            chance=t.share(rules.DIGITS_CHANCE, 0), share=t.share(rules.DIGITS_PERCENT / 100, 0),
            probability=_chance(t, one["probability"]),
        )  # fmt: skip
    if kind == "near_full":
        return t(
            "quality.rule_near_full", percent=number(rules.FULL_PERCENT),
            share=number(rules.FULL_VILLAGES_PERCENT), villages=number(rules.FULL_VILLAGES),
            least=number(rules.FULL_DENOMINATOR),
        )  # fmt: skip
    if kind == "duplicates":
        return t(
            "quality.rule_duplicates", indicators=number(rules.TWIN_INDICATORS),
            periods=number(rules.TWIN_PERIODS), denominator=number(rules.TWIN_DENOMINATOR),
            numerator=number(rules.TWIN_NUMERATOR),
        )  # fmt: skip
    return t(
        "quality.rule_copied_forward", times=number(rules.REPEATS),
        denominator=number(rules.REPEAT_DENOMINATOR), change=number(rules.REPEAT_USUAL_CHANGE),
    )  # fmt: skip


def _chance(t: Translator, probability: float) -> str:
    return t("quality.probability_below") if probability < 1e-6 else t.share(probability, 4)


def todo_word(t: Translator, kind: str) -> str:
    """What can be done about a finding."""
    return {
        "jump_tenfold": t("quality.todo_jump_tenfold"),
        "exceeds_population": t("quality.todo_exceeds_population"),
        "exceeds_census": t("quality.todo_exceeds_census"),
        "never_reported": t("quality.todo_never_reported"),
        "late_report": t("quality.todo_late_report"),
        "uncounted": t("quality.todo_uncounted"),
        "heaped_digits": t("quality.todo_heaped_digits"),
        "near_full": t("quality.todo_near_full"),
        "duplicates": t("quality.todo_duplicates"),
        "copied_forward": t("quality.todo_copied_forward"),
    }[kind]


def headline(t: Translator, of: Snapshot, view: QualityView) -> str:
    """What the page says in one sentence or two."""
    total = view.total.iloc[0]
    if total["cells"] == 0:
        return t("quality.finding_nothing")
    indicators = len(view.by_indicator)
    blanks: dict[str, str | int] = {
        "reported": t.number(indicators),
        "n": indicators + len(view.unreported),
        "filled": t.share(total["filled_share"], 0 if total["missing"] == 0 else 1),
    }
    if total["stale"]:
        stale = t.share(total["stale"] / total["filled"], 1)
        cells = t("quality.finding_cells", stale=stale, **blanks)
    else:
        cells = t("quality.finding_cells_fresh", **blanks)
    first = finding(view, None)
    if first is None:
        return f"{cells} {t('quality.finding_none')}"
    urgent = int((view.findings["severity"] != "low").sum())
    if not urgent:
        return f"{cells} {t('quality.finding_notes', n=len(view.findings))}"
    what = ", ".join((subject_word(t, of, first), place_word(t, of, first)))
    found = t(
        "quality.finding_some", n=len(view.findings), urgent=t.number(urgent),
        kind=kind_word(t, first["kind"]).lower(), what=what,
    )  # fmt: skip
    return f"{cells} {found}"
