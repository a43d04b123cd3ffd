"""The blocks of the first screen."""

import streamlit as st

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.charts.theme import PALETTES, VERDICT_SHAPES, Scheme
from kampungkb.i18n.translator import Language, Translator, translator
from kampungkb.i18n.values import shown_change, shown_target, shown_value
from kampungkb.model.indicators import Indicator, Target
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.ledger import Ledger, formed_published
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.picture_words import published_words
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.summary import (
    KEY_INDICATORS,
    Card,
    cards,
    full_target,
    summary_standing,
)
from kampungkb.tasks.summary_figure import announced_course
from kampungkb.tasks.words import stated_verdict, target_source, verdict_word
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plot import drawing, plot

COURSE_HEIGHT = 190


@st.cache_data(show_spinner=False, max_entries=32)
def _html(key: tuple[object, ...], as_of: str | None, home: str, _page: Page,
          _ledger: Ledger) -> tuple[str, str, str]:  # fmt: skip
    t, of = _page.t, _page.snapshot
    shown = [card_words(t, card) for card in cards(of, _ledger)]
    links = {one["code"]: _page.link("kesenjangan", indikator=one["code"]) for one in shown}
    return (
        summary_finding(t, of, _ledger),
        markup.render("rollout.html", **rollout_words(t, of, _ledger)),
        markup.render("cards.html", t=t, cards=shown, links=links),
    )


def blocks(page: Page, ledger: Ledger) -> tuple[str, str, str]:
    """The sentence, the rollout and the cards, made once for each revision and language."""
    key = load.key_of(page.snapshot)
    # The links carry language and revision, as the one to the first page does.
    return _html((*key, page.t.language), ledger.as_of, page.link(""), page, ledger)


def summary_finding(t: Translator, of: Snapshot, ledger: Ledger) -> str:
    """What got worse, and who is furthest behind."""
    stand = summary_standing(ledger)
    parts = []
    if stand.worsened is not None:
        indicator = of.dictionary.get(stand.worsened)
        change = float(str(ledger.changes.at[stand.worsened, "change"]))
        before = str(ledger.changes.at[stand.worsened, "period_before"])
        parts.append(
            t(
                "summary.finding_worse",
                indicator=t.words(indicator.short),
                change=shown_change(t, indicator, abs(change)).removeprefix("+"),
                period=t.period(before),
            )
        )
    elif ledger.changes.index.isin(KEY_INDICATORS).any():
        parts.append(t("summary.finding_none_worse"))
    if stand.furthest is not None and stand.district_code is not None:
        indicator = of.dictionary.get(stand.furthest)
        target = target_in_use(indicator, period_year(ledger.as_of or "2000"))
        parts.append(
            t(
                "summary.finding_furthest",
                indicator=t.words(indicator.short),
                n=stand.furthest_shortfall or 0,
                counted=t.counted(indicator, stand.furthest_shortfall or 0),
                target="" if target is None else shown_target(t, indicator, target),
                place=place_name(stand.district_code, of, t),
                most=t.number(stand.district_shortfall),
            )
        )
    return " ".join(parts) if parts else t("summary.finding_empty")


def rollout_words(t: Translator, of: Snapshot, ledger: Ledger) -> dict[str, object]:
    """What the block of the rollout says."""
    stand = ledger.rollout
    indicator = of.dictionary.get(FORMED_INDICATOR)
    made_up = stand.formed - stand.formed_official
    facts = []
    target = ""
    if stand.target is not None and stand.to_form is not None:
        target = shown_target(t, indicator, stand.target)
        facts.append(
            (
                t("summary.to_target", n=stand.to_form, target=target)
                if stand.to_form
                else t("summary.reached", target=target),
                target_source(stand.target),
            )
        )
    full = full_target(of)
    if full is not None:
        left = stand.villages - stand.formed
        facts.append((t("summary.to_all", n=left), target_source(full)))
    notes = [
        t("summary.recorded", official=t.number(stand.formed_official), made_up=t.number(made_up))
        if made_up
        else t("summary.recorded_official", official=t.number(stand.formed_official))
    ]
    published = formed_published(of)
    if published is not None:
        notes.append(
            t(
                "summary.published",
                n=int(str(published["count"])),
                year=str(published["as_of"]),
                source=str(published["source"]),
            )
        )
    share = stand.formed / stand.villages if stand.villages else 0.0
    goal = stand.target_villages
    return {
        "t": t,
        "formed": t.number(stand.formed),
        "unit": t("summary.of_villages", n=stand.villages, share=t.share(share)),
        "done": f"{share:.2%}",
        "goal": None if goal is None or not stand.villages else f"{goal / stand.villages:.2%}",
        "goal_label": "" if goal is None else t("summary.mark_target", share=target, n=goal),
        "all_label": t("summary.mark_all", n=stand.villages),
        "facts": facts,
        "notes": notes,
    }


