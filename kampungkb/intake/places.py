"""Which village each row of a sheet is about.

Codes and known spellings are taken, a name always within its district; whatever is merely alike
becomes a question with suggestions. Where both stand in a row, the code decides and a name that
says otherwise is a warning.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from kampungkb.intake.codes import Read, read_code, scheme_of, typed_code
from kampungkb.intake.names import tight, village_key, with_district
from kampungkb.intake.place_findings import (
    How,
    Outcome,
    Sheet,
    Trouble,
    column_findings,
    missing_finding,
    row_findings,
    scheme_refused,
)
from kampungkb.intake.place_register import Codes, Register
from kampungkb.model.findings import Finding, finding
from kampungkb.model.tables import ALIASES, shaped

__all__ = ["How", "Matches", "Register", "code_of", "learned", "match_places", "missing_villages",
           "twice"]  # fmt: skip

Cells = Sequence[str | None] | None
_NOTHING: Final = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Matches:
    """What the rows of a sheet are about; one entry per row in the first two."""

    # None: not certain, and a finding says why (or the column's schemes are mixed).
    village_code: tuple[str | None, ...]
    how: tuple[How, ...]
    # Of the whole column first, then by row.
    findings: tuple[Finding, ...]
    # Codes of the register that no row has, ordered; see `missing_villages`.
    missing: Codes


def match_places(
    register: Register,
    codes: Cells,
    districts: Cells,
    names: Cells,
    rows: Sequence[int],
    sheet: str | None,
    columns: Mapping[str, str],
    *,
    apart: Sequence[Hashable] | None = None,
) -> Matches:
    """Match every row of a sheet to a village.

    Parameters
    ----------
    register : Register
    codes, districts, names : sequence of str or None, optional
        The cells, one per row; None: the sheet has no such column. A name may bring its district
        (``Mongpok, Kec. Cikeusal``).
    rows : sequence of int
        The sheet's own row numbers.
    sheet : str, optional
        Its name, for the findings.
    columns : mapping
        Header by ``code``, ``district``, ``name``, for the findings.
    apart : sequence, optional
        What tells rows of one village apart in a long table, such as indicator and period.
        Without it, each row is another village.

    Returns
    -------
    Matches
        Findings: ``place_code_unknown``, ``place_code_ambiguous``, ``place_other_regency``,
        ``village_twice``, ``place_bps_unmapped`` (errors), ``place_bps_codes`` (info; error where
        schemes are mixed, then no row is matched), ``place_code_restored``, ``villages_missing``
        (info), ``place_name_unknown``, ``place_name_ambiguous``, ``place_district_unknown``,
        ``place_same_village`` (questions), ``place_code_name_differ`` (warning; its row has the
        village of the code). Suggestions begin with a village code, see `code_of`.
    """
    place = Sheet(sheet, rows, columns)
    typed = {text: typed_code(text) for text in dict.fromkeys(codes or ())}
    scheme, n_bps, n_official = scheme_of(
        [typed[text] for text in codes or ()], register.district_of, register.bps
    )
    if scheme in ("mixed", "bps_unmapped"):
        found = scheme_refused(place, scheme == "mixed", n_bps, n_official)
        nothing: How = "none"
        return Matches((None,) * len(rows), (nothing,) * len(rows), (found,), ())
    read = {
        text: read_code(one, "bps" if scheme == "bps" else "official", register.district_of,
                        register.bps, register.regencies)
        for text, one in typed.items() if one is not None
    }  # fmt: skip
    outcomes = _outcomes(register, read, (codes, districts, names), len(rows))
    outcomes, doubles = _one_to_one(register, outcomes, place, apart)
    column_wide = column_findings(place, outcomes, read, n_bps)
    taken = None if apart is not None else _certain(outcomes)
    asked = row_findings(register, outcomes, place, taken)
    missing = missing_villages(register, [one.village for one in outcomes])
    if missing:
        column_wide.append(missing_finding(register, missing, sheet))
    by_row = sorted([*asked, *doubles], key=lambda one: one.row or 0)
    return Matches(
        village_code=tuple(one.village for one in outcomes),
        how=tuple(one.how for one in outcomes),
        findings=(*column_wide, *by_row),
        missing=missing,
    )


def missing_villages(register: Register, taken: Iterable[str | None]) -> Codes:
    """Villages that are not taken, in the regencies that have a taken one (in all where none)."""
    there = {code for code in taken if code is not None}
    regencies = {code[:5] for code in there} or register.regencies
    return tuple(code for code in register.names if code not in there and code[:5] in regencies)


def twice(
    register: Register,
    villages: Sequence[str | None],
    rows: Sequence[int],
    sheet: str | None,
    column: str | None,
    apart: Sequence[Hashable] | None = None,
) -> list[Finding]:
    """One ``village_twice`` per row whose village an earlier row has; to ask again after answers.

    `apart` as in `match_places`.
    """
    first: dict[tuple[Hashable, str], int] = {}
    found = []
    for at, (village, row) in enumerate(zip(villages, rows, strict=True)):
        if village is None:
            continue
        earlier = first.setdefault((apart[at] if apart else None, village), row)
        if earlier != row:
            found.append(finding(
                "village_twice", "error", sheet=sheet, row=row, column=column, value=village,
                village=register.label(village), first=earlier, second=row,
            ))  # fmt: skip
    return found


def learned(answers: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Spellings to remember, from what a person confirmed.

    Parameters
    ----------
    answers
        Name as typed, and the village code that it stands for (``skip``: none, left out). A
        district in the name (``Mongpok, Kec. Cikeusal``) is not remembered.

    Returns
    -------
    DataFrame, `ALIASES`, one row per village and spelling, ordered by both
        ``source`` is ``upload``.
    """
    names = {
        (code_of(code), " ".join(with_district(typed)[0].split()))
        for typed, code in answers
        if code != "skip"
    }
    rows = sorted(pair for pair in names if village_key(pair[1]))
    frame = pd.DataFrame(rows, columns=["code", "name"], dtype="str").assign(source="upload")
    return shaped(frame, ALIASES)


