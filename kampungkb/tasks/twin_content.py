"""What the offline twin holds: the gaps as the command line prints them, and words beside them.

Everything in it is computed here. The file's own script chooses, sorts and draws; a figure that
it shows stands in a row of the ledger, or in a sentence that was made here.
"""

from dataclasses import replace
from typing import Any, Final, cast

import pandas as pd
from sqlalchemy import Engine

from kampungkb.analysis.formed import FORMED_INDICATOR, formed_villages
from kampungkb.analysis.gaps import COLUMNS, Level
from kampungkb.exports.about import definition_lines, method_lines, target_lines
from kampungkb.exports.listing import joined_name, page_footer
from kampungkb.exports.twin_colours import NAMED
from kampungkb.exports.twin_parts import TwinContent
from kampungkb.exports.twin_shapes import twin_shapes
from kampungkb.exports.twin_table import column, packed
from kampungkb.i18n.values import shown_target
from kampungkb.model.indicators import Indicator
from kampungkb.store import scenarios as store
from kampungkb.store.engine import read_transaction
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_source import BriefSource, source_titles
from kampungkb.tasks.gaps_view import UnitLevel, first_indicator
from kampungkb.tasks.map_finding import map_finding
from kampungkb.tasks.map_view import MapView, map_view, measures_of
from kampungkb.tasks.profile_view import uses_made_up
from kampungkb.tasks.twin_agencies import twin_agencies
from kampungkb.tasks.twin_plan import twin_plan
from kampungkb.tasks.words import pillar_word, row_text

_LEVELS: Final[tuple[Level, ...]] = ("village", "district", "regency", "agency")
_UNITS: Final[tuple[UnitLevel, ...]] = ("district", "village")
_METHOD: Final = "target"
_CLASSES: Final = 5


def announced_scenario(engine: Engine) -> Scenario | None:
    """The announced scenario with its plan; None where none is.

    Raises
    ------
    StoreUnreadableError, StoreMissingError
        See :func:`kampungkb.store.engine.read_transaction`.
    """
    with read_transaction(engine) as conn:
        return store.announced(conn)


def twin_content(of: BriefSource, announced: Scenario | None = None) -> TwinContent:
    """The offline twin of one state of the data.

    Parameters
    ----------
    of : BriefSource
        The snapshot, its ledger as of a period, the language and the time of printing.
    announced : Scenario, optional
        The plan that it shows; None: it says that none is announced.

    Notes
    -----
    ``data["gaps"][level]`` unpacks to the rows of `kampungkb.tasks.ledger.gap_document`.
    """
    t, snapshot, ledger = of.t, of.snapshot, of.ledger
    plan = twin_plan(of, announced)
    is_made_up = uses_made_up(ledger) or (plan is not None and plan["made_up"])
    printed = t("brief.printed", date=t.date(of.local.date()))
    name_parts = [
        t("twin.file"), snapshot.area_code, snapshot.area_name[:40], ledger.as_of,
        t("export.file_revision", n=str(snapshot.revision)),
        t("export.file_mark") if is_made_up else None,
    ]  # fmt: skip
    footer = page_footer(snapshot.area_name, ledger.as_of, snapshot.revision, t)
    return TwinContent(
        file_name=joined_name(name_parts, "html"),
        title=t("brief.title_area", area=snapshot.area_name),
        state=f"{footer} · {printed}",
        mark=t("common.illustrative_ribbon") if is_made_up else "",
        quarters=0 if plan is None else len(plan["quarters"]),
        data={
            "area": {"code": snapshot.area_code, "name": snapshot.area_name},
            "as_of": ledger.as_of,
            "as_of_text": t("common.no_data")
            if ledger.as_of is None
            else t("common.as_of", period=t.period(ledger.as_of)),
            "revision": snapshot.revision,
            "how": t("map.how"),
            "sources": list(source_titles(of, ledger.indicators, snapshot.villages["code"])),
            "language": t.language,
            "stand": _stand(of),
            "units": _units(of),
            "shapes": twin_shapes(
                of.folder, _places(snapshot.villages), _places(snapshot.districts)
            ),
            "indicators": [_indicator(of, code) for code in ledger.indicators],
            "formed_indicator": FORMED_INDICATOR,
            "first": first_indicator(ledger, ledger.indicators),
            "gaps": {level: _gaps(of, level) for level in _LEVELS},
            "views": {code: _views(of, code) for code in ledger.indicators},
            **twin_agencies(of),
            "plan": plan,
        },
    )


def _places(areas: pd.DataFrame) -> list[tuple[str, float, float]]:
    return list(
        zip(areas["code"], areas["lon"].astype("float64"), areas["lat"].astype("float64"),
            strict=True)
    )  # fmt: skip


