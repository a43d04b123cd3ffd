"""The store that the measurements read."""

from pathlib import Path

from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import Settings, read_settings
from kampungkb.store.engine import store_exists
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import Snapshot, read_snapshot


def store_path(folder: Path) -> Path:
    """The store of a run of the benchmarks, made as a first start makes it."""
    path = folder / "store.sqlite"
    if not store_exists(settings(path).store_url):
        open_store(settings(path)).dispose()
    return path


def settings(path: Path) -> Settings:
    """Settings with a store of their own."""
    return read_settings({}, store=str(path))


def read(path: Path) -> Snapshot:
    """The last revision of a store."""
    own = settings(path)
    engine = open_store(own)
    try:
        return read_snapshot(engine, read_dictionary(own.dictionary))
    finally:
        engine.dispose()
