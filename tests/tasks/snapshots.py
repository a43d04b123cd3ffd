"""A snapshot of nine made-up villages, without a store."""

from typing import Any

import pandas as pd

from kampungkb.model.tables import ALIASES, PUBLISHED, SOURCES, VILLAGE_FIGURES, empty
from kampungkb.tasks.snapshot import Snapshot
from tests.villages import (
    REGENCY,
    areas,
    dictionary,
    formation,
    formations,
    indicator,
    observations,
    seen,
)

KKB = indicator("K01", "0.75", kind="yes_no")
KIA = indicator("D02", "0.6")
STUNTING = indicator("L02", "0.14", better="lower")
IDM = indicator("IDM", None, kind="index")


def snapshot(*rows: dict[str, Any], **more: Any) -> Snapshot:
    """Observations as of the only revision; two villages are formed."""
    given: dict[str, Any] = {
        "revision": 1, "last_revision": 1, "area_code": REGENCY, "areas": areas(),
        "aliases": empty(ALIASES), "observations": observations(*rows),
        "formations": formations(formation(8), formation(1, origin="illustrative")),
        "published": empty(PUBLISHED), "village_figures": empty(VILLAGE_FIGURES),
        "sources": empty(SOURCES), "revisions": pd.DataFrame(),
        "dictionary": dictionary(KKB, KIA, STUNTING, IDM),
    }  # fmt: skip
    return Snapshot(**(given | more))


def reported() -> list[dict[str, Any]]:
    """Child cards in eight villages and two quarters, the index in two villages."""
    now = [(10, 100), (90, 100), (6, 10), (0, 0), (50, 100), (60, 100), (70, 100), (1, 7)]
    return [
        *(seen(place, 40, 100, period="2025-Q4") for place in range(8)),
        *(seen(place, *counts) for place, counts in enumerate(now)),
        seen(0, indicator="IDM", value=0.6792, status="Berkembang", period="2024"),
        seen(1, indicator="IDM", value=0.5, status="<b>Maju</b>", period="2024"),
    ]
