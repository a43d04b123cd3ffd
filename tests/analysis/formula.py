"""The shortfall of design part 5, in exact fractions."""

import math
from fractions import Fraction

from hypothesis import strategies as st

shares = st.fractions(0, 1, max_denominator=1000)


def brute_force(numerator: int, denominator: int, goal: Fraction, *, higher: bool) -> int:
    """People missing to a target, by the words of the design."""
    wanted = goal * denominator
    if higher:
        return max(0, math.ceil(wanted) - numerator)
    return max(0, numerator - math.floor(wanted))
