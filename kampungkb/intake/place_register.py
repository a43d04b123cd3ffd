"""The villages of the register and every spelling that is known for them, ready for look-ups."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import pandas as pd

from kampungkb.intake.names import district_key, likeness, tight, village_key

# A name that differs from a code's village is still the same one, mistyped, from here on.
_STILL_THE_SAME: Final = 0.7

Codes = tuple[str, ...]
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Register:
    """Villages and districts by code and by spelling; made by `of`.

    A spelling without spaces is a *tight* one. Every tuple of codes is ordered.
    """

    # Official name and district code by village code, in the order of the codes.
    names: Mapping[str, str]
    district_of: Mapping[str, str]
    district_names: Mapping[str, str]
    # Tight spellings, official first, by village code and by district code.
    spellings: Mapping[str, Codes]
    district_spellings: Mapping[str, Codes]
    # Village code by BPS code; a BPS code that several villages share is left out.
    bps: Mapping[str, str]
    regencies: frozenset[str]
    # District codes by tight spelling, and by their own code without dots.
    districts: Mapping[str, Codes]
    # Village codes by district and official key, by district and tight spelling, by the latter.
    official: Mapping[tuple[str, str], Codes]
    within: Mapping[tuple[str, str], Codes]
    anywhere: Mapping[str, Codes]

    @classmethod
    def of(cls, areas: pd.DataFrame, aliases: pd.DataFrame) -> "Register":
        """Index a register.

        Parameters
        ----------
        areas : DataFrame, `AREAS`
            Levels other than village and district are not used.
        aliases : DataFrame, `ALIASES`
            Further spellings. A name of ten digits from a source that begins with ``BPS`` is the
            village's BPS code. Spellings of other areas are not used.
        """
        further, bps = _aliases(aliases)
        villages = _sorted_columns(areas, "village")
        districts = _sorted_columns(areas, "district")
        names = {code: name for code, name, _ in villages}
        district_of = {code: parent for code, _, parent in villages}
        keys = {code: [village_key(n) for n in (name, *further.get(code, ()))]
                for code, name in names.items()}  # fmt: skip
        spellings = {code: _distinct(map(tight, found)) for code, found in keys.items()}
        of_districts = {
            code: _distinct(tight(district_key(n)) for n in (name, *further.get(code, ())))
            for code, name, _ in districts
        }
        pairs = [(code, spelling) for code, found in spellings.items() for spelling in found]
        by_district = [(spelling, code) for code, found in of_districts.items()
                       for spelling in (*found, code.replace(".", ""))]  # fmt: skip
        return cls(
            names=names,
            district_of=district_of,
            district_names={code: name for code, name, _ in districts},
            spellings=spellings,
            district_spellings=of_districts,
            bps={digits: code for digits, code in bps.items() if code in names},
            regencies=frozenset(code[:5] for code in names),
            districts=_grouped(by_district),
            official=_grouped((((district_of[c], found[0]), c) for c, found in keys.items())),
            within=_grouped((((district_of[c], s), c) for c, s in pairs)),
            anywhere=_grouped((s, c) for c, s in pairs),
        )

    def find_districts(self, typed: str) -> Codes:
        """Districts with exactly this spelling; none where it is not known."""
        return self.districts.get(tight(district_key(typed)), ())

    def find(self, typed: str, districts: Codes | None) -> Codes:
        """Villages that a spelling can mean; one: it is certain.

        Parameters
        ----------
        typed : str
        districts : tuple of str, optional
            Only in these. Without them, villages that share any spelling with one that was found
            count too: where two villages are called Kemuning and one of them also Kamuning, a bare
            Kamuning is not certain.
        """
        key = village_key(typed)
        spelling = tight(key)
        if not spelling:
            return ()
        if districts is None:
            direct = self.anywhere.get(spelling, ())
            return tuple(sorted({
                twin for code in direct for own in self.spellings[code]
                for twin in self.anywhere[own]
            }))  # fmt: skip
        if len(districts) == 1:
            exact = self.official.get((districts[0], key), ())
            if len(exact) == 1:
                return exact
        return tuple(
            sorted({code for own in districts for code in self.within.get((own, spelling), ())})
        )

    def says(self, code: str, name: str | None, district: str | None) -> bool:
        """Whether a row's name and district can be those of a village, mistyped perhaps."""
        parent = self.district_of[code]
        if district is not None:
            known = self.find_districts(district)
            typed, spellings = district_key(district), self.district_spellings.get(parent, ())
            if parent not in known and (known or _likest(typed, spellings) < _STILL_THE_SAME):
                return False
        if name is None:
            return True
        key, own = village_key(name), self.spellings[code]
        if tight(key) in own:
            return True
        return tight(key) not in self.anywhere and _likest(key, own) >= _STILL_THE_SAME

    def label(self, code: str) -> str:
        """``36.04.23.2015 Mongpok, Kec. Cikeusal``."""
        parent = self.district_of[code]
        return f"{code} {self.names[code]}, Kec. {self.district_names.get(parent, parent)}"

    def below(self, area: str | None) -> list[str]:
        """Codes of the villages of an area, or of all; ordered."""
        every = list(self.names)
        if area is None:
            return every
        # The slash follows the dot.
        return every[bisect_left(every, f"{area}.") : bisect_left(every, f"{area}/")]


def _likest(key: str, spellings: Codes) -> float:
    return float(likeness([key], spellings).max(initial=0))


def _aliases(aliases: pd.DataFrame) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Names by area code, and village code by BPS code."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    columns = (aliases["code"], aliases["name"], aliases["source"])
    for code, name, source in zip(*columns, strict=True):
        if str(source).startswith("BPS") and re.fullmatch(r"\d{10}", name):
            owners[name].add(code)
        else:
            names[code].append(name)
    return names, {digits: min(own) for digits, own in owners.items() if len(own) == 1}


def _sorted_columns(areas: pd.DataFrame, level: str) -> list[tuple[str, str, str]]:
    rows = areas[areas["level"] == level].sort_values("code")
    return list(zip(rows["code"], rows["name"], rows["parent_code"], strict=True))


def _distinct(spellings: Iterable[str]) -> Codes:
    return tuple(dict.fromkeys(spelling for spelling in spellings if spelling))


def _grouped(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, Codes]:
    groups: dict[_Key, list[str]] = {}
    for key, code in pairs:
        groups.setdefault(key, []).append(code)
    return {key: tuple(sorted(set(codes))) for key, codes in groups.items()}
