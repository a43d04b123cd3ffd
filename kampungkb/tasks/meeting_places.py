"""The slide of one district or village, and any slide by its key."""

from collections.abc import Iterator

import pandas as pd

from kampungkb.exports.brief_parts import KeyFigure
from kampungkb.tasks.brief_source import (
    below_figure,
    formed_figure,
    services_figure,
)
from kampungkb.tasks.gaps_view import formation_made_up, rows_made_up
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.meeting_map import place_map
from kampungkb.tasks.meeting_slides import area_slide, short_bars
from kampungkb.tasks.meeting_view import (
    Drill,
    Figure,
    MeetingSource,
    Slide,
    place_of,
    slide_name,
    source_words,
)
from kampungkb.tasks.place import place_figures, villages_of
from kampungkb.tasks.profile_view import judged_targets, profile_finding, profile_rows

_BARS = 4


def slide(of: MeetingSource, key: str) -> Slide:
    """One slide by its key.

    Raises
    ------
    UnknownAreaError
        It is about a place that the register does not have.
    """
    code = place_of(key)
    return area_slide(of, key) if code is None else _place(of, key, code)


def _place(of: MeetingSource, key: str, code: str) -> Slide:
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    inside = tuple(villages_of(snapshot, code))
    is_village = code in snapshot.parents
    rows = profile_rows(snapshot, ledger, code)
    # What a village is, such as formed, has no target of its own.
    judged = rows[~rows["is_state"]] if is_village else rows
    bars = short_bars(of, judged, _BARS, wilayah=code)
    district = snapshot.parents.get(code, code)
    name = slide_name(snapshot, t, key)
    # Nothing else on the slide says in which district a village lies.
    place = place_name(code, snapshot, t)
    finding = profile_finding(snapshot, ledger, code, rows, t, place=place)
    return Slide(
        key=key, name=name, kind="place", title=finding.removesuffix("."),
        drill=Drill(page="profil", choices=(("wilayah", code),)),
        figures=tuple(_figures(of, code, inside, rows)), bars=bars,
        bars_title=t("meeting.place_worst") if bars else t("meeting.place_none"),
        map=place_map(of, district, code if is_village else None),
        is_made_up=bool(rows_made_up(rows).any()) or formation_made_up(ledger),
        source=source_words(of, [bar.key for bar in bars], inside),
    )  # fmt: skip


def _figures(
    of: MeetingSource, code: str, inside: tuple[str, ...], rows: pd.DataFrame
) -> Iterator[Figure]:
    t = of.t
    if code in of.snapshot.parents:
        formed = place_figures(of.snapshot, of.ledger, code).formed
        yield Figure(
            key="status", value=t("brief.formed") if formed else t("brief.not_formed"),
            label=t("meeting.figure_state"), tone="met" if formed else "below",
        )  # fmt: skip
    else:
        yield _big("terbentuk", formed_figure(of.brief, inside), "met")
    counts = judged_targets(rows)
    yield _big("sasaran", below_figure(t, counts), "below" if counts.below else "")
    yield _big("layanan", services_figure(of.brief, rows), "")


def _big(key: str, figure: KeyFigure, tone: str) -> Figure:
    return Figure(key=key, value=figure.value, label=figure.label, note=figure.note, tone=tone)
