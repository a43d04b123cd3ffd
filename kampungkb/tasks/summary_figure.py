"""The figure of the first screen, as the page and its pictures show it."""

import plotly.graph_objects as go

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.charts.rollout_course import rollout_course
from kampungkb.charts.theme import Palette
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_target
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.summary import Milestone, formed_course


def announced_course(
    of: Snapshot, ledger: Ledger, palette: Palette, t: Translator
) -> tuple[go.Figure, str]:
    """The course of the rollout as it was announced, and what it shows in words."""
    points = [(one.period, one.count, _point(t, one)) for one in formed_course(of)]
    lines = [(ledger.rollout.villages, t("summary.mark_all", n=ledger.rollout.villages))]
    goal, target = ledger.rollout.target_villages, ledger.rollout.target
    if goal is not None and target is not None:
        shown = shown_target(t, of.dictionary.get(FORMED_INDICATOR), target)
        lines.append((goal, t("summary.mark_target", share=shown, n=goal)))
    alt = t(
        "summary.course_alt",
        points=t.listing([label for _, _, label in points]) or t("common.no_data"),
        lines=t.listing([label for _, label in lines]),
    )
    return rollout_course(points, lines, palette=palette), alt


def _point(t: Translator, one: Milestone) -> str:
    if one.older_scheme:
        return t("summary.point_older", n=one.count, year=one.period)
    return t("summary.point", n=one.count, year=one.period)
