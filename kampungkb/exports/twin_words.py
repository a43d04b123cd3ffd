"""The words of the offline twin that do not depend on the data."""

from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import verdict_words


def twin_words(t: Translator) -> dict[str, str]:
    """Words by the name that page and script have for them.

    A sentence with blanks keeps them in braces; the script fills them with texts.
    """
    return _page(t) | _gaps(t) | _others(t)


def _page(t: Translator) -> dict[str, str]:
    return {
        "to_content": t("twin.to_content"),
        "views": t("twin.views"),
        "view_gaps": t("twin.view_gaps"),
        "view_agencies": t("twin.view_agencies"),
        "view_plan": t("twin.view_plan"),
        "view_profile": t("twin.view_profile"),
        "view_about": t("twin.view_about"),
        "search": t("twin.search"),
        "search_none": t("twin.search_none"),
        "search_count": t("twin.search_count", n="{n}"),
        "print": t("twin.print"),
        "source": t("common.source"),
        "how_computed": t("common.how_computed"),
        "no_script": t("twin.no_script"),
        "no_values": t("twin.no_values"),
        "no_map": t("twin.no_map"),
        # Parts thousands, as every number of this language has it.
        "thousands": t.number(1000)[1:2],
    }


def _gaps(t: Translator) -> dict[str, str]:
    return {
        "filters": t("twin.filters"),
        "indicator": t("twin.indicator"),
        "district": t("twin.district"),
        "level": t("twin.level"),
        "level_village": t("map.level_village"),
        "level_district": t("map.level_district"),
        "measure": t("twin.measure"),
        "measure_value": t("map.measure_value"),
        "measure_verdict": t("map.measure_verdict"),
        "measure_shortfall": t("map.measure_shortfall"),
        "period": t("twin.period"),
        "whole": t("twin.whole"),
        "inside": t("twin.inside", indicator="{indicator}", place="{place}", said="{said}"),
        "column_village": t("map.column_village"),
        "column_district": t("map.column_district"),
        "showing_district": t("twin.showing_districts", n="{n}"),
        "showing_village": t("twin.showing_villages", n="{n}"),
        "showing_inside": t("twin.showing_inside", n="{n}", district="{district}"),
        "map_label": t("twin.map_label"),
        "map_hint": t("twin.map_hint"),
        "kilometres": t("map.kilometres", n="{n}"),
        "place_village": t("map.place_village", name="{name}", district="{district}"),
        "place_district": t("map.place_district", name="{name}"),
        "formed_legend": t("twin.formed_legend", n="{n}"),
        "column_value": t("map.column_value"),
        "column_parts": t("twin.column_parts"),
        "column_reported": t("twin.column_reported"),
        "column_verdict": t("map.column_verdict"),
        "column_shortfall": t("map.column_shortfall"),
        "column_target": t("map.column_target"),
        "column_regency": t("twin.column_regency"),
        "parts": t("twin.parts", some="{some}", all="{all}"),
        "shortfall": t("twin.shortfall", n="{n}", counted="{counted}"),
        "target": t("twin.target", target="{target}"),
        "low_coverage": t("twin.low_coverage"),
        "open_profile": t("twin.open_profile"),
        "see_villages": t("twin.see_villages"),
        "see_map": t("twin.see_map"),
        **verdict_words(t),
        "thin": t("verdict.thin"),
        "illustrative": t("common.illustrative"),
    }


def _others(t: Translator) -> dict[str, str]:
    return {
        "agency_districts": t("twin.agency_districts"),
        "agency_asks": t("twin.agency_asks"),
        "agency_note": t("twin.agency_note"),
        "plan_none": t("twin.plan_none"),
        "plan_quarter": t("twin.plan_quarter"),
        "plan_state": t(
            "twin.plan_state", quarter="{quarter}", total="{total}", share="{share}",
            fresh="{fresh}",
        ),
        "plan_formed": t("twin.plan_formed", n="{n}"),
        "plan_later": t("twin.plan_later"),
        "plan_column_quarter": t("twin.plan_column_quarter"),
        "plan_column_new": t("twin.plan_column_new"),
        "plan_column_total": t("twin.plan_column_total"),
        "plan_goal": t("twin.plan_goal", n="{n}"),
        "plan_column_share": t("twin.plan_column_share"),
        "plan_villages": t("twin.plan_villages", quarter="{quarter}"),
        "plan_of_village": t("twin.plan_of_village", quarter="{quarter}"),
        "profile_empty": t("twin.profile_empty"),
        "not_formed": t("map.panel_not_formed"),
        "about_finding": t("twin.about_finding"),
    }  # fmt: skip