def _stand(of: BriefSource) -> dict[str, Any]:
    """How many villages are formed, in words."""
    t, stand = of.t, of.ledger.rollout
    indicator = of.snapshot.dictionary.get(FORMED_INDICATOR)
    target = None if stand.target is None else shown_target(t, indicator, stand.target)
    return {
        "formed": stand.formed,
        "villages": stand.villages,
        "target": stand.target_villages,
        "to_form": stand.to_form,
        "formed_text": t.number(stand.formed),
        "of_text": t("twin.of_villages", n=stand.villages),
        "record": t(
            "brief.record", official=t.number(stand.formed_official),
            made_up=t.number(stand.formed - stand.formed_official),
        ) if stand.formed_official < stand.formed
        else t("brief.record_official", official=t.number(stand.formed_official)),
        "to_form_text": None if stand.to_form is None else t.number(stand.to_form),
        "target_text": None if target is None or stand.target_villages is None
        else t("twin.to_target", target=target, n=stand.target_villages),
    }  # fmt: skip


def _units(of: BriefSource) -> dict[str, Any]:
    """Names of the villages and districts, who is formed and since when."""
    snapshot, formed = of.snapshot, frozenset(of.ledger.rollout.formed_codes)
    facts = formed_villages(snapshot.formations, of.ledger.as_of).sort_values("village_code")
    said = {
        str(row["village_code"]): _formed_words(of, row)
        for row in facts.to_dict("records")
        if row["village_code"] in formed
    }
    villages = snapshot.villages
    return {
        "village": {
            str(code): {"name": str(name), "district": str(parent)}
            for code, name, parent in zip(
                villages["code"], villages["name"], villages["parent_code"], strict=True
            )
        },
        "district": {
            str(code): {"name": str(name)}
            for code, name in zip(
                snapshot.districts["code"], snapshot.districts["name"], strict=True
            )
        },
        "formed": said,
    }


def _formed_words(of: BriefSource, row: dict[Any, Any]) -> str:
    t = of.t
    who = (
        t("map.panel_formed_official")
        if row["origin"] == "official"
        else t("map.panel_formed_illustrative")
    )
    day = (
        t("brief.formed_no_day")
        if pd.isna(row["formed_on"])
        else t("brief.formed_on", date=t.date(row["formed_on"]))
    )
    return f"{who}. {day}"


def _indicator(of: BriefSource, code: str) -> dict[str, Any]:
    t, one = of.t, of.snapshot.dictionary.get(code)
    lines = [
        *definition_lines(one, t), *target_lines(one, of.ledger.as_of, t), *method_lines(one, t),
    ]  # fmt: skip
    return {
        "code": code,
        "name": t.words(one.name),
        "short": t.words(one.short),
        "counted": t.words(one.counted),
        "counted_one": t.counted(one, 1),
        "kind": one.kind,
        "better": one.better,
        "agency": one.responsible,
        "pillar": pillar_word(t, one.pillar),
        "target": of.target_text(one),
        "about": [list(line) for line in lines],
        "sources": list(source_titles(of, [code], of.snapshot.villages["code"])),
    }


def _gaps(of: BriefSource, level: Level) -> dict[str, Any]:
    """The rows of a level as ``gaps --json`` has them, and each value in words."""
    rows = of.ledger.rows(level)
    # As in the document: missing is null.
    plain = cast(
        "list[dict[str, Any]]", rows.astype(object).where(rows.notna(), None).to_dict("records")
    )
    known: dict[str, Indicator] = {one.code: one for one in of.snapshot.dictionary}
    texts = [row_text(of.t, known[row["indicator"]], row) for row in plain]
    return packed(plain, COLUMNS) | {"texts": column(texts) if texts else {"each": []}}


def _views(of: BriefSource, code: str) -> dict[str, Any]:
    indicator = of.snapshot.dictionary.get(code)
    return {level: _level_views(of, indicator, level) for level in _UNITS}


def _level_views(of: BriefSource, indicator: Indicator, level: UnitLevel) -> dict[str, Any]:
    """What is coloured how: one view for each measure, and the finding that all of them share."""
    # Its rows are asked for once, not by each view.
    rows = of.ledger.rows(level)
    rows = rows[rows["indicator"] == indicator.code]
    own = (
        replace(of.ledger, village=rows)
        if level == "village"
        else replace(of.ledger, district=rows)
    )
    views = {
        measure: map_view(
            own, indicator, measure, level=level, method=_METHOD, count=_CLASSES,
            palette=NAMED, t=of.t,
        )
        for measure in measures_of(indicator, level)
    }  # fmt: skip
    # A measure that needs a target falls back where there is none.
    kept = {measure: view for measure, view in views.items() if view.measure == measure}
    return {
        "finding": map_finding(kept["value"], of.ledger, of.snapshot, of.t),
        "measures": {measure: _view(view) for measure, view in kept.items()},
    }


def _view(view: MapView) -> dict[str, Any]:
    return {
        "label": view.label,
        "colours": list(view.colours),
        # In the order of the rows of the gaps; -1: no data.
        "index": [int(one) for one in view.rows["index"]],
        "legend": [[one.colour, one.shape, one.label, one.count] for one in view.legend],
    }
