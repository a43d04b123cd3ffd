"""Reading ahead: what the first visitor would otherwise wait for."""

import gc
import importlib
import logging
from typing import Final

from kampungkb.errors import KampungKBError
from kampungkb.ui import load

_LOG = logging.getLogger(__name__)
# Imported where they are used, so that a start need not wait; half a second for whoever is first.
_SLOW: Final = ("scipy.special", "scipy.stats", "mapclassify")


def warm() -> None:
    """Read the store, compute its gaps and name the geometry, so that a visit finds them ready.

    Then take what will stay for good out of the garbage collector's sight: streamlit collects
    everything after every run of a page, which cost 0.1 s of a 0.13 s rerun, most of it spent on
    looking through modules and tables that nobody will ever throw away.
    """
    try:
        snapshot = load.snapshot()
        load.ledger(snapshot, snapshot.as_of)
        load.layers(snapshot, 60)
    except KampungKBError as error:
        # The page that needs it says so in the reader's language.
        _LOG.warning("nothing read ahead: %s", error)
    for name in _SLOW:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
