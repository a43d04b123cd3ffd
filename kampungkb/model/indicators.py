"""The indicator dictionary: what every figure is, who answers for it, what it should reach.

It is read from ``data/indicators.toml``, whose head explains its fields. Menus, units, weights and
targets everywhere derive from it.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from kampungkb.errors import DictionaryError, UnknownIndicatorError
from kampungkb.model.fields import Check, Fields, is_heading, is_label, is_sentence, is_term

Language = Literal["id", "en"]
Kind = Literal["ratio", "index", "count", "yes_no"]
Unit = Literal["share", "per_1000", "index", "index_100", "years", "count"]
Better = Literal["higher", "lower"]
Level = Literal["village", "regency"]
Population = Literal["all", "formed"]
Pillar = Literal["institution", "data_documents", "behaviour", "services", "environment", "outcome"]
Periodicity = Literal["monthly", "quarterly", "semester", "yearly", "per_meeting"]
Weight = Literal["none"]
Scope = Literal["regency", "province", "nation"]
TargetUnit = Literal[
    "percent", "per_1000", "index", "index_100", "years", "count", "percent_of_regencies"
]

SHORT_LENGTH: Final = 28

UNITS: Final[Mapping[Kind, tuple[Unit, ...]]] = {
    "ratio": ("share", "per_1000"), "index": ("index", "index_100", "years"),
    "count": ("count",), "yes_no": ("share",),
}  # fmt: skip
# Coordination meetings across sectors are held every quarter.
_RHYTHM_MONTHS: Final[Mapping[Periodicity, int]] = {
    "monthly": 1, "quarterly": 3, "semester": 6, "yearly": 12, "per_meeting": 3,
}  # fmt: skip
# How much of the published unit makes 1 of the indicator's; None: never computed with.
_PARTS: Final[Mapping[TargetUnit, int | None]] = {
    "percent": 100, "per_1000": 1000, "percent_of_regencies": None,
}  # fmt: skip
_AREA_FORMS: Final[Mapping[Scope, str]] = {"regency": r"\d{2}\.\d{2}", "province": r"\d{2}"}
_CODE = re.compile(r"[A-Z][A-Z0-9]{2}")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_RANGE = re.compile(r"\d+(\.\d+)?-\d+(\.\d+)?")
_URL = re.compile(r"https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in both languages of the screen."""

    id: str
    en: str

    def get(self, language: Language) -> str:
        """The text in a language."""
        return self.id if language == "id" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One published figure that an indicator should reach.

    Parameters
    ----------
    year : int or None
        None: the source names no year.
    text : str
        The figure as published, in `unit`; a range stays text (``6-7``).
    value : Fraction or None
        Exact: a share of 1 for ``percent`` and ``per_1000``, otherwise as published. None: a
        range, or a unit that says nothing about the indicator's own value; never computed with.
    unit : TargetUnit
        As published. ``percent_of_regencies`` counts regencies, not people.
    scope : Scope
        For whom the figure was set.
    area : str or None
        Code of the regency or province; None for the nation.
    source : str
        Law, plan or agency.
    url : str or None
        None: seen in no document with an address.
    confirmed : bool
        A source of the figure itself was seen.
    in_use : bool
        Pinned: goes before the rule of :func:`kampungkb.model.targets.target_in_use`.
    in_use_reason : Words or None
        Why it is pinned; None where it is not.
    note : Words or None
        What a reader has to know about the figure.
    """

    year: int | None
    text: str
    value: Fraction | None
    unit: TargetUnit
    scope: Scope
    area: str | None
    source: str
    url: str | None
    confirmed: bool
    in_use: bool
    in_use_reason: Words | None
    note: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measured quantity.

    Parameters
    ----------
    code : str
        Of the programme's reference table (``D02``), or ``IDM``, ``IKS``, ``IKE``, ``IKL``.
    name, short : Words
        In full, and for cards, charts and menus (at most 28 characters).
    numerator, denominator : Words
        The definition. An index or a median says here that it has no denominator.
    counted : Words
        What a shortfall counts, such as children; ``counted_one``: English for one, or None.
    caution : Words or None
        The trap a reader has to know; whole sentences.
    kind : Kind
        ``yes_no``: a village has it or has it not.
    unit : Unit
        Of the value. ``share`` and ``per_1000`` are stored as shares of 1 and differ on the screen.
    better : Better
        Which direction is an improvement.
    weight : Weight or None
        ``none``: villages have a simple mean, never a sum. None: nothing is averaged.
    lowest_level : Level
        ``regency``: no value by village exists, and none may be derived.
    population : Population
        ``formed``: counted among formed villages only.
    pillar : Pillar
        Of the programme (Inpres 3/2022), or ``institution``, ``outcome``.
    responsible : str
        The one agency that carries the shortfall.
    supporting : tuple of str
        Agencies shown beside it, without a shortfall.
    periodicity : Periodicity
        How often the source brings a new value.
    source_system : str
        Where the values come from.
    sensitive : bool
        Counts of 1-4 people with a health or poverty condition; hidden from the public.
    excludes_axis : tuple of str
        Codes of indicators that never share an axis with this one.
    targets : tuple of Target
        Every published figure, in file order, contradictory ones included.
    """

    code: str
    name: Words
    short: Words
    numerator: Words
    denominator: Words
    counted: Words
    counted_one: str | None = None
    caution: Words | None
    kind: Kind
    unit: Unit
    better: Better
    weight: Weight | None
    lowest_level: Level
    population: Population
    pillar: Pillar
    responsible: str
    supporting: tuple[str, ...]
    periodicity: Periodicity
    source_system: str
    sensitive: bool
    excludes_axis: tuple[str, ...]
    targets: tuple[Target, ...]

    @property
    def rhythm_months(self) -> int:
        """Months between two values of the source: 12, 6, 3 or 1."""
        return _RHYTHM_MONTHS[self.periodicity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """All indicators, in file order. Iterating yields the indicators.

    Parameters
    ----------
    indicators : tuple of Indicator
        With unique codes.
    sha256 : str
        Of the file's bytes.
    """

    indicators: tuple[Indicator, ...]
    sha256: str
    _by_code: Mapping[str, Indicator] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", MappingProxyType({i.code: i for i in self.indicators}))

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Indicator:
        """The indicator of a code.

        Raises
        ------
        UnknownIndicatorError
            The dictionary has no such code.
        """
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownIndicatorError(code) from None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in file order."""
        return tuple(self._by_code)

    @property
    def agencies(self) -> tuple[str, ...]:
        """The responsible agencies, each once, in the order of their first indicator."""
        return tuple(dict.fromkeys(indicator.responsible for indicator in self.indicators))


def is_in_own_unit(target: Target, unit: Unit) -> bool:
    """Whether a target can be compared with values of a unit; ranges cannot."""
    return target.value is not None and target.unit == ("percent" if unit == "share" else unit)


def read_dictionary(path: Path) -> Dictionary:
    """Read and check an indicator dictionary.

    Parameters
    ----------
    path : Path
        A TOML file like ``data/indicators.toml``.

    Returns
    -------
    Dictionary
        In file order.

    Raises
    ------
    DictionaryError
        The file cannot be read, is no TOML, or contradicts itself; the first contradiction is
        named by indicator and field.
    """
    try:
        raw = path.read_bytes()
        tables = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise DictionaryError(f"{path.name}: cannot be read ({error.strerror})") from error
    except ValueError as error:  # no UTF-8, or no TOML
        raise DictionaryError(f"{path.name}: is no TOML ({error})") from error
    top = Fields(path.name, tables)
    indicators = tuple(
        indicator_of(table, f"indicator {number}")
        for number, table in enumerate(top.tables("indicator"), start=1)
    )
    top.finish()
    if not indicators:
        raise DictionaryError(f"{path.name}: has no [[indicator]]")
    check_together(indicators)
    return Dictionary(indicators=indicators, sha256=hashlib.sha256(raw).hexdigest())


def _words(fields: Fields, name: str, check: Check) -> Words | None:
    texts = fields.words(name, get_args(Language), check)
    return None if texts is None else Words(**texts)


def _is_short(text: str) -> str | None:
    if len(text) > SHORT_LENGTH:
        return f"{text!r} has {len(text)} characters, at most {SHORT_LENGTH}"
    return is_label(text)


def indicator_of(table: Mapping[str, Any], place: str) -> Indicator:
    """The indicator of one ``[[indicator]]`` table, checked by itself; `place` names the table."""
    fields = Fields(place, table)
    code = fields.must("code", fields.text("code"))
    if not _CODE.fullmatch(code):
        raise fields.fault("code", f"{code!r} is no code such as D02 or IDM")
    fields.where = code
    targets = tuple(
        target_of(row, f"{code}: target {number}")
        for number, row in enumerate(fields.tables("target"), start=1)
    )
    indicator = Indicator(
        code=code,
        name=fields.must("name", _words(fields, "name", is_heading)),
        short=fields.must("short", _words(fields, "short", _is_short)),
        numerator=fields.must("numerator", _words(fields, "numerator", is_heading)),
        denominator=fields.must("denominator", _words(fields, "denominator", is_heading)),
        counted=fields.must("counted", _words(fields, "counted", is_term)),
        counted_one=fields.text("counted_one"),
        caution=_words(fields, "caution", is_sentence),
        kind=fields.must("kind", fields.choice("kind", Kind)),
        unit=fields.must("unit", fields.choice("unit", Unit)),
        better=fields.must("better", fields.choice("better", Better)),
        weight=fields.choice("weight", Weight),
        lowest_level=fields.must("lowest_level", fields.choice("lowest_level", Level)),
        population=fields.must("population", fields.choice("population", Population)),
        pillar=fields.must("pillar", fields.choice("pillar", Pillar)),
        responsible=fields.must("responsible", fields.text("responsible")),
        supporting=fields.texts("supporting"),
        periodicity=fields.must("periodicity", fields.choice("periodicity", Periodicity)),
        source_system=fields.must("source_system", fields.text("source_system")),
        sensitive=fields.must("sensitive", fields.flag("sensitive")),
        excludes_axis=fields.texts("excludes_axis"),
        targets=targets,
    )
    fields.finish()
    _check_alone(indicator, fields)
    return indicator


def _check_alone(indicator: Indicator, fields: Fields) -> None:
    kind, by_village = indicator.kind, indicator.lowest_level == "village"
    if indicator.unit not in UNITS[kind]:
        allowed = ", ".join(UNITS[kind])
        raise fields.fault("unit", f"{indicator.unit!r} does not fit {kind}, only {allowed}")
    averaged = kind in ("index", "count") and by_village
    if averaged and indicator.weight is None:
        raise fields.fault("weight", f"is missing, and a {kind} of villages needs one")
    if not averaged and indicator.weight is not None:
        raise fields.fault("weight", "fits only an index or a count of villages")
    if kind == "yes_no" and not by_village:
        raise fields.fault("lowest_level", "a yes_no is a village's answer, so it is village")
    if indicator.population == "formed" and not by_village:
        raise fields.fault("population", "only an indicator of villages counts formed ones")
    if ";" in indicator.responsible:
        raise fields.fault("responsible", f"{indicator.responsible!r} is more than one agency")
    if indicator.responsible in indicator.supporting:
        raise fields.fault("supporting", f"{indicator.responsible} is the responsible agency")
    if indicator.code in indicator.excludes_axis:
        raise fields.fault("excludes_axis", "names the indicator itself")
    check_targets(indicator)


def check_targets(indicator: Indicator) -> None:
    """Refuse targets that contradict each other."""
    fields = Fields(indicator.code, {})
    pinned = [target for target in indicator.targets if target.in_use]
    if len(pinned) > 1:
        raise fields.fault("target", f"{len(pinned)} rows are in_use, at most one")
    for target in pinned:
        if not (target.confirmed and is_in_own_unit(target, indicator.unit)):
            raise fields.fault(
                "target", f"{target.text} is in_use, but not a confirmed number in its own unit"
            )
    rows = Counter((t.year, t.text, t.unit, t.scope, t.area, t.source) for t in indicator.targets)
    for (year, text, *_), times in rows.items():
        if times > 1:
            raise fields.fault("target", f"{text} ({year or 'undated'}) is there {times} times")


def target_of(table: Mapping[str, Any], place: str) -> Target:
    """The target of one ``[[indicator.target]]`` table, checked by itself; `place` names it."""
    fields = Fields(place, table)
    unit: TargetUnit = fields.must("unit", fields.choice("unit", TargetUnit))
    scope: Scope = fields.must("scope", fields.choice("scope", Scope))
    text = fields.must("value", fields.text("value"))
    target = Target(
        year=fields.take("year", int, "a year"),
        text=text,
        value=_value(text, unit, fields),
        unit=unit,
        scope=scope,
        area=fields.text("area"),
        source=fields.must("source", fields.text("source")),
        url=fields.text("url"),
        confirmed=fields.must("confirmed", fields.flag("confirmed")),
        in_use=fields.flag("in_use") or False,
        in_use_reason=_words(fields, "in_use_reason", is_sentence),
        note=_words(fields, "note", is_sentence),
    )
    fields.finish()
    _check_target(target, fields)
    return target


def _value(text: str, unit: TargetUnit, fields: Fields) -> Fraction | None:
    if _RANGE.fullmatch(text):
        return None
    if not _NUMBER.fullmatch(text):
        raise fields.fault("value", f"{text!r} is no number such as 62.5 and no range such as 6-7")
    parts = _PARTS.get(unit, 1)
    return None if parts is None else Fraction(text) / parts


def _check_target(target: Target, fields: Fields) -> None:
    if target.year is not None and not 2000 <= target.year <= 2100:
        raise fields.fault("year", f"{target.year} is not between 2000 and 2100")
    if target.unit in ("percent", "per_1000") and target.value is not None and target.value > 1:
        raise fields.fault("value", f"{target.text} is more than the whole")
    form = _AREA_FORMS.get(target.scope)
    if form is None and target.area is not None:
        raise fields.fault("area", f"{target.area!r} is given, and the nation has no area")
    if form is not None and not (target.area and re.fullmatch(form, target.area)):
        raise fields.fault("area", f"{target.area!r} is no code of a {target.scope}")
    if target.url is not None and not _URL.fullmatch(target.url):
        raise fields.fault("url", f"{target.url!r} is no address such as https://example.id/page")
    if target.in_use != (target.in_use_reason is not None):
        raise fields.fault("in_use_reason", "stands with in_use = true, and only there")


def check_together(indicators: tuple[Indicator, ...]) -> None:
    """Refuse indicators that contradict each other."""
    _check_unique(((indicator.code, indicator.code) for indicator in indicators), "code")
    for language in get_args(Language):
        for name in ("name", "short"):
            texts = ((i.code, getattr(i, name).get(language)) for i in indicators)
            _check_unique(texts, f"{name}.{language}")
        parts = ((i.code, (i.numerator, i.denominator)) for i in indicators)
        both = ((code, " / ".join(part.get(language) for part in own)) for code, own in parts)
        _check_unique(both, f"definition.{language}")
    by_code = {indicator.code: indicator for indicator in indicators}
    for indicator in indicators:
        for other in indicator.excludes_axis:
            if other not in by_code:
                raise DictionaryError(f"{indicator.code}: excludes_axis: {other} is not there")
            if indicator.code not in by_code[other].excludes_axis:
                raise DictionaryError(f"{other}: excludes_axis: does not name {indicator.code}")


def _check_unique(pairs: Iterable[tuple[str, str]], name: str) -> None:
    first: dict[str, str] = {}
    for code, text in pairs:
        if text in first:
            raise DictionaryError(f"{code}: {name}: {text!r} is also that of {first[text]}")
        first[text] = code
