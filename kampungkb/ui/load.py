"""All cached reading, keyed by the data revision: an accepted change is a new key.

The objects are shared between sessions and never changed.
"""

from pathlib import Path

import streamlit as st
from sqlalchemy import Engine

from kampungkb.areas.pack import geometry_path
from kampungkb.charts.theme import Scheme
from kampungkb.errors import AreaPackError, WritingNotAllowedError
from kampungkb.maps.layers import MapLayers
from kampungkb.model.indicators import Dictionary, read_dictionary
from kampungkb.settings import Settings, read_settings
from kampungkb.store.engine import read_transaction
from kampungkb.store.queries import current_revision
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.ledger import ledger as compute_ledger
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from kampungkb.ui import assets


def settings() -> Settings:
    """From the environment, which the launcher has set.

    Started without it, the address that streamlit listens on decides who may write.
    """
    return read_settings(host=st.get_option("server.address"))


@st.cache_resource(show_spinner=False)
def _engine(_settings: Settings, store_url: str) -> Engine:
    return open_store(_settings)


def engine() -> Engine:
    """The store of this server."""
    own = settings()
    return _engine(own, own.store_url)


def writer() -> Engine:
    """The store of this server, for whoever is about to change it.

    Raises
    ------
    WritingNotAllowedError
        This server only shows the data. Hidden buttons alone would not keep a change out.
    """
    if not settings().writable:
        raise WritingNotAllowedError
    return engine()


@st.cache_resource(show_spinner=False, max_entries=4)
def _dictionary(path: Path, modified_ns: int) -> Dictionary:
    return read_dictionary(path)


def dictionary() -> Dictionary:
    """The indicator dictionary, read again when its file has changed."""
    path = settings().dictionary
    return _dictionary(path, path.stat().st_mtime_ns)


def last_revision() -> int:
    """The last revision of the store, asked at every run."""
    with read_transaction(engine()) as conn:
        return current_revision(conn)


@st.cache_resource(show_spinner=False, max_entries=6)
def _snapshot(store_url: str, last: int, revision: int, words: str) -> Snapshot:
    return read_snapshot(engine(), dictionary(), revision)


def snapshot(revision: int | None = None) -> Snapshot:
    """The store as of a revision; the last one unless given."""
    last = last_revision()
    shown = last if revision is None else revision
    return _snapshot(settings().store_url, last, shown, dictionary().sha256)


@st.cache_resource(show_spinner=False, max_entries=24)
def _ledger(store_url: str, key: tuple[object, ...], as_of: str | None, _of: Snapshot) -> Ledger:
    return compute_ledger(_of, as_of)


def key_of(of: Snapshot) -> tuple[object, ...]:
    """What a cached result of a snapshot is kept under."""
    return settings().store_url, of.revision, of.last_revision, of.dictionary.sha256


def ledger(of: Snapshot, as_of: str | None) -> Ledger:
    """The gaps of a snapshot as of a period."""
    return _ledger(settings().store_url, key_of(of), as_of, of)


@st.cache_resource(show_spinner=False, max_entries=8)
def _layers(
    folder: Path, metres: int, modified_ns: int, key: tuple[object, ...], _of: Snapshot
) -> MapLayers:
    names = _of.names
    villages = assets.named_geometry(
        geometry_path(folder, "villages", metres),
        {
            code: (names[code], names[parent])
            for code, parent in zip(_of.villages["code"], _of.villages["parent_code"], strict=True)
        },
    )
    districts = assets.named_geometry(
        geometry_path(folder, "districts", metres),
        {code: (names[code], "") for code in _of.districts["code"]},
    )
    context = folder / "context.geojson"
    around = assets.named_geometry(context) if context.is_file() else None
    bounds = villages.bounds | districts.bounds
    bounds[_of.area_code] = villages.whole
    return MapLayers(
        villages=villages.address,
        districts=districts.address,
        context=None if around is None else around.address,
        context_codes=() if around is None else tuple(around.bounds),
        bounds=bounds,
    )


def layers(of: Snapshot, metres: int) -> MapLayers:
    """Geometry of the area pack with the register's names.

    Raises
    ------
    AreaPackError
        The pack is missing or its geometry cannot be read.
    """
    folder = settings().area_pack
    path = folder / "area.json"
    if not path.is_file():
        raise AreaPackError("area.json", "missing")
    return _layers(folder, metres, path.stat().st_mtime_ns, key_of(of), of)


def without_polygon(of: Snapshot, known: MapLayers) -> int:
    """How many villages of the register the geometry lacks."""
    return len(of.parents.keys() - known.bounds.keys())


def scheme() -> Scheme:
    """The theme in the reader's browser."""
    return "dark" if st.context.theme.type == "dark" else "light"
