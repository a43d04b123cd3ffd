"""A value in its own unit, in words."""

from typing import Final

from kampungkb.i18n.formats import DASH, Figure, exact
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator, Target

# Places behind the decimal mark, where a value is no share.
_PLACES: Final = {"index": 4, "index_100": 1, "years": 1, "count": 1}


def shown_value(t: Translator, indicator: Indicator, value: Figure) -> str:
    """A value as people read it: ``46,53 %``, ``0,6792``, ``13,9 per 1.000``; a dash if missing."""
    if exact(value) is None:
        return DASH
    if indicator.unit == "share":
        return t.share(value)
    if indicator.unit == "per_1000":
        return t("common.per_1000", value=t.per_1000(value))
    return t.number(value, _PLACES[indicator.unit])


def shown_target(t: Translator, indicator: Indicator, target: Target) -> str:
    """A target as people read it, without needless places; a range as it was published."""
    if target.value is None:
        return target.text.replace("-", "–")
    if indicator.unit == "share":
        places = next((n for n in range(2) if (target.value * 100 * 10**n).denominator == 1), 2)
        return t.share(float(target.value), places)
    return shown_value(t, indicator, float(target.value))


def shown_change(t: Translator, indicator: Indicator, change: float) -> str:
    """A difference with its sign: ``+4,20 poin persen``, ``−0,0100``; a dash if missing."""
    if exact(change) is None:
        return DASH
    if indicator.unit == "share":
        return t("common.points", value=t.signed(change * 100, 2))
    if indicator.unit == "per_1000":
        return t("common.per_1000", value=t.signed(change * 1000, 1))
    return t.signed(change, _PLACES[indicator.unit])
