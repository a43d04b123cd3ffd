"""Weighted sums, such as the benefit of a plan, in words."""

from kampungkb.i18n.formats import DASH, Figure, exact
from kampungkb.i18n.translator import Translator


def shown_amount(t: Translator, x: Figure) -> str:
    """A sum as people read it: ``1.200`` where it is whole, otherwise ``12,5``; a dash if missing.

    Weights may be fractions, and with them what they weigh.
    """
    value = exact(x)
    if value is None:
        return DASH
    return t.number(value, 0 if value == value.to_integral_value() else 1)
