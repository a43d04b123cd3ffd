"""Classes of values for a map: few, named, and counted."""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Method = Literal["quantiles", "natural", "equal", "target"]
METHODS: tuple[Method, ...] = ("quantiles", "natural", "equal", "target")
CLASS_COUNTS = (3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class ValueClass:
    """One class: ``low`` and ``high`` are the least and greatest value in it."""

    low: float
    high: float
    count: int
    # Around a target: whether the class lies on its good side. None: the class has no side.
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Classes:
    """Values in classes.

    ``index`` is the class of each value, in the order given; -1 where the value is missing.
    ``classes`` go from the lowest value up; no class is empty.
    """

    index: npt.NDArray[np.int8]
    classes: tuple[ValueClass, ...]

    @property
    def missing(self) -> int:
        """How many values are missing."""
        return int((self.index == -1).sum())


def value_classes(
    values: pd.Series,
    *,
    method: Method,
    count: int,
    target: float | None = None,
    better: Literal["higher", "lower"] = "higher",
    zero_apart: bool = False,
) -> Classes:
    """Sort values into classes.

    Parameters
    ----------
    values : Series of numbers
        Missing values are in no class.
    method : str
        ``quantiles`` (as many villages in each), ``natural`` (Fisher and Jenks: least spread
        within classes; always the same answer, unlike the sampled variants), ``equal`` (steps
        of equal width), ``target`` (one class on its good side, the others short of it).
        ``target`` without a target falls back to quantiles.
    count : int
        At most so many classes; ties may leave fewer.
    zero_apart : bool
        Give zero a class of its own, below all others: "nobody" is no small number of people.
        Only for counts, which are never negative.

    Returns
    -------
    Classes
    """
    numbers = values.to_numpy(np.float64, na_value=np.nan)
    known = ~np.isnan(numbers)
    index = np.full(len(numbers), -1, dtype=np.int8)
    if not known.any():
        return Classes(index, ())
    zero = known & (numbers == 0) if zero_apart else np.zeros(len(numbers), dtype=bool)
    rest = known & ~zero
    offset = int(zero.any())
    if rest.any():
        bounds = _upper_bounds(numbers[rest], method, max(1, count - offset), target, better)
        # A value on a bound belongs below it; around a target, to the side that reaches it.
        side: Literal["left", "right"] = "left"
        if method == "target" and target is not None and better == "higher":
            side = "right"
        index[rest] = np.searchsorted(bounds, numbers[rest], side=side) + offset
    index[zero] = 0
    return _without_empty(numbers, index, target if method == "target" else None, better)


def _upper_bounds(
    numbers: npt.NDArray[np.float64],
    method: Method,
    count: int,
    target: float | None,
    better: str,
) -> npt.NDArray[np.float64]:
    """Inner bounds between classes, ascending; one fewer than classes."""
    distinct = np.unique(numbers)
    count = min(count, len(distinct))
    if count == 1:
        return np.array([])
    if method == "target" and target is not None:
        return _around_target(numbers, target, count, better)
    if method == "equal":
        return np.linspace(distinct[0], distinct[-1], count + 1)[1:-1]
    if method == "natural":
        return _natural_bounds(numbers, count)
    quantiles = np.quantile(numbers, np.arange(1, count) / count, method="lower")
    return np.unique(quantiles)


def _natural_bounds(numbers: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Bounds with the least squared spread within classes (Fisher 1958)."""
    # Imported where it is needed: it brings scikit-learn along, which costs a second.
    import mapclassify

    with warnings.catch_warnings():
        # Without numba it says that it is slow: 0.15 s for 326 values, once for each map.
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(mapclassify.FisherJenks(numbers, k=count).bins[:-1], dtype=np.float64)


def _around_target(
    numbers: npt.NDArray[np.float64], target: float, count: int, better: str
) -> npt.NDArray[np.float64]:
    """The target itself, with the short side cut by quantiles into the classes that are left."""
    higher = better == "higher"
    short = numbers[numbers < target] if higher else numbers[numbers > target]
    parts = min(count - 1, len(np.unique(short)))
    if parts < 2:
        return np.array([target])
    # A bound is in the class on the target's side (see `value_classes`): rounded towards it, the
    # farthest class is not left empty.
    inner = np.quantile(short, np.arange(1, parts) / parts, method="higher" if higher else "lower")
    return np.unique(np.append(inner, target))


def _without_empty(
    numbers: npt.NDArray[np.float64],
    index: npt.NDArray[np.int8],
    target: float | None,
    better: str,
) -> Classes:
    classes = []
    packed = np.full(len(index), -1, dtype=np.int8)
    for rank, old in enumerate(np.unique(index[index >= 0])):
        inside = index == old
        low, high = float(numbers[inside].min()), float(numbers[inside].max())
        reached = None
        if target is not None:
            reached = low >= target if better == "higher" else high <= target
        packed[inside] = rank
        classes.append(ValueClass(low, high, int(inside.sum()), reached))
    return Classes(packed, tuple(classes))
