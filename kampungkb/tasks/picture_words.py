"""What is told around a figure in its pictures, on the page that shows it and in the ZIP of all."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.charts.theme import Palette
from kampungkb.exports.listing import joined_name
from kampungkb.exports.picture import Kind, PictureAbout, Shape, picture_about
from kampungkb.exports.picture_legend import LegendKey
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.formation_sentences import course_title, definition_words, funnel_title
from kampungkb.tasks.formation_view import FormationView
from kampungkb.tasks.gaps_finding import Told
from kampungkb.tasks.gaps_parts import Parts
from kampungkb.tasks.gaps_tables import formed_names, scope_names
from kampungkb.tasks.gaps_view import GapChoice, View
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_figure import shows_made_up
from kampungkb.tasks.map_finding import map_finding, place_name
from kampungkb.tasks.map_view import MapView
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.summary import formed_course

# Indicators that a file's name lists; more are counted.
_NAMED: Final = 4
# Views of all indicators at once; the others show one.
OF_ALL: Final[tuple[View, ...]] = ("indicators", "shortfall")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWords:
    """A figure in words.

    Parameters
    ----------
    folder, what : str
        Of its files' names: the page, and which of its figures.
    title : str
        The finding, as the page says it.
    sources : tuple of str
        Titles of the sources behind its figures.
    is_made_up : bool
        Whether one of the figures is.
    area : str
    as_of : str or None
        The period up to which values were read; None in a store without values.
    revision : int
    showing : str
        Which part of the data it shows, and under which assumptions.
    narrowed : tuple of str
        The same in its files' names.
    legend_title, legend
        Of a map.
    """

    folder: str
    what: str
    title: str
    sources: tuple[str, ...]
    is_made_up: bool
    area: str
    as_of: str | None
    revision: int
    showing: str = ""
    narrowed: tuple[str, ...] = ()
    legend_title: str = ""
    legend: tuple[LegendKey, ...] = ()

    @property
    def name(self) -> str:
        """Of its files in the ZIP of all pictures, which shows everything in one state."""
        return f"{self.folder}/{self.what}"

    def about(self, printed_at: datetime, t: Translator, folder: Path | None) -> PictureAbout:
        """What stands around the picture; `folder` is that of the area pack."""
        return picture_about(
            self.title, area=self.area, as_of=self.as_of, revision=self.revision,
            sources=self.sources, printed_at=printed_at, is_made_up=self.is_made_up, t=t,
            legend_title=self.legend_title, legend=self.legend, folder=folder,
            showing=self.showing,
        )  # fmt: skip

    def file_name(self, shape: Shape, kind: Kind, t: Translator) -> str:
        """A name that says what is inside: ``kesenjangan-D02-capaian-2026-Q3-revisi-2.png``."""
        parts = [
            self.folder,
            self.what,
            *self.narrowed,
            self.as_of,
            t("export.file_revision", n=str(self.revision)),  # as text: 1.234 would end the name
            t("export.file_mark") if self.is_made_up else None,
            t("picture.square") if shape == "square" else None,
        ]
        return joined_name(parts, kind)


def published_words(of: Snapshot, ledger: Ledger, t: Translator) -> PictureWords:
    """Of the published course of the rollout."""
    found = tuple(dict.fromkeys(str(one.source) for one in formed_course(of)))
    return PictureWords(
        folder=t("picture.folder_formation"), what=t("picture.file_rollout"),
        title=t("summary.course_title"), sources=found,
        # The points are published ones; only the lines follow from the register.
        is_made_up=False, area=of.area_name, as_of=ledger.as_of, revision=of.revision,
    )  # fmt: skip


def funnel_words(
    view: FormationView, as_of: str | None, sources: tuple[str, ...], t: Translator
) -> PictureWords:
    """Of the stages of the formation."""
    return PictureWords(
        folder=t("picture.folder_formation"), what=t("picture.file_funnel"),
        title=funnel_title(view, t), sources=sources, is_made_up=view.made_up_stages,
        area=view.of.area_name, as_of=as_of, revision=view.of.revision,
    )  # fmt: skip


def course_words(
    view: FormationView, as_of: str | None, sources: tuple[str, ...], t: Translator
) -> PictureWords:
    """Of the course of the formation, by the definition that the reader chose."""
    is_usual = view.wish.definition == "list"
    stage = definition_words(t)[view.wish.definition]
    return PictureWords(
        folder=t("picture.folder_formation"), what=t("picture.file_course"),
        title=course_title(view, t), sources=sources, is_made_up=view.made_up,
        area=view.of.area_name, as_of=as_of, revision=view.of.revision,
        showing="" if is_usual else t("picture.formed_by", stage=stage),
        narrowed=() if is_usual else (stage,),
    )  # fmt: skip


def gap_words(
    made: Parts, told: Told, choice: GapChoice, code: str, sources: tuple[str, ...]
) -> PictureWords:
    """Of a view of the gaps; `code` is that of its indicator, read by views of one only."""
    t, view, of = told.t, choice.view, told.snapshot
    names = {
        "achieved": t("picture.file_achieved"), "indicators": t("picture.file_indicators"),
        "shortfall": t("picture.file_shortfall"),
        "distribution": t("picture.file_distribution"),
        "course": t("picture.file_over_time"), "ranking": t("picture.file_ranking"),
    }  # fmt: skip
    # Two views of one indicator can have the same finding: what is shown stands before it.
    title = made.title if view in ("ranking", "distribution") else made.finding
    only = _only(told, choice)
    return PictureWords(
        folder=t("picture.folder_gaps"),
        what=names[view] if view in OF_ALL else f"{code}-{names[view]}",
        title=title, sources=sources, is_made_up=made.made_up, area=of.area_name,
        as_of=told.ledger.as_of, revision=of.revision,
        showing=" ".join(one for one in (made.showing, only) if one),
        narrowed=_narrowed(told, choice),
    )  # fmt: skip


def _only(told: Told, choice: GapChoice) -> str:
    """Which indicators a view of all of them was narrowed to, by agency or pillar."""
    t, left = told.t, [one for one in told.ledger.indicators if one not in choice.codes]
    if choice.view not in OF_ALL or not left:
        return ""
    dictionary = told.snapshot.dictionary
    shown = t.listing(t.words(dictionary.get(one).short) for one in choice.codes)
    return t("picture.only_indicators", n=len(choice.codes), indicators=shown)


def _narrowed(told: Told, choice: GapChoice) -> tuple[str, ...]:
    t, own = told.t, scope_names(told)
    if choice.view == "course":
        # A course is of one place, whatever the units of the other views are.
        own = (told.place(choice.place or told.snapshot.area_code), *formed_names(told))
    if choice.view in OF_ALL and set(choice.codes) != set(told.ledger.indicators):
        n = len(choice.codes)
        return (*own, "-".join(choice.codes) if n <= _NAMED else t("picture.file_some", n=str(n)))
    return own


def map_words(
    view: MapView, of: Snapshot, ledger: Ledger, sources: tuple[str, ...], palette: Palette,
    t: Translator,
) -> PictureWords:  # fmt: skip
    """Of a map of an indicator, its legend with it."""
    measures = {
        "value": "", "verdict": t("picture.file_verdict"), "shortfall": t("picture.file_shortfall")
    }  # fmt: skip
    level = t("export.file_district") if view.level == "district" else ""
    return PictureWords(
        folder=t("picture.folder_maps"), what=view.indicator.code,
        title=map_finding(view, ledger, of, t), sources=(*sources, t("map.boundaries")),
        is_made_up=shows_made_up(view, ledger), area=of.area_name, as_of=ledger.as_of,
        revision=of.revision,
        narrowed=tuple(one for one in (measures[view.measure], level) if one),
        legend_title=view.label, legend=_legend(view, ledger, palette, t),
    )  # fmt: skip


def _legend(
    view: MapView, ledger: Ledger, palette: Palette, t: Translator
) -> tuple[LegendKey, ...]:
    keys = tuple(
        LegendKey(colour=one.colour, words=f"{one.label} ({t.number(one.count)})",
                  shape=one.shape)
        for one in view.legend
    )  # fmt: skip
    # Where the colours themselves say who is formed, saying it twice would be a riddle.
    if view.indicator.code == FORMED_INDICATOR and view.level == "village":
        return keys
    formed = len(ledger.rollout.formed_codes)
    words = f"{t('map.formed_legend')} ({t.number(formed)})"
    return (*keys, LegendKey(colour=palette.formed_line, words=words, form="outline"))


def seen_words(
    of: Snapshot, t: Translator, *, outlined: str | None, near: str | None
) -> tuple[str, tuple[str, ...]]:
    """Which part of a map is seen, in words and for a file's name.

    Parameters
    ----------
    outlined : str or None
        Code of the unit with a line around it.
    near : str or None
        Code of the unit that the view has flown to.
    """
    said, names = [], []
    if near is not None:
        names.append(place_name(near, of, t))
        said.append(t("picture.near", place=names[0]))
    if outlined is not None:
        said.append(t("picture.outlined", place=place_name(outlined, of, t)))
    return " ".join(said), tuple(names)
