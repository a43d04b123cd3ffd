"""The workbook of everything, made from one state of the data."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.about import Lines
from kampungkb.exports.book import Book
from kampungkb.exports.book_charts import Chart, Series
from kampungkb.exports.columns import text_column
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.book_course import course_listing
from kampungkb.tasks.book_gaps import gap_listing, parts_listing, totals_listing
from kampungkb.tasks.book_ranking import ranking_listing, visits_listing
from kampungkb.tasks.book_rollout import (
    district_steps_listing,
    formed_listing,
    plan_listing,
    rollout_listing,
    steps_listing,
    targets_of,
)
from kampungkb.tasks.book_source import BookSource
from kampungkb.tasks.convergence_tables import matrix_listing
from kampungkb.tasks.convergence_view import matrix, matrix_finding
from kampungkb.tasks.dictionary_tables import (
    dictionary_listing,
    published_listing,
    targets_listing,
)
from kampungkb.tasks.formation_sentences import finding
from kampungkb.tasks.gaps_finding import shortfall_finding
from kampungkb.tasks.gaps_view import ShortfallView, shortfall_view
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.profile_view import uses_made_up
from kampungkb.tasks.quality_listings import completeness_file, findings_file, verify_file
from kampungkb.tasks.quality_view import quality, quality_view
from kampungkb.tasks.quality_words import headline
from kampungkb.tasks.snapshot import Snapshot

# Columns of the course: the quarter, how many are formed in all, and are expected to be.
_QUARTER: Final = 0
_FORMED: Final = 3
_EXPECTED: Final = 5
# Bars of a chart of districts: more cannot be told apart.
_BARS: Final = 40


def book_source(
    snapshot: Snapshot, ledger: Ledger, t: Translator, *, announced: Scenario | None,
    printed_at: datetime,
) -> BookSource:  # fmt: skip
    """What the workbook is made from; see `BookSource`."""
    return BookSource(
        snapshot=snapshot, ledger=ledger, t=t, announced=announced, printed_at=printed_at
    )


def book_content(of: BookSource) -> Book:
    """The workbook, with every table behind the pages."""
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    told = of.told("shortfall")
    view = shortfall_view(
        of.scope, snapshot.dictionary, ledger.terms, ledger.indicators, told.shown, snapshot.parents
    )
    rollout = rollout_listing(of)
    parts, totals = parts_listing(of, view), totals_listing(of, view)
    found = matrix(snapshot, ledger, "all", None)
    good = quality(snapshot, ledger)
    judged = quality_view(good, agency=None, district=None, kind=None)
    tables = (
        gap_listing(of, "regency"),
        gap_listing(of, "agency"),
        totals,
        gap_listing(of, "district"),
        parts,
        gap_listing(of, "village"),
        ranking_listing(of),
        course_listing(of),
        rollout,
        formed_listing(of),
        steps_listing(of),
        district_steps_listing(of),
        plan_listing(of),
        _named(
            matrix_listing(found, snapshot, ledger, of.every_source, t),
            t("book.sheet_matrix"),
        ),
        visits_listing(of),
        _named(findings_file(t, snapshot, good, judged), t("book.sheet_findings")),
        _named(completeness_file(t, snapshot, good, judged), t("book.sheet_completeness")),
        _named(verify_file(t, snapshot, good, judged), t("book.sheet_verify")),
        dictionary_listing(snapshot, tuple(snapshot.dictionary), t),
        targets_listing(snapshot, t),
        published_listing(snapshot, t),
        _sources(of),
    )
    return Book(
        title=t("book.title", area=snapshot.area_name),
        area=snapshot.area_name,
        as_of=ledger.as_of,
        revision=snapshot.revision,
        made_up=uses_made_up(ledger),
        summary=[
            *_figures(of),
            (t("book.formation"), finding(of.formation, t)),
            (t("book.gaps"), shortfall_finding(told, view)),
            (t("book.convergence"), matrix_finding(found, snapshot, t)),
            (t("book.quality"), headline(t, snapshot, judged)),
        ],
        tables=tables,
        charts=_charts(of, view, rollout, parts, totals),
        printed_at=of.printed_at,
    )


def _named(listing: Listing, sheet: str) -> Listing:
    return replace(listing, sheet=sheet)


def _figures(of: BookSource) -> Lines:
    """The figures of ``status``."""
    t, stand = of.t, of.ledger.rollout
    lines = [
        (t("book.villages"), t.number(stand.villages)),
        (t("book.formed"), t.number(stand.formed)),
        (t("book.formed_official"), t.number(stand.formed_official)),
    ]
    for words, target in targets_of(of):
        text = t("book.goal", n=target, left=t.number(max(target - stand.formed, 0)))
        lines.append((words, text))
    return lines


def _sources(of: BookSource) -> Listing:
    """All sources of the store, whether a figure is from them or not."""
    t, rows = of.t, of.snapshot.sources
    columns = (
        text_column(t("book.column_source"), rows["title"]),
        text_column(t("book.column_publisher"), rows["publisher"]),
        text_column(t("book.column_date"), rows["date"]),
        text_column(t("book.column_licence"), rows["licence"]),
        text_column(t("book.column_address"), rows["url"]),
    )
    return of.listing(
        t("book.sheet_sources"), t("book.title_sources"), columns, [False] * len(rows), about=[],
        sources=(),
    )  # fmt: skip


def _charts(
    of: BookSource, view: ShortfallView, rollout: Listing, parts: Listing, totals: Listing
) -> tuple[Chart, ...]:
    """Course against the targets; shortfall by district and agency; shortfall by agency."""
    t = of.t
    mark = f" · {t('common.illustrative_ribbon')}"
    goals = range(len(rollout.columns) - len(of.formation.goals), len(rollout.columns))
    expected = [
        at for at in range(_FORMED + 1, goals.start)
        if any(cell is not None for cell in rollout.columns[at].cells)
    ]  # fmt: skip
    agencies = of.snapshot.dictionary.agencies
    colours = {one: LIGHT.categories[at % len(LIGHT.categories)] for at, one in enumerate(agencies)}
    short = sum(one in view.agencies for one in totals.columns[0].cells)
    return (
        Chart(
            kind="lines", sheet=rollout.sheet, labels=_QUARTER, rows=len(rollout.made_up),
            unit=t("book.villages"), title=rollout.title + (mark if rollout.is_made_up else ""),
            series=(
                Series(column=_FORMED, colour=LIGHT.reached),
                *(
                    Series(
                        column=at, colour=LIGHT.reached,
                        kind="expected" if at == _EXPECTED else "bound",
                    )
                    for at in expected
                ),
                *(Series(column=at, colour=LIGHT.district_line, kind="target") for at in goals),
            ),
        ),
        Chart(
            kind="bars", sheet=parts.sheet, labels=1, rows=min(len(parts.made_up), _BARS),
            unit=t("book.services"), title=parts.title + (mark if parts.is_made_up else ""),
            series=tuple(
                Series(column=at, colour=colours[one])
                for at, one in enumerate(view.agencies, start=2)
            ),
        ),
        Chart(
            kind="bars", sheet=totals.sheet, labels=0, rows=short, unit=t("book.services"),
            title=totals.title + (mark if totals.is_made_up else ""),
            series=(Series(column=1, colour=LIGHT.below),),
        ),
    )  # fmt: skip
