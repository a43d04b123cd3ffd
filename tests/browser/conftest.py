"""One browser and one server for all journeys that change nothing in the store."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.journey import FLAGS, PATIENCE_MS, Reader, chromium, serving, visiting


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """A new visitor, of whom no outside host was to hear and whose console stays clean."""
    with visiting(browser) as one:
        yield one
        assert (one.outside, one.complaints) == ([], [])


@pytest.fixture(scope="session")
def server(filled_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that several journeys share."""
    store = tmp_path_factory.mktemp("served") / "store.sqlite"
    shutil.copyfile(filled_path, store)
    with serving(store) as address:
        yield address


@pytest.fixture
def fresh_server(filled_path: Path, tmp_path: Path) -> Iterator[str]:
    """A server that nobody has visited, with a store of its own."""
    store = tmp_path / "store.sqlite"
    shutil.copyfile(filled_path, store)
    with serving(store) as address:
        yield address
