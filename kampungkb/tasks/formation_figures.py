"""The figures of the formation, as the page and its pictures show them."""

import pandas as pd
import plotly.graph_objects as go

from kampungkb.charts.formation_course import formation_course
from kampungkb.charts.formation_funnel import formation_funnel
from kampungkb.charts.theme import Palette
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.formation_sentences import goal_words
from kampungkb.tasks.formation_view import FormationView
from kampungkb.tasks.formation_words import milestone_words
from kampungkb.tasks.source_titles import titles


def funnel_figure(view: FormationView, palette: Palette, t: Translator) -> go.Figure | None:
    """How many villages have reached each stage; None where nothing is recorded."""
    if view.reached.empty:
        return None
    return formation_funnel(
        _told(view), list(milestone_words(t).values()), palette=palette, t=t,
        mark=_mark(t, made_up=view.made_up_stages),
    )  # fmt: skip


def _told(view: FormationView) -> pd.DataFrame:
    """The funnel of the whole area, its counts missing where nothing is recorded of a stage."""
    is_silent = view.whole["milestone"].isin(view.silent)
    return view.whole.assign(villages=view.whole["villages"].astype("Int64").mask(is_silent))


def course_figure(view: FormationView, palette: Palette, t: Translator) -> go.Figure | None:
    """The course so far and the projection; None where no formation has a day."""
    if view.course is None or view.start is None or view.course.quarters.empty:
        return None
    return formation_course(
        view.course.quarters,
        None if view.projection is None else view.projection.path,
        [(goal.target, goal_words(goal, t)) for goal in view.goals],
        now=(view.start, len(view.formed)),
        by=view.wish.by,
        palette=palette,
        t=t,
        mark=_mark(t, made_up=view.made_up),
    )


def formation_sources(view: FormationView) -> tuple[str, ...]:
    """Titles of the sources behind the formations and stages, in the order of their ids."""
    named = (view.formed, view.reached, view.of.classifications)
    return titles(view.of, pd.concat([one["source_id"] for one in named]))


def _mark(t: Translator, *, made_up: bool) -> str | None:
    return t("common.illustrative_ribbon") if made_up else None
