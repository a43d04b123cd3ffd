"""The rows of the map as files to take away: CSV, XLSX and GeoJSON.

All three have the same columns and the same exact figures; a missing figure is an empty cell, never
0. The same table gives the same bytes.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import mapping, shape

from kampungkb.exports.about import Lines, definition_lines, method_lines, target_lines
from kampungkb.exports.columns import Column, columns, formed_made_up, level_of, made_up
from kampungkb.exports.listing import csv_bytes, joined_name, page_footer, period_lines
from kampungkb.exports.workbook import Sheet, workbook_bytes
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTable:
    """The rows of one indicator and one level.

    Parameters
    ----------
    title : str
        What the table is about, in the reader's language.
    area : str
        Name of the area as a whole.
    as_of : str or None
        The period up to which values were read; None in a store without values.
    revision : int
        Of the data.
    rows : DataFrame, one row per unit, in the order of the file
        The columns of `kampungkb.analysis.gaps.COLUMNS`. Villages may have ``district`` (name of
        the district), ``formed`` (bool) and ``formed_origin`` (official, illustrative). They are
        what the reader may see: nothing is hidden here.
    indicator : Indicator
        Of the rows.
    illustrative : bool
        The file says that it holds made-up figures; it also does where a row has one.
    sources : tuple of str
        Titles of the sources behind the values.
    printed_at : datetime
        In UTC where it names no zone.

    Raises
    ------
    ValueError
        The rows are of another indicator or of several levels.
    """

    title: str
    area: str
    as_of: str | None
    revision: int
    rows: pd.DataFrame
    indicator: Indicator
    illustrative: bool
    sources: tuple[str, ...]
    printed_at: datetime

    def __post_init__(self) -> None:
        codes = sorted(set(self.rows["indicator"]) - {self.indicator.code})
        if codes:
            raise ValueError(f"rows of {', '.join(codes)} in a table of {self.indicator.code}")
        levels = sorted(set(self.rows["level"]))
        if len(levels) > 1:
            raise ValueError(f"one table has one level, not {', '.join(levels)}")

    @property
    def is_made_up(self) -> bool:
        """Whether one made-up figure is in the file: it marks the whole of it."""
        in_rows = made_up(self.rows).any() or formed_made_up(self.rows).any()
        return self.illustrative or bool(in_rows)


def table_csv(table: MapTable, t: Translator) -> bytes:
    """A table as CSV; see `kampungkb.exports.listing.csv_bytes`."""
    return csv_bytes(_columns(table, t), t)


def table_xlsx(table: MapTable, t: Translator) -> bytes:
    """A table as a workbook: the rows on the first sheet, where they are from on the second.

    Returns
    -------
    bytes
        The header is row 1, so that the sheet can be filtered and read back. Shares are numbers
        between 0 and 1 in percent format. Nothing is a formula or a link. Made-up figures are
        told by the name and the tab of the sheet, by every printed page and by their rows.
    """
    code, is_made_up = table.indicator.code, table.is_made_up
    name = t("export.sheet_illustrative", code=code) if is_made_up else t("export.sheet", code=code)
    about = about_lines(table, t)
    explained = (
        Column(name=t("export.about_what"), cells=tuple(label for label, _ in about)),
        Column(name=t("export.about_text"), cells=tuple(text for _, text in about)),
    )
    return workbook_bytes(
        (
            Sheet(name=name, columns=tuple(_columns(table, t)), is_table=True),
            Sheet(name=t("export.sheet_sources"), columns=explained, is_table=False),
        ),
        title=table.title,
        footer=page_footer(table.area, table.as_of, table.revision, t),
        page=t("export.page"),
        mark=t("common.illustrative_ribbon") if is_made_up else None,
        made_at=table.printed_at,
    )


def table_geojson(table: MapTable, t: Translator, geometry: bytes) -> bytes:
    """A table as GeoJSON (RFC 7946), for QGIS and the like.

    Parameters
    ----------
    geometry : bytes
        A GeoJSON FeatureCollection whose features have the code as ``id``; its own properties are
        not taken over.

    Returns
    -------
    bytes
        One feature per row, in the order of the rows, with the headers and figures of the CSV file
        as properties (numbers, or null where missing). A unit without a polygon has a null
        geometry; a polygon without a row is left out. Outer rings run counter-clockwise, as RFC
        7946 asks, whichever way `geometry` has them. ``description`` says where the figures are
        from.
    """
    polygons = {one["id"]: one["geometry"] for one in json.loads(geometry)["features"]}
    made = _columns(table, t)
    names = [column.header for column in made]
    lines = []
    for code, *cells in zip(table.rows["code"], *(c.plain() for c in made), strict=True):
        feature = {
            "type": "Feature",
            "id": code,
            "properties": dict(zip(names, map(_json_cell, cells), strict=True)),
            "geometry": _counter_clockwise(polygons.get(code)),
        }
        lines.append(_json(feature))
    description = "\n".join(f"{label}: {text}" for label, text in about_lines(table, t))
    head = f'"name":{_json(_subject(table, t))},"description":{_json(description)}'
    body = ",\n".join(lines)
    document = f'{{"type":"FeatureCollection",{head},"features":[\n{body}\n]}}\n'
    return document.encode()


def file_name(table: MapTable, t: Translator, extension: str) -> str:
    """A name that says what is inside, in plain ASCII: ``peta-D02-2026-Q3-revisi-2.xlsx``.

    Other levels than villages are named, and so are made-up figures (``-DATA-CONTOH``).
    """
    level = {
        "district": t("export.file_district"),
        "regency": t("export.file_regency"),
        "agency": t("export.file_agency"),
    }.get(level_of(table.rows))
    parts = [
        t("export.file_map"),
        level,
        table.indicator.code,
        table.as_of,
        t("export.file_revision", n=str(table.revision)),  # as text: 1.234 would end the name
        t("export.file_mark") if table.is_made_up else None,
    ]
    return joined_name(parts, extension)


def about_lines(table: MapTable, t: Translator) -> Lines:
    """Everything a reader has to know about a table, as pairs of label and text."""
    mark = [(t("export.about_mark"), t("common.illustrative_ribbon"))] if table.is_made_up else []
    return [
        (t("export.about_title"), table.title),
        *mark,
        (t("export.about_area"), table.area),
        *period_lines(table.as_of, t),
        (t("export.about_revision"), str(table.revision)),
        (t("export.about_printed"), t.datetime(table.printed_at)),
        *definition_lines(table.indicator, t),
        *target_lines(table.indicator, table.as_of, t),
        *((t("export.about_source"), source) for source in table.sources),
        *method_lines(table.indicator, t),
    ]


def _columns(table: MapTable, t: Translator) -> list[Column]:
    return columns(table.rows, table.indicator, t, illustrative=table.illustrative)


def _subject(table: MapTable, t: Translator) -> str:
    """The title, with the mark of made-up figures before it."""
    return f"{t('common.illustrative_ribbon')}: {table.title}" if table.is_made_up else table.title


def _json_cell(cell: str | Decimal | None) -> str | int | float | None:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell


def _counter_clockwise(geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    if geometry is None:
        return None
    turned: dict[str, Any] = mapping(shapely.orient_polygons(shape(geometry)))
    return turned


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
