"""The columns of a downloaded table: headers in the reader's language, cells without a format.

Every format writes the same columns: CSV, XLSX and GeoJSON differ only in how a cell is put down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import verdict_words
from kampungkb.model.indicators import Indicator

PERCENT: Final = "%"
_COUNT: Final = "#,##0"
# Excel has no format for a rate per 1,000: there the number itself is multiplied.
_FORMATS: Final[Mapping[str, str]] = {
    "share": "0.00%", "per_1000": "0.0", "index": "0.0000", "index_100": "0.0", "years": "0.0",
    "count": "#,##0.0",
}  # fmt: skip
_MADE_UP: Final = ("illustrative", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Parameters
    ----------
    name : str
        The header without its unit; no two columns of a table have the same.
    unit : str
        Of the figures in `plain`; empty: none, or said by the name.
    cells : tuple of str, Decimal or None
        One per row; None is missing. Shares and rates are shares of 1.
    shift : int
        `plain` multiplies by this power of ten: 2 for percent, 3 for a rate per 1,000.
    number_format : str
        Of a spreadsheet; empty for text.
    cell_formats : tuple of str
        Of a spreadsheet, one per cell, where they differ; empty: `number_format` for all.
    """

    name: str
    cells: tuple[str | Decimal | None, ...]
    unit: str = ""
    shift: int = 0
    number_format: str = ""
    cell_formats: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """Name and unit, where nothing but the header can tell the unit: ``Nilai (%)``."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def sheet_header(self) -> str:
        """Name and unit for a spreadsheet, whose cells say by themselves that they are percent."""
        return self.name if self.unit == PERCENT else self.header

    def plain(self) -> list[str | Decimal | None]:
        """The cells in the unit of the header, shifted exactly: 0.6792 is 67.92."""
        if not self.shift:
            return list(self.cells)
        return [
            cell.scaleb(self.shift) if isinstance(cell, Decimal) else cell for cell in self.cells
        ]

    def sheet_cells(self) -> list[str | Decimal | None]:
        """The cells of a spreadsheet: percent stay shares of 1 and have a format."""
        return list(self.cells) if self.unit == PERCENT else self.plain()

    def format_of(self, row: int) -> str:
        """The number format of a cell in a spreadsheet; empty for text."""
        return self.cell_formats[row] if self.cell_formats else self.number_format


def level_of(rows: pd.DataFrame) -> str:
    """The level of the rows; ``village`` where there are none."""
    return str(rows["level"].iloc[0]) if len(rows) else "village"


def made_up(rows: pd.DataFrame) -> pd.Series:
    """Whether each row has a figure that was made up, wholly or in part."""
    return rows["origin"].isin(_MADE_UP)


def columns(
    rows: pd.DataFrame, indicator: Indicator, t: Translator, *, illustrative: bool
) -> list[Column]:
    """The columns of a table.

    Parameters
    ----------
    rows : DataFrame
        As in `kampungkb.exports.tables.MapTable`.
    indicator : Indicator
        Decides units, and leaves out what its kind does not have.
    illustrative : bool
        The table says that it holds made-up figures. Where no row says so itself, all do.

    Returns
    -------
    list of Column, in the order of the file
        Which columns there are depends on the level, on the kind of the indicator and on whether
        a status was published, never on which values are missing.
    """
    return [
        *_unit_columns(rows, t),
        *_value_columns(rows, indicator, t),
        *_verdict_columns(rows, indicator, t),
        *_trust_columns(rows, t, illustrative=illustrative),
    ]


def _unit_columns(rows: pd.DataFrame, t: Translator) -> list[Column]:
    level = level_of(rows)
    code, name = {
        "village": (t("export.village_code"), t("export.village_name")),
        "district": (t("export.district_code"), t("export.district_name")),
    }.get(level, (t("export.area_code"), t("export.area_name")))
    made = [text_column(code, rows["code"]), text_column(name, rows["name"])]
    if level == "village":
        if "district" in rows:
            made.append(text_column(t("export.district_name"), rows["district"]))
        if "formed" in rows:
            words = {True: t("verdict.formed"), False: t("verdict.not_formed")}
            made.append(words_column(t("export.formed"), rows["formed"], words))
    return made


def _value_columns(rows: pd.DataFrame, indicator: Indicator, t: Translator) -> list[Column]:
    name = pd.Series(t.words(indicator.name), index=rows.index, dtype="str")
    made = [
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.indicator_name"), name),
        # The code and not its words: it sorts, and it is what an upload is to carry.
        text_column(t("export.period"), rows["period"]),
    ]
    if _is_counted(rows, indicator):
        made += [
            count_column(t("export.numerator"), rows["numerator"]),
            count_column(t("export.denominator"), rows["denominator"]),
        ]
    is_state = indicator.kind == "yes_no" and level_of(rows) == "village"
    value = (
        figure_column(t("export.value"), rows["value"], t("export.unit_yes_no"), 0, "0")
        if is_state
        else measured_column(t("export.value"), rows["value"], indicator, t)
    )
    return [
        *made,
        value,
        measured_column(t("export.target"), rows["target"], indicator, t),
        figure_column(t("export.target_year"), rows["target_year"], "", 0, "0"),
    ]


def _verdict_columns(rows: pd.DataFrame, indicator: Indicator, t: Translator) -> list[Column]:
    made = []
    if _is_counted(rows, indicator):
        counted = t.words(indicator.counted)
        made += [
            count_column(t("export.shortfall"), rows["shortfall"], counted),
            count_column(t("export.unserved"), rows["unserved"]),
        ]
    if indicator.kind == "ratio":
        made += [
            measured_column(t("export.low"), rows["low"], indicator, t),
            measured_column(t("export.high"), rows["high"], indicator, t),
        ]
    if level_of(rows) != "village":
        made.append(measured_column(t("export.published"), rows["published"], indicator, t))
    made.append(words_column(t("export.verdict"), rows["verdict"], verdict_words(t)))
    if rows["status"].notna().any():
        made.append(text_column(t("export.status"), rows["status"]))
    return made


def _trust_columns(rows: pd.DataFrame, t: Translator, *, illustrative: bool) -> list[Column]:
    made = []
    if level_of(rows) != "village":
        yes_no = {True: t("export.yes"), False: t("export.no")}
        made += [
            count_column(t("export.villages"), rows["villages"]),
            count_column(t("export.villages_with_value"), rows["villages_with_value"]),
            words_column(t("export.low_coverage"), rows["low_coverage"], yes_no),
        ]
    origins = {
        "official": t("common.official"),
        "illustrative": t("common.illustrative"),
        "mixed": t("export.mixed"),
    }
    made.append(words_column(t("export.origin"), rows["origin"], origins))
    return [*made, Column(name=t("export.note"), cells=_notes(rows, t, illustrative=illustrative))]


def _notes(rows: pd.DataFrame, t: Translator, *, illustrative: bool) -> tuple[str | None, ...]:
    mark = t("common.illustrative_ribbon")
    figures = made_up(rows)
    formed = formed_made_up(rows)
    # A file of which nobody can say what was made up is made up as a whole.
    if illustrative and not (figures.any() or formed.any()):
        figures = ~figures
    part = t("export.formed_illustrative", mark=mark)
    return tuple(
        mark if figure else part if state else None
        for figure, state in zip(figures, formed, strict=True)
    )


def formed_made_up(rows: pd.DataFrame) -> pd.Series:
    """Whether the state of each village, formed or not, was made up; false where not shown."""
    if level_of(rows) != "village" or not {"formed", "formed_origin"} <= set(rows):
        return pd.Series(False, index=rows.index)
    return rows["formed_origin"].isin(_MADE_UP)


def _is_counted(rows: pd.DataFrame, indicator: Indicator) -> bool:
    """Whether the rows have counts; one village of a yes_no is in its state or it is not."""
    states = indicator.kind == "yes_no" and level_of(rows) != "village"
    return indicator.kind == "ratio" or states


def text_column(name: str, values: Iterable[Any]) -> Column:
    """Texts as they are; missing ones stay empty."""
    return Column(
        name=name,
        cells=tuple(
            v if type(v) is str else None if pd.isna(v) else str(v) for v in _listed(values)
        ),
    )


def words_column(name: str, values: Iterable[object], words: Mapping[Any, str]) -> Column:
    """A word for each value; what has none stays empty."""
    return Column(name=name, cells=tuple(words.get(value) for value in _listed(values)))


def figure_column(
    name: str, values: Iterable[Any], unit: str, shift: int, number_format: str
) -> Column:
    """Exact figures in a unit; see `Column`."""
    cells = tuple(exact(value) for value in _listed(values))
    return Column(name=name, cells=cells, unit=unit, shift=shift, number_format=number_format)


def _listed(values: Iterable[Any]) -> Iterable[Any]:
    """Values to go through once; a column of Arrow text is slow to give them one by one."""
    return values.tolist() if isinstance(values, pd.Series) else values


def count_column(name: str, values: Iterable[Any], unit: str = "") -> Column:
    """Whole numbers."""
    return figure_column(name, values, unit, 0, _COUNT)


def share_column(name: str, values: Iterable[Any]) -> Column:
    """Shares of 1, shown as percent."""
    return figure_column(name, values, PERCENT, 2, _FORMATS["share"])


def measured_column(
    name: str, values: Iterable[Any], indicator: Indicator, t: Translator
) -> Column:
    """Values in an indicator's own unit."""
    unit, shift = {
        "share": (PERCENT, 2),
        "per_1000": (t("export.unit_per_1000"), 3),
        "years": (t("export.unit_years"), 0),
        "count": (t.words(indicator.counted), 0),
    }.get(indicator.unit, ("", 0))
    return figure_column(name, values, unit, shift, _FORMATS[indicator.unit])


