"""What the page on data quality shows for one choice, made once and kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from kampungkb.analysis.completeness import STATES
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.tasks import quality_words as words
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.quality_listings import (
    completeness_file,
    findings_file,
    rows_file,
    rows_table,
    source_titles,
    verify_file,
)
from kampungkb.tasks.quality_view import (
    Quality,
    QualityView,
    finding,
    quality,
    quality_view,
    selected_rows,
)
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.quality_filters import QualityChoice

# A list that nobody reads to its end has a file.
FINDINGS_SHOWN: Final = 40


@dataclass(frozen=True, kw_only=True)
class QualityContent:
    """One state of the page, but for the finding that is looked at."""

    key: str
    judged: Quality
    view: QualityView
    finding: str
    findings_title: str
    completeness_title: str
    completeness: str
    # The first findings: key, and the words of each.
    findings: tuple[tuple[str, Mapping[str, Any]], ...]
    keys: tuple[str, ...]
    verify_title: str
    verify: str
    completeness_file: Listing
    findings_file: Listing
    verify_file: Listing
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FindingContent:
    """One finding that is looked at."""

    key: str
    panel: str
    title: str
    table: pd.DataFrame
    formats: Mapping[Any, Callable[[Any], str]]
    # None: there is no finding.
    file: Listing | None


@st.cache_resource(show_spinner=False, max_entries=16)
def _quality(key: tuple[object, ...], as_of: str | None, _of: Snapshot, _ledger: Ledger) -> Quality:
    return quality(_of, _ledger)


def quality_content(page: Page, choice: QualityChoice, ledger: Ledger) -> QualityContent:
    """What the page shows for a choice."""
    judged = _quality(load.key_of(page.snapshot), choice.as_of, page.snapshot, ledger)
    parts = (
        *load.key_of(page.snapshot), choice.as_of, choice.agency, choice.district, choice.kind,
        page.link(""), page.t.language,
    )  # fmt: skip
    return _content("|".join(map(str, parts)), page, choice, judged)


@st.cache_resource(show_spinner=False, max_entries=128)
def _content(key: str, _page: Page, _choice: QualityChoice, _judged: Quality) -> QualityContent:
    t, of = _page.t, _page.snapshot
    view = quality_view(
        _judged, agency=_choice.agency, district=_choice.district, kind=_choice.kind
    )
    n = len(view.verify)
    return QualityContent(
        key=key,
        judged=_judged,
        view=view,
        finding=words.headline(t, of, view),
        findings_title=t(
            "quality.findings_title_made_up"
            if view.findings["made_up"].any()
            else "quality.findings_title",
            n=len(view.findings),
        ),
        completeness_title=t(
            "quality.completeness_made_up"
            if view.total["made_up"].any()
            else "quality.completeness"
        ),
        completeness=_completeness(_page, view),
        findings=tuple(
            (str(row["key"]), found_words(t, of, row))
            for row in view.findings.head(FINDINGS_SHOWN).to_dict("records")
        ),
        keys=tuple(view.findings["key"]),
        verify_title=_verify_title(
            t, n, made_up=bool(view.verify["indicator"].isin(_judged.made_up).any())
        ),
        verify=_verify(_page, view),
        completeness_file=completeness_file(t, of, _judged, view),
        findings_file=findings_file(t, of, _judged, view),
        verify_file=verify_file(t, of, _judged, view),
        sources=source_titles(of),
    )


def found_words(t: Translator, of: Snapshot, row: words.Finding) -> dict[str, Any]:
    """The words of a finding for its line and its panel."""
    return {
        "severity": row["severity"],
        "shape": words.SEVERITY_SHAPES[row["severity"]],
        "word": words.severity_word(t, row["severity"]),
        "kind": words.kind_word(t, row["kind"]),
        "subject": words.subject_word(t, of, row),
        "what": words.what_word(t, row),
        "place": words.place_word(t, of, row),
        "agency": words.agency_word(t, row),
        "made_up": row["made_up"],
    }


def finding_content(page: Page, content: QualityContent, key: str | None) -> FindingContent:
    """What the page shows of one finding."""
    return _finding(f"{content.key}|{key}", key, page, content)


@st.cache_resource(show_spinner=False, max_entries=256)
def _finding(
    cache_key: str, key: str | None, _page: Page, _content: QualityContent
) -> FindingContent:
    t, of = _page.t, _page.snapshot
    one = finding(_content.view, key)
    if one is None:
        return FindingContent(
            key=cache_key, panel="", title="", table=pd.DataFrame(), formats={}, file=None
        )
    rows = selected_rows(_content.view, str(one["key"]))
    said = found_words(t, of, one) | {
        "rule": words.rule_word(t, of, _content.judged, one),
        "todo": words.todo_word(t, str(one["kind"])),
    }
    what = f"{said['kind']} · {said['subject']}"
    table, formats = rows_table(t, of, one, rows)
    return FindingContent(
        key=cache_key,
        panel=markup.render("quality_panel.html", t=t, one=said),
        title=t("quality.rows_title_made_up", what=what)
        if one["made_up"]
        else t("quality.rows_title", what=what),
        table=table,
        formats=formats,
        file=rows_file(t, of, _content.judged, one, rows),
    )


def _completeness(page: Page, view: QualityView) -> str:
    t, of = page.t, page.snapshot
    states = {
        "fresh": t("quality.state_fresh"),
        "stale": t("quality.state_stale"),
        "missing": t("quality.state_missing"),
    }
    never = view.unreported.groupby("agency")["indicator"]
    total = view.total.iloc[0]
    lists = [
        (t("quality.by_agency"), _agencies(page, view)),
        (
            t("quality.by_indicator"),
            _bars(page, view.by_indicator, {i.code: t.words(i.short) for i in of.dictionary},
                  lambda code: page.link("kamus", indikator=code)),
        ),
        (
            t("quality.by_district"),
            _bars(page, view.by_district, of.names, lambda code: page.link("profil", wilayah=code)),
        ),
    ]  # fmt: skip
    return markup.render(
        "quality_completeness.html",
        t=t,
        states=list(states.items()),
        lists=lists if total["cells"] else [],
        showing=t(
            "quality.showing", cells=t.number(total["cells"]),
            indicators=t.number(len(view.by_indicator)), villages=t.number(view.villages),
        ),
        count=len(view.unreported),
        unreported=[
            (agency, t.listing(t.words(of.dictionary.get(code).short) for code in codes))
            for agency, codes in never
        ],
    )  # fmt: skip


def _agencies(page: Page, view: QualityView) -> list[dict[str, Any]]:
    """The agencies, and how many of their indicators nobody has reported; those without last."""
    never = view.unreported["agency"].value_counts().sort_index()
    rows = _bars(page, view.by_agency, {}, None)
    known = {row["name"] for row in rows}
    rows += [
        {"name": agency, "link": "", "share": "", "parts": [], "rest": ""}
        for agency in never.index
        if agency not in known
    ]
    return [
        row | {"rest": " · ".join(part for part in (row["rest"], _never(page.t, number)) if part)}
        for row in rows
        for number in [int(never.get(row["name"], 0))]
    ]


def _never(t: Translator, number: int) -> str:
    return t("quality.n_unreported", n=number) if number else ""


def _bars(
    page: Page, counts: pd.DataFrame, names: Mapping[str, str], link: Callable[[str], str] | None
) -> list[dict[str, Any]]:
    t = page.t
    return [
        {
            "name": names.get(row["group"], row["group"]),
            "link": "" if link is None else link(row["group"]),
            "share": t(
                "quality.share_fresh",
                share=t.share(row["fresh_share"], 0 if row["fresh"] == row["cells"] else 1),
            ),
            "parts": [
                (state, f"{row[state] / row['cells']:.3%}") for state in STATES if row[state]
            ],
            "rest": " · ".join(
                text
                for number, text in (
                    (row["stale"], t("quality.n_stale", n=t.number(row["stale"]))),
                    (row["missing"], t("quality.n_missing", n=t.number(row["missing"]))),
                )
                if number
            ),
        }
        for row in counts.to_dict("records")
    ]


def _verify_title(t: Translator, n: int, *, made_up: bool) -> str:
    if not n:
        return t("quality.verify_title_none")
    return t("quality.verify_title_made_up" if made_up else "quality.verify_title", n=n)


def _verify(page: Page, view: QualityView) -> str:
    t, of = page.t, page.snapshot
    rows = [
        {
            "link": page.link("profil", wilayah=row["code"]),
            "village": of.names[row["code"]],
            "district": t("map.place_district", name=of.names[row["district_code"]]),
            "indicator": t.words(of.dictionary.get(row["indicator"]).short),
            "size": t("quality.verify_size_estimated", number=t.number(row["denominator"]))
            if row["estimated"]
            else t("quality.verify_size", number=t.number(row["denominator"])),
            "agency": row["agency"],
            "reason": words.reason_word(t, row["reason"]),
            "now": t.number(row["now"]),
            "range": t(
                "quality.verify_from_to", low=t.number(row["low"]), high=t.number(row["high"])
            ),
            "counted": t.words(of.dictionary.get(row["indicator"]).counted),
            "places": t.number(row["places"]),
        }
        for row in view.verify.to_dict("records")
    ]
    showing = t("quality.verify_of", shown=t.number(len(rows)), n=view.verify_count)
    return markup.render("quality_verify.html", t=t, rows=rows, showing=showing)
