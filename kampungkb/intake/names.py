"""Names of places as people type them: what is the same spelling, and how alike two others are.

Two spellings are the same when they differ in capitals, accents, punctuation, spaces, a title
(``Ds.``, ``Desa``, ``Kel.``, ``Kec.``) or a final numeral written in the other way. Everything
else is likeness, which orders suggestions and decides nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_VILLAGE_TITLES: Final = frozenset({"desa", "ds", "kelurahan", "kel"})
_DISTRICT_TITLES: Final = frozenset({"kecamatan", "kec"})
_NUMERALS: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
    "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
}  # fmt: skip
_WITHIN: Final = re.compile(r"^(.*\w)[\W_]+kec(?:amatan)?\b[\W_]*(.*)$", re.IGNORECASE)

# What an abbreviation can stand for. More than one reading is usual: it suggests, never decides.
_ABBREVIATIONS: Final = {
    "bj": ("bojong",), "bjg": ("bojong",), "bt": ("batu",), "cr": ("curug",),
    "gn": ("gunung",), "gng": ("gunung",), "kd": ("kadu",), "kp": ("kampung",),
    "kmp": ("kampung",), "kr": ("karang", "kramat"), "krg": ("karang",), "kb": ("kubang",),
    "lb": ("lebak",), "lbk": ("lebak",), "lw": ("leuwi",), "mk": ("mekar",), "pd": ("pondok",
    "pada"), "pdk": ("pondok",), "pl": ("pulo",), "ps": ("pasir",), "psr": ("pasir",),
    "rc": ("ranca",), "sd": ("sindang",), "sdg": ("sindang",), "sk": ("suka",), "tl": ("teluk",),
    "tlk": ("teluk",), "tj": ("tanjung", "tunjung"), "tg": ("tanjung",), "tjg": ("tanjung",
    "tunjung"),
}  # fmt: skip

# Letters that older or local spelling exchanges, longest first; the second step, after pairs.
_PAIRS: Final = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("eu", "e"))
_LETTERS: Final = str.maketrans(
    {"y": "j", "f": "p", "v": "p", "q": "k", "z": "s", "e": "a", "o": "u", "h": None}
)


def village_key(text: str) -> str:
    """A village's name without title, capitals, accents and punctuation, its words kept apart.

    A heading such as ``Kec. Cikeusal`` keeps its title: it is no village, though one has that name.
    """
    return " ".join(_untitled(_words(text), _VILLAGE_TITLES))


@lru_cache(maxsize=1024)
def district_key(text: str) -> str:
    """A district's name likewise; its title may also stand behind (``Cikeusal Kec``)."""
    words = _untitled(_words(text), _DISTRICT_TITLES)
    while len(words) > 1 and words[-1] in _DISTRICT_TITLES:
        words = words[:-1]
    return " ".join(words)


def tight(key: str) -> str:
    """A key without spaces: ``Kampung Baru`` is ``Kampungbaru``."""
    return key.replace(" ", "")


def with_district(text: str) -> tuple[str, str | None]:
    """The village and the district of ``Mongpok, Kec. Cikeusal``; None without a district."""
    found = _WITHIN.match(text)
    district = "" if found is None else found[2].strip(" )].,")
    # Without a district behind it, `Cikeusal Kec` is a heading, not a village.
    return (found[1], district) if found and district else (text, None)


def likeness(typed: Sequence[str], spellings: Sequence[str]) -> Floats:
    """How alike keys are, 0 to 1: one row per typed key, one column per spelling.

    The mean of two normalised distances (insertion, deletion, substitution, exchange of
    neighbours): of the letters, and of the letters as `folded`. A typed key is compared in each of
    its readings, and the likest counts.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    readings = [readings_of(key) for key in typed]
    flat = [tight(reading) for several in readings for reading in several]
    plain = [tight(spelling) for spelling in spellings]
    if not flat or not plain:
        return np.zeros((len(typed), len(spellings)), dtype=np.float32)
    score = OSA.normalized_similarity
    letters = cdist(flat, plain, scorer=score, dtype=np.float32)
    sounds = cdist(list(map(folded, flat)), list(map(folded, plain)), scorer=score,
                   dtype=np.float32)  # fmt: skip
    starts = np.cumsum([0, *map(len, readings[:-1])])
    mean: Floats = (letters + sounds) / 2
    return np.maximum.reduceat(mean, starts, axis=0).astype(np.float32)


def readings_of(key: str) -> tuple[str, ...]:
    """A key, with its abbreviation written out, and with two words exchanged."""
    first, _, rest = key.partition(" ")
    readings = [key]
    if rest:
        readings += [f"{long} {rest}" for long in _ABBREVIATIONS.get(first, ())]
        if " " not in rest:
            readings.append(f"{rest} {first}")
    elif len(key) > len("desa") + 2 and key.startswith("desa"):
        readings.append(key.removeprefix("desa"))
    return tuple(readings)


def folded(text: str) -> str:
    """What is left when spellings of the same sound are made one: ``Djaja`` is ``Jaya``."""
    for old, new in _PAIRS:
        text = text.replace(old, new)
    text = text.translate(_LETTERS)
    return re.sub(r"(.)\1+", r"\1", text)


def _words(text: str) -> list[str]:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        text = re.sub("[‘’ʼʻ´]", "'", text)
    # An apostrophe stands within a word (Ma'mur), every other mark between words.
    return re.sub(r"[\W_]+", " ", text.casefold().replace("'", "").replace("`", "")).split()


def _untitled(words: list[str], titles: frozenset[str]) -> list[str]:
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    if len(words) > 1 and words[-1] in _NUMERALS:
        words = [*words[:-1], _NUMERALS[words[-1]]]
    return words
