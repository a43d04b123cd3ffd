"""What is said about the places of a sheet: of a column as a whole, and row by row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kampungkb.intake.codes import Read
from kampungkb.intake.names import district_key, village_key
from kampungkb.intake.place_register import Codes, Register
from kampungkb.intake.place_suggestions import SUGGESTIONS, Asked, suggested
from kampungkb.model.findings import Finding, Severity, finding

How = Literal["code", "code_normalised", "code_restored", "bps_code", "name", "alias", "none"]
Trouble = Literal[
    "place_code_unknown", "place_code_ambiguous", "place_other_regency", "place_name_unknown",
    "place_name_ambiguous", "place_district_unknown", "place_code_name_differ",
    "place_same_village",
]  # fmt: skip

_SHOWN: Final = 5
_NO_NAME: Final = "–"
_SEVERITY: Final[Mapping[Trouble, Severity]] = {
    "place_code_unknown": "error",
    "place_code_ambiguous": "error",
    "place_other_regency": "error",
    "place_code_name_differ": "warning",
    "place_district_unknown": "question",
    "place_name_ambiguous": "question",
    "place_name_unknown": "question",
    "place_same_village": "question",
}
# The column that a finding points to: the first of these that the sheet has.
_COLUMNS: Final[Mapping[Trouble, tuple[str, ...]]] = {
    "place_code_unknown": ("code",),
    "place_code_ambiguous": ("code",),
    "place_other_regency": ("code",),
    "place_district_unknown": ("district", "name"),
}
# These name all villages that are possible.
_CLOSED: Final = ("place_name_ambiguous", "place_code_ambiguous")
_NAME_COLUMNS: Final = ("name", "district", "code")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the cells of one row give; the same for the same cells."""

    # None: the cell of the code holds nothing.
    typed: str | None
    name: str | None
    district: str | None
    village: str | None = None
    how: How = "none"
    trouble: Trouble | None = None
    # Villages of a trouble that names some.
    found: Codes = ()

    @property
    def where(self) -> str:
        """Name and district as typed."""
        name = self.name or _NO_NAME
        if self.district is None:
            return name
        said = self.district.casefold().startswith("kec")
        return f"{name}, {self.district}" if said else f"{name}, Kec. {self.district}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where findings stand."""

    name: str | None
    rows: Sequence[int]
    columns: Mapping[str, str]

    def column(self, *wanted: str) -> str | None:
        """The header of the first of these columns that the sheet has."""
        return next((self.columns[name] for name in wanted if name in self.columns), None)


def scheme_refused(sheet: Sheet, mixed: bool, n_bps: int, n_official: int) -> Finding:
    """A column of codes that cannot be read as a whole."""
    column = sheet.column("code")
    if mixed:
        return finding(
            "place_bps_codes", "error", sheet=sheet.name, column=column, bps=n_bps,
            official=n_official,
        )  # fmt: skip
    return finding("place_bps_unmapped", "error", sheet=sheet.name, column=column, n=n_bps)


def column_findings(
    sheet: Sheet, outcomes: Sequence[Outcome], read: Mapping[str | None, Read], n_bps: int
) -> list[Finding]:
    """What was done to the column of codes: BPS codes replaced, zeros restored."""
    found = []
    column = sheet.column("code")
    if n_bps:
        found.append(
            finding(
                "place_bps_codes", "info", sheet=sheet.name, column=column, bps=n_bps, official=0
            )
        )
    restored = [at for at, one in enumerate(outcomes) if one.how == "code_restored"]
    if restored:
        typed = outcomes[restored[0]].typed
        code = read[typed].code
        found.append(
            finding(
                "place_code_restored",
                "info",
                sheet=sheet.name,
                row=sheet.rows[restored[0]],
                column=column,
                value=typed,
                expected=code,
                n=len(restored),
                code=typed,
                restored=code,
            )
        )
    return found


