"""The figures of the first screen as a file."""

from datetime import UTC, datetime
from fractions import Fraction

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.exports.columns import (
    count_column,
    figure_column,
    own_units_column,
    text_column,
    unit_word,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import direction_words, verdict_words
from kampungkb.tasks.gaps_view import formation_made_up
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.source_titles import value_sources
from kampungkb.tasks.summary import Card, cards


def summary_listing(of: Snapshot, ledger: Ledger, t: Translator) -> Listing:
    """The villages formed and the key indicators, one row each, in the order of the page."""
    found = [*_formed(of, ledger), *cards(of, ledger)]
    indicators = [one.indicator for one in found]
    targets = [one.target for one in found]
    columns = (
        text_column(t("export.indicator"), [one.code for one in indicators]),
        text_column(t("export.indicator_name"), [t.words(one.short) for one in indicators]),
        text_column(t("export.period"), [one.period for one in found]),
        own_units_column(t("export.value"), [one.value for one in found], indicators),
        text_column(t("profile.file_unit"), [unit_word(one, t) for one in indicators]),
        own_units_column(
            t("export.target"), [None if one is None else one.value for one in targets], indicators
        ),
        figure_column(
            t("export.target_year"), [None if one is None else one.year for one in targets],
            "", 0, "0",
        ),
        text_column(
            t("dictionary.column_source"), [None if one is None else one.source for one in targets]
        ),
        words_column(t("export.verdict"), [one.verdict for one in found], verdict_words(t)),
        count_column(t("export.shortfall"), [one.shortfall for one in found]),
        count_column(t("summary.column_net"), [one.net_distance for one in found]),
        text_column(t("profile.file_counted"), [t.words(one.counted) for one in indicators]),
        own_units_column(
            t("profile.file_change"), [_change(one.change) for one in found], indicators
        ),
        text_column(t("profile.file_before"), [one.before for one in found]),
        words_column(
            t("profile.file_direction"), [one.direction for one in found], direction_words(t)
        ),
        count_column(t("export.villages_with_value"), [one.villages_with_value for one in found]),
        count_column(t("export.villages"), [one.villages for one in found]),
        text_column(t("common.source"), [one.published_by for one in found]),
    )  # fmt: skip
    published = dict.fromkeys(one.published_by for one in found if one.published_by is not None)
    own = [one.indicator.code for one in found if one.published_by is None]
    return Listing(
        topic=t("summary.file"), sheet=t("summary.title"), title=t("summary.file_title"),
        area=of.area_name, as_of=ledger.as_of, revision=of.revision, columns=columns,
        made_up=tuple(one.illustrative for one in found),
        about=[(t("common.how_computed"), t("summary.how"))],
        sources=(*value_sources(of, ledger, own), *published), printed_at=datetime.now(UTC),
    )  # fmt: skip


def _change(change: float | None) -> float | None:
    # The difference of two shares has digits that neither of them has.
    return None if change is None else round(change, 12)


def _formed(of: Snapshot, ledger: Ledger) -> list[Card]:
    """How many villages are formed, told as an indicator."""
    stand = ledger.rollout
    if not stand.villages or FORMED_INDICATOR not in of.dictionary.codes:
        return []
    share = Fraction(stand.formed, stand.villages)
    target = stand.target
    verdict = None
    if target is not None and stand.to_form is not None:
        verdict = "below" if stand.to_form else "met"
    return [
        Card(
            indicator=of.dictionary.get(FORMED_INDICATOR), value=float(share), period=ledger.as_of,
            target=target, verdict=verdict, shortfall=stand.to_form, net_distance=None,
            change=None, before=None, direction=None, published_by=None,
            illustrative=formation_made_up(ledger), villages=stand.villages,
            villages_with_value=stand.villages, low_coverage=False,
        )
    ]  # fmt: skip