def card_words(t: Translator, card: Card) -> dict[str, str]:
    """What a card says."""
    indicator = card.indicator
    verdict = stated_verdict({"verdict": card.verdict, "low_coverage": card.low_coverage})
    return {
        "code": indicator.code,
        "name": t.words(indicator.short),
        "full": t.words(indicator.name),
        "value": shown_value(t, indicator, card.value),
        "verdict": verdict,
        "shape": VERDICT_SHAPES.get(verdict, ""),
        "word": verdict_word(t, verdict) if verdict else "",
        "target": _target_words(t, indicator, card.target),
        "need": _need_words(t, card),
        "change": _change_words(t, card),
        "source": _source_words(t, card),
        "on_map": "" if card.published_by is not None else "1",
    }


def _target_words(t: Translator, indicator: Indicator, target: Target | None) -> str:
    if target is None:
        return t("summary.no_target")
    shown = shown_target(t, indicator, target)
    if target.year is None:
        return t("summary.target_undated", target=shown, source=target.source)
    return t("summary.target", target=shown, year=str(target.year), source=target.source)


def _need_words(t: Translator, card: Card) -> str:
    if card.target is None or card.target.value is None or card.value is None:
        return ""
    if card.net_distance:
        counted = t.counted(card.indicator, card.net_distance)
        return t("summary.net", n=card.net_distance, counted=counted)
    if card.shortfall is None:
        gap = abs(float(card.target.value) - card.value)
        if card.verdict == "met" or gap < 5e-5:
            return t("summary.at_target")
        points = shown_change(t, card.indicator, gap).removeprefix("+")
        return t("summary.distance", points=points)
    if card.shortfall == 0:
        return t("summary.none_short")
    return t("summary.short", n=card.shortfall, counted=t.counted(card.indicator, card.shortfall))


def _change_words(t: Translator, card: Card) -> str:
    if card.change is None or card.before is None:
        return t("summary.no_change")
    period = t.period_short(card.before)
    if card.direction == "same":
        return t("summary.same", period=period)
    change = shown_change(t, card.indicator, card.change)
    if card.direction == "better":
        return t("summary.better", change=change, period=period)
    if card.direction == "cannot_tell":
        return t("summary.unclear", change=change, period=period)
    return t("summary.worse", change=change, period=period)


def _source_words(t: Translator, card: Card) -> str:
    period = t.period_short(card.period)
    if card.published_by is not None:
        return t("summary.from_published", period=period, source=card.published_by)
    words = (
        t("summary.from_sample", period=period)
        if card.illustrative
        else t("summary.from_villages", period=period)
    )
    if not card.low_coverage:
        return words
    coverage = t(
        "summary.coverage", n=card.villages_with_value, all=t.number(card.villages)
    )  # fmt: skip
    return f"{words} · {coverage}"


@st.cache_resource(show_spinner=False, max_entries=32)
def _course(key: tuple[object, ...], scheme: Scheme, language: Language, _of: Snapshot,
            _ledger: Ledger) -> tuple[dict[str, object], str]:  # fmt: skip
    figure, alt = announced_course(_of, _ledger, PALETTES[scheme], translator(language))
    return drawing(figure), alt


def show_course(page: Page, ledger: Ledger) -> None:
    """The course of the rollout as it was announced."""
    body, alt = _course(
        load.key_of(page.snapshot), page.scheme, page.t.language, page.snapshot, ledger
    )
    markup.show("block_title.html", title=page.t("summary.course_title"))
    plot(body, page.t, key="course", name="course", alt=alt, height=COURSE_HEIGHT)
    words = published_words(page.snapshot, ledger, page.t)
    picture_block(page, body, words, key="course")
