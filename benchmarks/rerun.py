"""A rerun of *Ringkasan* on the server, without a browser."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.figures import Figure, timed
from benchmarks.stores import settings, store_path
from kampungkb.settings import ROOT

LIMIT_S = 0.15


def measure(folder: Path, runs: int) -> Iterator[Figure]:
    """The first run of a session fills the cache; those after it are what readers wait for."""
    # Streamlit warns that it runs without a server, which is what is wanted here.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel("ERROR")
    os.environ["KAMPUNGKB_STORE"] = settings(store_path(folder)).store_url
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    first = timed(app.run, 1)
    if app.exception or app.error:
        raise RuntimeError(
            f"Ringkasan failed: {[one.value for one in (*app.exception, *app.error)]}"
        )
    yield Figure("Ringkasan run on the server, nothing cached", "s", first)
    yield Figure("Ringkasan rerun on the server", "s", timed(app.run, runs), LIMIT_S)