def missing_finding(register: Register, missing: Codes, sheet: str | None) -> Finding:
    """Villages that the sheet lacks; all their codes are in ``expected``."""
    shown = ", ".join(register.names[code] for code in missing[:_SHOWN])
    more = ", …" if len(missing) > _SHOWN else ""
    return finding(
        "villages_missing", "info", sheet=sheet, expected=", ".join(missing), n=len(missing),
        shown=shown + more,
    )  # fmt: skip


def row_findings(
    register: Register,
    outcomes: Sequence[Outcome],
    sheet: Sheet,
    taken: frozenset[str] | None,
) -> list[Finding]:
    """One finding per row in trouble, in the order of the rows; `taken` as in `suggested`."""
    troubled = [(at, one) for at, one in enumerate(outcomes) if one.trouble is not None]
    distinct = dict.fromkeys(one for _, one in troubled)
    asked = {one: _asked(register, one) for one in distinct if _wants_suggestions(one)}
    answers = suggested(register, asked.values(), taken)
    said = {}
    for one in distinct:
        nearest = answers.get(asked[one], ()) if one in asked else ()
        codes = _in_order(one, nearest, taken or frozenset())
        said[one] = _row_finding(register, one, sheet, tuple(map(register.label, codes)))
    return [said[one](sheet.rows[at]) for at, one in troubled]


def _wants_suggestions(one: Outcome) -> bool:
    return one.name is not None and one.trouble not in (*_CLOSED, "place_other_regency")


def _asked(register: Register, one: Outcome) -> Asked:
    name = village_key(one.name or "")
    if one.district is None:
        return Asked(name, None, ())
    return Asked(name, district_key(one.district), register.find_districts(one.district))


def _in_order(one: Outcome, nearest: Codes, taken: frozenset[str]) -> Codes:
    """Villages to suggest: those that the trouble names first, the others by likeness."""
    if one.trouble == "place_code_name_differ" and one.village is not None:
        first: Codes = (one.village,)
    else:
        # No other row has the first ones.
        first = tuple(sorted(one.found, key=taken.__contains__))
    return tuple(dict.fromkeys((*first, *nearest)))[:SUGGESTIONS]


def _row_finding(
    register: Register, one: Outcome, sheet: Sheet, labels: tuple[str, ...]
) -> Callable[[int], Finding]:
    """The finding for each row that says the same."""
    trouble: Trouble = one.trouble or "place_name_unknown"
    column = _COLUMNS.get(trouble, _NAME_COLUMNS)
    value = {"code": one.typed, "district": one.district}.get(column[0], one.name)
    blanks = _BLANKS[trouble](register, one)
    expected = blanks.get("regencies", blanks.get("village"))
    header = sheet.column(*column)
    return lambda row: finding(
        trouble, _SEVERITY[trouble], sheet=sheet.name, row=row, column=header,
        value=value, expected=expected, suggestions=labels, **blanks,
    )  # fmt: skip


_Blanks = Callable[[Register, Outcome], Mapping[str, str]]
_BLANKS: Final[Mapping[Trouble, _Blanks]] = {
    "place_code_unknown": lambda _, one: {"code": one.typed or ""},
    "place_code_ambiguous": lambda _, one: {
        "code": one.typed or "",
        "readings": ", ".join(one.found[:_SHOWN]),
    },
    "place_other_regency": lambda register, one: {
        "code": one.typed or "",
        "regencies": ", ".join(sorted(register.regencies)[:_SHOWN]),
    },
    "place_code_name_differ": lambda register, one: {
        "typed": one.where,
        "village": register.label(one.village) if one.village else "",
    },
    "place_district_unknown": lambda _, one: {
        "district": one.district or "",
        "typed": one.name or _NO_NAME,
    },
    "place_name_ambiguous": lambda _, one: {"typed": one.where},
    "place_name_unknown": lambda _, one: {"typed": one.where},
    "place_same_village": lambda register, one: {
        "typed": one.where,
        "village": register.label(one.found[0]),
    },
}
