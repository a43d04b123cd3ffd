"""A store for the tests of a module."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kampungkb.store.engine import open_engine
from tests.uploads.tables import Store


@pytest.fixture(scope="module")
def store(pack_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The area pack alone, the module's own: each test uses villages or files of its own."""
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    shutil.copyfile(pack_path, path)
    engine = open_engine(f"sqlite:///{path}")
    yield Store(engine)
    engine.dispose()