def code_of(suggestion: str) -> str:
    """The village code that a suggestion begins with."""
    return suggestion.partition(" ")[0]


def _outcomes(
    register: Register, read: Mapping[str | None, Read], cells: tuple[Cells, Cells, Cells], n: int
) -> list[Outcome]:
    empty = (None,) * n
    codes, districts, names = (empty if column is None else column for column in cells)
    known: dict[tuple[str | None, str | None, str | None], Outcome] = {}
    outcomes = []
    for key in zip(codes, districts, names, strict=True):
        outcome = known.get(key)
        if outcome is None:
            outcome = known[key] = _outcome(register, read.get(key[0]), *key)
        outcomes.append(outcome)
    return outcomes


def _outcome(
    register: Register,
    read: Read | None,
    code: str | None,
    district: str | None,
    name: str | None,
) -> Outcome:
    district, name = _filled(district), _filled(name)
    if name is not None:
        name, beside = with_district(name)
        district = district or beside
    plain = Outcome(typed=None if read is None else code, name=name, district=district)
    if read is None:
        return _by_name(register, plain)
    if read.code is None:
        return _faulty_code(register, plain, read)
    agrees = register.says(read.code, name, district)
    trouble: Trouble | None = None if agrees else "place_code_name_differ"
    return replace(plain, village=read.code, how=read.how or "none", trouble=trouble)


def _filled(cell: str | None) -> str | None:
    text = "" if cell is None else " ".join(cell.split())
    return None if text in _NOTHING else text


def _faulty_code(register: Register, plain: Outcome, read: Read) -> Outcome:
    if read.fault == "ambiguous":
        return replace(plain, trouble="place_code_ambiguous", found=read.readings)
    if read.fault == "other_regency":
        return replace(plain, trouble="place_other_regency")
    by_name = _by_name(register, plain)
    found = by_name.found if by_name.village is None else (by_name.village,)
    return replace(plain, trouble="place_code_unknown", found=found)


def _by_name(register: Register, plain: Outcome) -> Outcome:
    if plain.name is None:
        return replace(plain, trouble="place_name_unknown")
    districts = None if plain.district is None else register.find_districts(plain.district)
    if districts == ():
        return replace(plain, trouble="place_district_unknown")
    found = register.find(plain.name, districts)
    if len(found) == 1:
        official = register.spellings[found[0]][0] == tight(village_key(plain.name))
        return replace(plain, village=found[0], how="name" if official else "alias")
    trouble: Trouble = "place_name_ambiguous" if found else "place_name_unknown"
    return replace(plain, trouble=trouble, found=found)


def _one_to_one(
    register: Register,
    outcomes: list[Outcome],
    place: Sheet,
    apart: Sequence[Hashable] | None,
) -> tuple[list[Outcome], list[Finding]]:
    """Rows of one village: an error, or questions where they spell it in different ways."""
    groups: defaultdict[tuple[Hashable, str], list[int]] = defaultdict(list)
    for at, outcome in enumerate(outcomes):
        if outcome.village is not None:
            groups[apart[at] if apart else None, outcome.village].append(at)
    settled = list(outcomes)
    for (_, village), members in groups.items():
        if len(members) == 1:
            continue
        spelled = {tight(village_key(outcomes[at].name or "")) for at in members}
        if len(spelled) == 1 or any(outcomes[at].typed is not None for at in members):
            continue
        for at in members:
            settled[at] = replace(outcomes[at], village=None, how="none",
                                  trouble="place_same_village", found=(village,))  # fmt: skip
    villages = [outcome.village for outcome in settled]
    column = place.column("code", "name")
    return settled, twice(register, villages, place.rows, place.name, column, apart)


def _certain(outcomes: Iterable[Outcome]) -> frozenset[str]:
    return frozenset(one.village for one in outcomes if one.village is not None)
