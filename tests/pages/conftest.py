"""Pages run without a browser: what they cached belongs to one test file."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.components.v2 import manifest_scanner

from kampungkb.store.engine import open_engine
from kampungkb.ui import upload_work
from tests.pages.uploading import Store


@pytest.fixture(scope="module", autouse=True)
def _nothing_cached() -> Iterator[None]:
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once() -> Iterator[None]:
    """For each page it opens, streamlit reads what all installed packages say of themselves.

    That takes longer than most pages do, and no package comes or goes while tests run.
    """
    found = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for its file: without a browser nothing would ask again."""
    monkeypatch.setattr(upload_work, "PATIENCE", 60.0)


@pytest.fixture
def own_path(pack_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's store is this test's own, without made-up values: they have their own tests."""
    path = tmp_path / "own.sqlite"
    shutil.copyfile(pack_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    return path


@pytest.fixture
def store(own_path: Path) -> Iterator[Store]:
    """What is in that store."""
    found = Store(own_path)
    yield found
    found.engine.dispose()


@pytest.fixture
def other(own_path: Path, tmp_path: Path) -> Iterator[Store]:
    """The same store as it was before the test."""
    path = tmp_path / "other.sqlite"
    shutil.copyfile(own_path, path)
    found = Store(path)
    yield found
    found.engine.dispose()


@pytest.fixture
def engine(own_store: Path) -> Iterator[Engine]:
    """The filled store of this test's own, as the program finds it."""
    found = open_engine(f"sqlite:///{own_store}")
    yield found
    found.dispose()
