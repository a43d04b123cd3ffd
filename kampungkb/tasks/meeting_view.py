"""What a meeting looks at, slide by slide: the findings, and the figures that can be pointed at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kampungkb.i18n.translator import Translator
from kampungkb.tasks.brief_source import BriefSource
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.source_titles import titles

Kind = Literal["status", "map", "bars", "columns", "place", "sentence"]

STATUS: Final = "status"
MAP: Final = "peta"
GAPS: Final = "kesenjangan"
DISTRICTS: Final = "kecamatan"
AGENCIES: Final = "opd"
PLAN: Final = "rencana"
WHOLE: Final = (STATUS, MAP, GAPS, DISTRICTS, AGENCIES, PLAN)
"""Keys of the slides on the whole area, in the order of a meeting."""

# Mongpok, proposed for the national competition of 2023 (domain reference, part 4).
FLAGSHIP: Final = "36.04.23.2015"
_DISTRICT: Final = "kec-"
_VILLAGE: Final = "desa-"
# Signs of the sources that the foot of a slide names, and of one of them.
_LINE_SIGNS: Final = 60
_SOURCE_SIGNS: Final = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSource:
    """What the slides are made from."""

    brief: BriefSource
    # Of the announced plan: quarter by village code; empty where none is announced.
    quarters: Mapping[str, str]

    @property
    def t(self) -> Translator:
        """The words."""
        return self.brief.t

    @property
    def snapshot(self) -> Snapshot:
        """The data."""
        return self.brief.snapshot

    @property
    def ledger(self) -> Ledger:
        """The gaps."""
        return self.brief.ledger

    @property
    def folder(self) -> Path:
        """Of the area pack, for the maps."""
        return self.brief.folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """The page behind a slide or a figure: its address and its choices."""

    page: str
    choices: tuple[tuple[str, str], ...] = ()
    # Key of a slide to go to instead; empty: none.
    slide: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A big number that can be pointed at by its key."""

    key: str
    value: str
    label: str
    note: str = ""
    # met, below or empty: how it is coloured.
    tone: str = ""
    drill: Drill | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A line with a name, a bar and its number; ``part`` of the longest bar, 0-1."""

    key: str
    name: str
    remark: str
    value: str
    counted: str
    part: float
    drill: Drill


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A quarter: what is added in it, and what there is in all after it."""

    key: str
    label: str
    value: str
    total: str
    part: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the line of the rollout, 0-1 of it."""

    key: str
    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The line of the rollout: how much of it is done, and what stands along it."""

    done: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapUnit:
    """A district (or village) of a map: paths by class of village, its border, its number."""

    key: str
    formed: str
    others: str
    border: str
    x: int
    y: int
    number: str
    says: str
    drill: Drill


@dataclass(frozen=True, slots=True, kw_only=True)
class SlideMap:
    """A map in whole steps of a picture."""

    width: int
    height: int
    units: tuple[MapUnit, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide, in words and exact parts; nothing is left to be computed."""

    key: str
    name: str
    kind: Kind
    # The finding, without a full stop.
    title: str
    drill: Drill
    figures: tuple[Figure, ...] = ()
    progress: Progress | None = None
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    columns: tuple[Column, ...] = ()
    map: SlideMap | None = None
    # Short sentences beside the figures.
    notes: tuple[str, ...] = ()
    is_made_up: bool = False
    source: str = ""


def default_agenda(of: Snapshot) -> tuple[str, ...]:
    """Keys of the slides of a meeting that nobody has prepared."""
    flagship = (village_key(FLAGSHIP),) if FLAGSHIP in of.parents else ()
    return (*WHOLE, *flagship)


def known_keys(of: Snapshot) -> tuple[str, ...]:
    """Keys of all slides that there can be: of the whole area, districts, villages."""
    districts = (district_key(code) for code in of.districts["code"])
    villages = (village_key(code) for code in of.villages["code"])
    return (*WHOLE, *districts, *villages)


def district_key(code: str) -> str:
    """Key of a district's slide."""
    return f"{_DISTRICT}{code}"


def village_key(code: str) -> str:
    """Key of a village's slide."""
    return f"{_VILLAGE}{code}"


def place_of(key: str) -> str | None:
    """Code of the place that a slide is about; None: the whole area."""
    for prefix in (_DISTRICT, _VILLAGE):
        if key.startswith(prefix):
            return key.removeprefix(prefix)
    return None


def slide_name(of: Snapshot, t: Translator, key: str) -> str:
    """A slide's name in the agenda."""
    code = place_of(key)
    if code is None:
        return {
            STATUS: t("meeting.status_name"),
            MAP: t("meeting.map_name"),
            GAPS: t("meeting.gaps_name"),
            DISTRICTS: t("meeting.districts_name"),
            AGENCIES: t("meeting.agencies_name"),
            PLAN: t("meeting.plan_name"),
        }[key]
    name = of.names[code]
    if code in of.parents:
        return t("meeting.place_village", name=name, district=of.names[of.parents[code]])
    return t("meeting.place_district", name=name)


def context_words(of: MeetingSource) -> str:
    """Area, period and revision, as they stand at the foot of each slide."""
    t, snapshot, as_of = of.t, of.snapshot, of.ledger.as_of
    revision = str(snapshot.revision)
    if as_of is None:
        return t("meeting.context_none", area=snapshot.area_name, revision=revision)
    return t(
        "meeting.context", area=snapshot.area_name, period=t.period(as_of), revision=revision
    )  # fmt: skip


def source_words(of: MeetingSource, codes: Sequence[str], villages: Sequence[str]) -> str:
    """The sources behind indicators of villages in one short line; the rest is counted."""
    t = of.t
    latest = of.ledger.latest
    own = latest[latest["indicator"].isin(list(codes)) & latest["village_code"].isin(villages)]
    names = titles(of.snapshot, own["source_id"])
    if not names:
        return t("meeting.no_source")
    shown = [_shortened(names[0])]
    for title in names[1:]:
        if sum(map(len, shown)) + len(title) > _LINE_SIGNS:
            break
        shown.append(title)
    if len(names) > len(shown):
        shown.append(t("brief.and_more", n=len(names) - len(shown)))
    return t("meeting.source", titles=t.listing(shown))


def _shortened(title: str) -> str:
    if len(title) <= _SOURCE_SIGNS:
        return title
    return f"{title[: _SOURCE_SIGNS - 1].rsplit(' ', 1)[0]}…"
