"""What a preview shows, made once and kept: a rerun computes nothing again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from kampungkb.charts.theme import PALETTES, VERDICT_SHAPES
from kampungkb.exports.listing import Listing
from kampungkb.exports.picture_legend import LegendKey
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_change, shown_value
from kampungkb.maps.change_map import SAME, ChangeClass, change_classes, change_map
from kampungkb.maps.layers import MapLayers
from kampungkb.model.indicators import Indicator
from kampungkb.tasks import preview_words as words
from kampungkb.tasks.applied import AFTER, BEFORE
from kampungkb.tasks.history_rows import Difference, differences
from kampungkb.tasks.picture_words import PictureWords
from kampungkb.tasks.preview import Preview
from kampungkb.tasks.source_titles import value_sources
from kampungkb.tasks.words import verdict_word
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.plot import drawing
from kampungkb.ui.preview_listings import others_file, values_file

ROWS_SHOWN: Final = 200
_MADE_UP: Final = ("illustrative", "mixed")


@dataclass(frozen=True, kw_only=True)
class PreviewContent:
    """A preview in words."""

    key: str
    head: str
    # The touched indicators and what the menu calls them, the largest change first.
    indicators: Mapping[str, str]
    # Rows of the other tables, the first of them, and how many there are.
    others: tuple[Difference, ...]
    others_count: int
    others_title: str
    others_file: Listing | None


@dataclass(frozen=True, kw_only=True)
class IndicatorContent:
    """What a preview shows of one indicator."""

    key: str
    title: str
    card: str
    classes: tuple[ChangeClass, ...]
    # One row per village: code, effect, text.
    cells: pd.DataFrame
    legend: str
    alt: str
    made_up: bool
    table_title: str
    table: pd.DataFrame
    formats: dict[Any, Callable[[Any], str]]
    file: Listing
    picture: PictureWords


def preview_content(
    page: Page, shown: Preview, key: str, missing: Mapping[str, Sequence[str]] | None
) -> PreviewContent:
    """What the block shows of the change as a whole."""
    return _content(_key(page, key), page, shown, missing)


def indicator_content(page: Page, shown: Preview, key: str, code: str) -> IndicatorContent:
    """What the block shows of one touched indicator."""
    return _indicator(f"{_key(page, key)}|{code}", page, shown, code)


def _key(page: Page, key: str) -> str:
    return "|".join(map(str, (*load.key_of(page.snapshot), key, page.t.language, page.scheme)))


@st.cache_resource(show_spinner=False, max_entries=16)
def _content(
    key: str, _page: Page, _shown: Preview, _missing: Mapping[str, Sequence[str]] | None
) -> PreviewContent:
    t, rows = _page.t, _shown.values
    counts = rows["indicator"].value_counts()
    menu = {
        code: t("preview.indicator_rows", code=code, n=int(counts.get(code, 0)),
                name=t.words(_shown.after.dictionary.get(code).short))
        for code in words.by_change(_shown)
    }  # fmt: skip
    others = differences(t, _shown.after, words.other_rows(_shown))
    first, n = others[:ROWS_SHOWN], len(others)
    return PreviewContent(
        key=key,
        head=markup.render(
            "preview_head.html",
            headline=words.headline(t, _shown),
            counts=[] if _shown.empty else _counts(t, _shown, _missing),
            notes=words.notes(t, _shown, _missing),
            mark=t("preview.note_sample") if _made_up(_shown) else "",
        ),
        indicators=menu,
        others=tuple(first),
        others_count=n,
        others_title=(
            t("preview.others_title", n=n)
            if n == len(first)
            else t("preview.others_title_some", n=len(first), all=t.number(n))
        ),
        others_file=others_file(t, _shown, others) if others else None,
    )


def _counts(
    t: Translator, shown: Preview, missing: Mapping[str, Sequence[str]] | None
) -> list[dict[str, str]]:
    counts = shown.counts
    lines = [
        (counts["new"], t("preview.count_new")),
        (counts["changed"], t("preview.count_changed")),
        *([(counts["ended"], t("preview.count_ended"))] if counts["ended"] else []),
        (shown.unchanged, t("preview.count_unchanged")),
    ]
    if missing is not None:
        villages = {code for codes in missing.values() for code in codes}
        lines.append((len(villages), t("preview.count_missing")))
    elif len(shown.regency):
        blank = shown.regency[AFTER + "villages"] - shown.regency[AFTER + "villages_with_value"]
        lines.append((int(blank.fillna(0).max()), t("preview.count_missing")))
    return [{"number": t.number(n), "word": word} for n, word in lines]


def _made_up(shown: Preview) -> bool:
    """Whether one made-up figure is in what is shown."""
    sides = [
        frame[side + "origin"].isin(_MADE_UP).any()
        for frame in (shown.regency, shown.villages)
        for side in (BEFORE, AFTER)
        if side + "origin" in frame
    ]
    rows = (shown.values, *(one for one in shown.others.values() if "origin" in one))
    return any(sides) or any((one["origin"] == "illustrative").any() for one in rows)


@st.cache_resource(show_spinner=False, max_entries=64)
def _indicator(key: str, _page: Page, _shown: Preview, _code: str) -> IndicatorContent:
    t, of = _page.t, _shown.after
    indicator = of.dictionary.get(_code)
    own = _shown.regency[_shown.regency["indicator"] == _code].to_dict("records")[0]
    cells = _cells(t, _shown, indicator)
    classes = change_classes(
        cells["effect"], words.effect_words(t, indicator), PALETTES[_page.scheme]
    )
    rows = _shown.values[_shown.values["indicator"] == _code]
    table, formats = _table(t, _shown, indicator, rows.head(ROWS_SHOWN))
    name = t.words(indicator.short)
    village = _shown.villages[_shown.villages["indicator"] == _code]
    made_up = own[BEFORE + "origin"] in _MADE_UP or own[AFTER + "origin"] in _MADE_UP
    made_up |= any(village[side + "origin"].isin(_MADE_UP).any() for side in (BEFORE, AFTER))
    return IndicatorContent(
        key=key,
        title=t("preview.map_title", indicator=name),
        card=_card(t, _shown, indicator, own),
        classes=classes,
        cells=cells,
        legend=markup.render("legend.html", t=t, legend=classes, formed=None),
        alt=_alt(t, _shown, name, classes),
        made_up=made_up,
        table_title=(
            t("preview.table_title", indicator=name, n=len(rows))
            if len(rows) <= ROWS_SHOWN
            else t(
                "preview.table_title_some", indicator=name, n=ROWS_SHOWN, all=t.number(len(rows))
            )
        ),
        table=table,
        formats=formats,
        file=values_file(t, _shown, indicator, rows),
        picture=_picture(t, _shown, indicator, classes, made_up=made_up),
    )


def _picture(
    t: Translator, shown: Preview, indicator: Indicator, classes: tuple[ChangeClass, ...], *,
    made_up: bool,
) -> PictureWords:  # fmt: skip
    of, code = shown.after, indicator.code
    sources = (
        *value_sources(shown.before, shown.ledger_before, [code]),
        *value_sources(shown.after, shown.ledger_after, [code]),
    )
    # The last one that is stored: what is previewed is none yet.
    revision = shown.before.last_revision
    return PictureWords(
        folder=t("preview.file"), what=code,
        title=t("preview.map_title", indicator=t.words(indicator.short)),
        sources=(*dict.fromkeys(sources), t("map.boundaries")), is_made_up=made_up,
        area=of.area_name, as_of=shown.as_of, revision=revision,
        showing=t("picture.not_saved", n=str(revision)),
        legend=tuple(
            LegendKey(colour=one.colour, words=f"{one.label} ({t.number(one.count)})",
                      shape=one.shape)
            for one in classes
        ),
    )  # fmt: skip


def _cells(t: Translator, shown: Preview, indicator: Indicator) -> pd.DataFrame:
    rows = shown.villages[shown.villages["indicator"] == indicator.code]
    known = {row["code"]: row for row in rows.to_dict("records")}
    codes = shown.after.villages["code"]
    return pd.DataFrame(
        {
            "code": codes,
            "effect": [known[code]["effect"] if code in known else SAME for code in codes],
            "text": [
                words.village_text(t, indicator, known[code]) if code in known else ""
                for code in codes
            ],
        }
    )


def _alt(t: Translator, shown: Preview, name: str, classes: tuple[ChangeClass, ...]) -> str:
    parts = [t("preview.class_count", label=one.label, n=one.count) for one in classes]
    return t(
        "preview.map_alt", area=shown.after.area_name, indicator=name, classes=t.listing(parts)
    )


def _card(t: Translator, shown: Preview, indicator: Indicator, own: dict[Any, Any]) -> str:
    lines = [_line(t, label, own, say) for label, say in _card_rows(t, indicator, own)]
    change = _float(own[AFTER + "value"]) - _float(own[BEFORE + "value"])
    sentences = []
    if not pd.isna(change):
        shown_by = shown_change(t, indicator, change)
        sentences.append(t("preview.difference_value", change=shown_by))
    lacks = [own[side + "shortfall"] for side in (BEFORE, AFTER)]
    if not any(map(pd.isna, lacks)):
        sentences.append(
            t("preview.difference_people", change=t.signed(int(lacks[1]) - int(lacks[0])),
              counted=t.words(indicator.counted))
        )  # fmt: skip
    made_up = any(own[side + "origin"] in _MADE_UP for side in (BEFORE, AFTER))
    return markup.render(
        "preview_card.html",
        t=t,
        title=shown.after.area_name,
        what=t.words(indicator.name),
        lines=lines,
        sentences=sentences,
        mark=t("common.illustrative_ribbon") if made_up else "",
    )


def _card_rows(
    t: Translator, indicator: Indicator, own: Mapping[Any, Any]
) -> list[tuple[str, Callable[[Mapping[str, Any]], str]]]:
    def some_of(row: Mapping[str, Any], part: str, whole: str) -> str:
        if pd.isna(row[part]) or pd.isna(row[whole]):
            return "–"
        return t("preview.of_all", some=t.number(row[part]), all=t.number(row[whole]))

    rows: list[tuple[str, Callable[[Mapping[str, Any]], str]]] = [
        (t("preview.row_value"), lambda row: shown_value(t, indicator, row["value"])),
    ]
    if not pd.isna(own[AFTER + "numerator"]) or not pd.isna(own[BEFORE + "numerator"]):
        rows.append((t("preview.row_counts"), lambda row: some_of(row, "numerator", "denominator")))
    if not pd.isna(own[AFTER + "shortfall"]) or not pd.isna(own[BEFORE + "shortfall"]):
        label = t("preview.row_shortfall", counted=t.words(indicator.counted))
        rows.append((label, lambda row: t.number(row["shortfall"])))
    # Without a target there is no verdict.
    if not pd.isna(own[AFTER + "verdict"]) or not pd.isna(own[BEFORE + "verdict"]):
        rows.append((t("preview.row_verdict"), lambda row: verdict_word(t, row["verdict"])))
    if not pd.isna(own[AFTER + "target"]) or not pd.isna(own[BEFORE + "target"]):
        rows.append((t("preview.row_target"), lambda row: shown_value(t, indicator, row["target"])))
    return [
        *rows,
        (t("preview.row_villages"), lambda row: some_of(row, "villages_with_value", "villages")),
        (t("preview.row_period"), lambda row: t.period_short(row["period"])),
        (t("preview.row_origin"), lambda row: words.origin_word(t, row["origin"])),
    ]


def _line(
    t: Translator, label: str, own: dict[Any, Any], say: Callable[[Mapping[str, Any]], str]
) -> dict[str, Any]:
    cells = []
    is_verdict = label == t("preview.row_verdict")
    for side in (BEFORE, AFTER):
        row = {
            name.removeprefix(side): value for name, value in own.items() if name.startswith(side)
        }
        verdict = str(row["verdict"]) if is_verdict and not pd.isna(row["verdict"]) else ""
        shape = VERDICT_SHAPES.get(verdict, "")
        cells.append({"text": say(row), "verdict": verdict, "shape": shape})
    return {
        "label": label,
        "before": cells[0],
        "after": cells[1],
        "differs": cells[0]["text"] != cells[1]["text"],
    }


def _float(value: Any) -> float:
    return float("nan") if pd.isna(value) else float(value)


def _table(
    t: Translator, shown: Preview, indicator: Indicator, rows: pd.DataFrame
) -> tuple[pd.DataFrame, dict[Any, Callable[[Any], str]]]:
    of = shown.after
    before, after, people = (
        t("preview.before"), t("preview.after"), t("preview.column_people"),
    )  # fmt: skip
    difference = t("preview.column_difference")
    several = rows["period"].nunique() > 1
    columns: dict[str, Any] = {
        t("map.column_village"): [of.names.get(code, code) for code in rows["village_code"]],
        t("map.column_district"): [
            of.names.get(of.parents.get(code, ""), "–") for code in rows["village_code"]
        ],
        # What is the same in every row stands in the headline and in the card.
        **(
            {t("map.column_period"): [t.period_short(period) for period in rows["period"]]}
            if several
            else {}
        ),
        before: _floats(rows[BEFORE + "value"].fillna(rows["earlier_value"])),
        after: _floats(rows[AFTER + "value"]),
        difference: _floats(rows["difference"]),
    }
    if rows["people"].notna().any() and indicator.kind == "ratio":
        columns[people] = _floats(rows["people"])
    # Behind the figures: on a phone only the first columns are in sight.
    columns[t("preview.column_kind")] = [
        words.row_kind_word(t, row) for row in rows.to_dict("records")
    ]
    if (rows["origin"] != "official").any():
        columns[t("preview.column_origin")] = [words.origin_word(t, one) for one in rows["origin"]]
    written = partial(shown_value, t, indicator)
    formats: dict[Any, Callable[[Any], str]] = {
        before: written,
        after: written,
        difference: partial(shown_change, t, indicator),
        people: t.signed,
    }
    frame = pd.DataFrame(columns)
    return frame, {name: form for name, form in formats.items() if name in frame}


def _floats(values: pd.Series) -> Any:
    return values.astype("Float64").to_numpy("float64", na_value=float("nan"))


@st.cache_resource(show_spinner=False, max_entries=32)
def preview_drawing(
    key: str, metres: int, _content: IndicatorContent, _layers: MapLayers, _page: Page,
    _shown: Preview,
) -> dict[str, Any]:  # fmt: skip
    """The map of changes as plain data."""
    t, of, known = _page.t, _shown.after, _layers.bounds
    return drawing(
        change_map(
            _content.cells[_content.cells["code"].isin(known)],
            _content.classes,
            _layers,
            of.districts[of.districts["code"].isin(known)],
            area=of.area_code,
            palette=PALETTES[_page.scheme],
            t=t,
            label="",
            mark=t("common.illustrative_ribbon") if _content.made_up else None,
        )
    )