def mixed_column(name: str, values: Iterable[Any], indicators: Iterable[Indicator]) -> Column:
    """Values of several indicators, one for each value; another column has to say their units.

    Shares stay shares of 1 in percent format; rates per 1,000 are multiplied.
    """
    cells, formats = [], []
    for value, one in zip(_listed(values), indicators, strict=True):
        cell = exact(value)
        cells.append(cell.scaleb(3) if one.unit == "per_1000" and cell is not None else cell)
        formats.append(_FORMATS[one.unit])
    return Column(name=name, cells=tuple(cells), cell_formats=tuple(formats))


def own_units_column(name: str, values: Iterable[Any], indicators: Iterable[Indicator]) -> Column:
    """Values of several indicators as figures in the unit that another column names.

    Percent and rates are multiplied, 0.6792 is 67.92: a CSV file has no formats.
    """
    shifts = {"share": 2, "per_1000": 3}
    cells = []
    for value, one in zip(values, indicators, strict=True):
        cell = exact(value)
        cells.append(None if cell is None else cell.scaleb(shifts.get(one.unit, 0)))
    return Column(name=name, cells=tuple(cells), number_format="General")


def unit_word(indicator: Indicator, t: Translator) -> str:
    """The unit of an indicator's values where a spreadsheet shows them."""
    return {
        "share": PERCENT,
        "per_1000": t("export.unit_per_1000"),
        "years": t("export.unit_years"),
        "count": t.words(indicator.counted),
    }.get(indicator.unit, t("export.unit_index"))
