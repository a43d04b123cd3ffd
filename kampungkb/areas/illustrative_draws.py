"""Chance and apportionment in whole numbers, so that every machine makes the same data."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_PARTS: Final = 12
_PART_BITS: Final = 16


class Draws:
    """Random whole numbers, of an own stream for each name.

    A stream of its own lets an indicator be added without changing the others. Only the raw
    stream of PCG64 is used: numpy promises to keep that one, while the methods of a `Generator`
    may change with any release, and their normals rest on the machine's own logarithm.

    Parameters
    ----------
    seed : int
        Not negative.
    place : str
        Code of the regency: what is made up for it does not depend on its neighbours.
    """

    def __init__(self, seed: int, place: str) -> None:
        self._seed = seed
        self._place = place

    def _raw(self, name: str, count: int) -> NDArray[np.uint64]:
        words = [self._seed, *f"{self._place}/{name}".encode()]
        stream = np.random.PCG64(np.random.SeedSequence(words))
        return np.asarray(stream.random_raw(count), dtype=np.uint64)

    def below(self, limit: int, name: str, *shape: int) -> IntArray:
        """Whole numbers from 0 to ``limit - 1``, all as likely."""
        raw = self._raw(name, int(np.prod(shape)))
        return (raw % np.uint64(limit)).astype(np.int64).reshape(shape)

    def between(self, low: int, high: int, name: str, *shape: int) -> IntArray:
        """Whole numbers from `low` to `high`, both included."""
        return np.asarray(low + self.below(high - low + 1, name, *shape), dtype=np.int64)

    def bells(self, name: str, *shape: int) -> IntArray:
        """Thousandths of a normal with mean 0 and deviation 1, as a sum of twelve uniforms."""
        count = int(np.prod(shape))
        raw = self._raw(name, count * _PARTS * _PART_BITS // 64)
        parts = raw.view(np.uint16).reshape(count, _PARTS).astype(np.int64)
        middle = _PARTS * (2**_PART_BITS - 1) // 2
        bells: IntArray = (parts.sum(axis=1) - middle) * 1000 // 2**_PART_BITS
        return bells.reshape(shape)


def apportioned(total: int, weights: IntArray, room: IntArray) -> IntArray:
    """Whole numbers that add up to `total`, in proportion to weights, by largest remainder.

    Parameters
    ----------
    total : int
        At least 0.
    weights : array of int
        At least 0. When those with room left weigh nothing, their room is their weight.
    room : array of int
        The most that each takes; what it cannot take goes to the others.

    Returns
    -------
    array of int
        0 to `room`. Equal remainders: the first.

    Raises
    ------
    ValueError
        There is not room for the total.
    """
    if total > room.sum():
        raise ValueError(f"room for {room.sum()}, not for {total}")
    parts = np.zeros_like(room)
    left = total
    while left:
        is_open = parts < room
        share = np.where(is_open, weights, 0)
        if not share.any():
            share = np.where(is_open, room, 0)
        whole, rest = np.divmod(left * share, share.sum())
        full = is_open & (whole >= room)
        if not full.any():
            whole[np.argsort(-rest, kind="stable")[: left - int(whole.sum())]] += 1
            return parts + whole
        parts = np.where(full, room, parts)
        left = total - int(parts.sum())
    return parts
