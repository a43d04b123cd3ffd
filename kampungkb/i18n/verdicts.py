"""Verdicts and directions in words, as every page, figure and file says them."""

from kampungkb.i18n.translator import Translator


def verdict_words(t: Translator) -> dict[str, str]:
    """The verdicts of `kampungkb.analysis.gaps` in words, in the order of a legend."""
    return {
        "met": t("verdict.met"),
        "cannot_tell": t("verdict.cannot_tell"),
        "below": t("verdict.below"),
        "no_data": t("common.no_data"),
    }


def direction_words(t: Translator) -> dict[str, str]:
    """The verdicts on a change (`kampungkb.analysis.unit_changes`) in words."""
    return {
        "better": t("verdict.better"),
        "worse": t("verdict.worse"),
        "same": t("verdict.same"),
        "cannot_tell": t("verdict.change_cannot_tell"),
    }
