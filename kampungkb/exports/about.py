"""What a reader has to know about a downloaded table, line by line."""

from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use

Lines = list[tuple[str, str]]


def definition_lines(indicator: Indicator, t: Translator) -> Lines:
    """What is measured, by whom, and the trap a reader has to know."""
    lines = [
        (t("export.indicator"), f"{indicator.code}: {t.words(indicator.name)}"),
        (t("export.numerator"), t.words(indicator.numerator)),
        (t("export.denominator"), t.words(indicator.denominator)),
        (t("export.about_responsible"), indicator.responsible),
        (t("export.about_system"), indicator.source_system),
    ]
    if indicator.caution is not None:
        lines.append((t("export.about_caution"), t.words(indicator.caution)))
    return lines


def target_lines(indicator: Indicator, as_of: str | None, t: Translator) -> Lines:
    """The target in use as of a period, with its year and its law.

    Notes
    -----
    Rule: `target_in_use`, in the year of the as-of period.
    """
    target = target_in_use(indicator, 0 if as_of is None else period_year(as_of))
    if target is None:
        return [(t("export.about_target"), t("export.no_target"))]
    value = shown_target(t, indicator, target)
    dated = (
        t("export.target_undated", value=value)
        if target.year is None
        else t("export.target_of_year", value=value, year=target.year)
    )
    source = target.source if target.url is None else f"{target.source}, {target.url}"
    notes = [t.words(words) for words in (target.note, target.in_use_reason) if words is not None]
    lines = [(t("export.about_target"), dated), (t("export.about_target_source"), source)]
    return [*lines, *((t("export.about_target_note"), note) for note in notes)]


def method_lines(indicator: Indicator, t: Translator) -> Lines:
    """How the figures are computed (design, part 5)."""
    how = {"ratio": t("export.how_ratio"), "yes_no": t("export.how_yes_no")}
    texts = [how.get(indicator.kind, t("export.how_mean")), _shortfall(indicator, t)]
    if indicator.kind == "ratio":
        texts.append(t("export.how_interval"))
    texts.append(t("export.how_coverage"))
    lines = [(t("common.how_computed"), text) for text in texts]
    if indicator.kind in how:
        lines.append((t("export.about_counted"), t.words(indicator.counted)))
    return [*lines, (t("export.about_missing"), t("export.missing"))]


def _shortfall(indicator: Indicator, t: Translator) -> str:
    higher = indicator.better == "higher"
    if indicator.kind == "ratio":
        return t("export.shortfall_higher" if higher else "export.shortfall_lower")
    if indicator.kind == "yes_no":
        return t("export.shortfall_states_higher" if higher else "export.shortfall_states_lower")
    return t("export.shortfall_none")
