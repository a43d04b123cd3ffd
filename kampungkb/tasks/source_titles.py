"""Titles of the sources behind figures, as pages and files name them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot


def value_sources(of: Snapshot, ledger: Ledger, codes: Iterable[str]) -> tuple[str, ...]:
    """Titles of the sources behind the latest values of indicators, in the order of their ids."""
    own = ledger.latest[ledger.latest["indicator"].isin(list(codes))]
    return titles(of, own["source_id"])


def titles(of: Snapshot, ids: Iterable[Any]) -> tuple[str, ...]:
    """Titles of sources, each once, in the order of their ids; unknown ones are left out."""
    found = of.sources.set_index("source_id")["title"]
    named = sorted({str(one) for one in ids if not pd.isna(one)})
    return tuple(str(found[one]) for one in named if one in found.index)
