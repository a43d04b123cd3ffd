"""The tables that travel between layers: columns, units, and what missing means.

Each is a pandas frame. Codes are dotted text (``36.04.23.2015``), never numbers. The doors
(``areas`` for files, ``store`` for the database) see to it that what they hand out has these
columns and types; inside, they are trusted.

``AREAS``, one row per unit of the hierarchy, ordered by code
    ``code``, ``level`` (nation, province, regency, district, village), ``name``,
    ``parent_code`` (missing at the top), ``kind`` (desa, kelurahan, kecamatan, kabupaten, kota,
    provinsi), ``area_km2`` (from polygons, not official; missing without a polygon),
    ``lon``, ``lat`` (an inner point; missing without a polygon).
``ALIASES``, one row per further spelling
    ``code``, ``name``, ``source``.
``OBSERVATIONS``, one row per indicator, village, period and origin
    ``indicator``, ``village_code``, ``period``, ``origin`` (official, illustrative),
    ``numerator``, ``denominator`` (Int64; whole people, missing where not reported),
    ``value`` (Float64; index, count and yes_no (0 or 1), or a ratio as a share of 1 that came
    without its counts; missing otherwise), ``status`` (an official word such as Berkembang),
    ``source_id``, ``revision``.
``FORMATIONS``, one row per village and origin
    ``village_code``, ``formed`` (bool), ``formed_on`` (date or None: day unknown),
    ``scheme`` (``kkb``, or ``older`` for the Kampung Keluarga Berencana before 2020),
    ``document``, ``note`` (missing: none), ``origin``, ``source_id``, ``revision``.
``MILESTONES``, one row per village, milestone and origin
    ``village_code``, ``milestone`` (``model.milestones``), ``origin``, ``reached`` (bool),
    ``reached_on`` (date or None: day unknown), ``document``, ``note`` (missing: none),
    ``source_id``, ``revision``.
``CLASSIFICATIONS``, one row per village, period and origin
    ``village_code``, ``period``, ``origin``, ``class_name`` (dasar, berkembang, mandiri,
    berkelanjutan), ``document``, ``note`` (missing: none), ``source_id``, ``revision``.
``INDICATOR_ENTRIES``, one row per indicator that an administrator added or changed
    ``code``, ``entry`` (JSON of one ``[[indicator]]`` table of the dictionary), ``revision``.
``TARGET_ENTRIES``, one row per target that an administrator added or changed
    ``indicator``, ``target_id`` (distinguishes the targets of one indicator), ``entry`` (JSON of
    one ``[[indicator.target]]`` table), ``revision``.
``PUBLISHED``, one row per figure that somebody published for an area as a whole
    ``figure``, ``indicator`` (missing: belongs to none), ``area_code`` (missing: outside the
    register), ``area_name``, ``period``, ``value``, ``unit`` (``share``: 0-1), ``numerator``,
    ``denominator`` (Int64), ``source_title``, ``source_url``, ``confirmed`` (bool), ``note``.
``VILLAGE_FIGURES``, one row per village and figure that is no indicator
    ``village_code``, ``figure`` (``population_census``), ``period``, ``value`` (Float64, missing:
    unknown, ``note`` says why), ``note``, ``source_id``.
``SOURCES``, one row per source
    ``source_id``, ``title``, ``publisher``, ``date``, ``licence``, ``url``.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

Contract = Mapping[str, str]

AREAS: Final[Contract] = {
    "code": "str", "level": "str", "name": "str", "parent_code": "str", "kind": "str",
    "area_km2": "float64", "lon": "float64", "lat": "float64",
}  # fmt: skip
ALIASES: Final[Contract] = {"code": "str", "name": "str", "source": "str"}
OBSERVATIONS: Final[Contract] = {
    "indicator": "str", "village_code": "str", "period": "str", "origin": "str",
    "numerator": "Int64", "denominator": "Int64", "value": "Float64", "status": "str",
    "source_id": "str", "revision": "int64",
}  # fmt: skip
FORMATIONS: Final[Contract] = {
    "village_code": "str", "formed": "bool", "formed_on": "object", "scheme": "str",
    "document": "str", "note": "str", "origin": "str", "source_id": "str", "revision": "int64",
}  # fmt: skip
MILESTONES: Final[Contract] = {
    "village_code": "str", "milestone": "str", "origin": "str", "reached": "bool",
    "reached_on": "object", "document": "str", "note": "str", "source_id": "str",
    "revision": "int64",
}  # fmt: skip
CLASSIFICATIONS: Final[Contract] = {
    "village_code": "str", "period": "str", "origin": "str", "class_name": "str",
    "document": "str", "note": "str", "source_id": "str", "revision": "int64",
}  # fmt: skip
INDICATOR_ENTRIES: Final[Contract] = {"code": "str", "entry": "str", "revision": "int64"}
TARGET_ENTRIES: Final[Contract] = {
    "indicator": "str", "target_id": "str", "entry": "str", "revision": "int64",
}  # fmt: skip
PUBLISHED: Final[Contract] = {
    "figure": "str", "indicator": "str", "area_code": "str", "area_name": "str", "period": "str",
    "value": "float64", "unit": "str", "numerator": "Int64", "denominator": "Int64",
    "source_title": "str", "source_url": "str", "confirmed": "bool", "note": "str",
}  # fmt: skip
VILLAGE_FIGURES: Final[Contract] = {
    "village_code": "str", "figure": "str", "period": "str", "value": "Float64",
    "note": "str", "source_id": "str",
}  # fmt: skip
SOURCES: Final[Contract] = {
    "source_id": "str", "title": "str", "publisher": "str", "date": "str", "licence": "str",
    "url": "str",
}  # fmt: skip


def shaped(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Give a frame a contract's columns, in its order and types.

    A contract's column that the frame lacks is added as missing; further columns are dropped.
    """
    columns: dict[str, pd.Series] = {}
    for name, dtype in contract.items():
        column = frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)
        columns[name] = (
            column if dtype == "object" else column.astype(pd.api.types.pandas_dtype(dtype))
        )
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def empty(contract: Contract) -> pd.DataFrame:
    """A frame of a contract without rows."""
    return shaped(pd.DataFrame(), contract)
