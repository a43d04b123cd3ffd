"""A server of our own, a browser, and what a journey asks of a page."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kampungkb.settings import ROOT

OWN_HOSTS = ("127.0.0.1", "localhost")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # Not by intercepting requests: that switches the browser's cache off, and each address
    # would load and compile the whole program again.
    "--host-resolver-rules=MAP * ~NOTFOUND, "
    + ", ".join(f"EXCLUDE {host}" for host in OWN_HOSTS),
]  # fmt: skip
# Long, for a machine that does other work besides; a journey that passes does not wait for it.
PATIENCE_MS = 30_000


def chromium() -> str:
    """Path of Debian's chromium; without one, skip, or fail where nothing may be skipped."""
    found = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if found is None:
        message = "chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("KAMPUNGKB_TEST_STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return found


@contextmanager
def serving(store: Path, port: int | None = None) -> Iterator[str]:
    """A fresh server on a store; its address. It is ended by its own process id."""
    if port is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    log = store.with_suffix(".log")
    command = [sys.executable, "-m", "kampungkb", "serve", "--port", str(port), "--store", store]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server did not start:\n{log.read_text()}")
            time.sleep(0.1)


@dataclass
class Reader:
    """One visitor with a browser of their own; every outside host is out of reach."""

    page: Page
    # Addresses of outside hosts that the page asked for, and what the console complained about.
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    received: list[int] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Open an address and wait for its figure."""
        self.page.goto(address)
        self.drawn()

    def drawn(self, *parts: str) -> None:
        """Wait for a figure in whose name each of these is a part."""
        named = "".join(f'[data-drawn*="{part}"]' for part in parts)
        self.page.locator(f"[data-drawn]{named}").first.wait_for()

    def choose(self, label: str, option: str) -> None:
        """Choose in a filter by typing."""
        box = self.page.get_by_role("combobox", name=re.compile(f"{re.escape(label)}$|{label}"))
        box.first.click()
        self.page.keyboard.type(option)
        self.page.get_by_role("option").first.wait_for()
        self.page.keyboard.press("Enter")

    def rest(self) -> None:
        """Wait until the page does not run: while it does, what one presses may move away."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def press(self, name: str) -> None:
        """Press the button of this name once the page has come to rest."""
        button = self.page.get_by_role("button", name=name)
        # While the page runs, what it showed before can stand beside what it shows now.
        button.first.wait_for()
        self.rest()
        button.click()

    def introduce(self, name: str, agency: str) -> None:
        """Say who is at work."""
        field = self.page.get_by_role("textbox", name="Nama", exact=True)
        field.fill(name)
        # The page runs when a field is left; a list that is open then begins anew.
        field.press("Tab")
        self.rest()
        self.page.get_by_role("combobox", name="Perangkat daerah").first.click()
        self.page.get_by_role("option", name=agency, exact=True).click()
        self.rest()
        self.press("Simpan nama")
        expect(self.page.locator(".kkb-identity")).to_contain_text(f"{name} ({agency})")

    def send(self, path: Path) -> None:
        """Choose a file in the page's first place for one, once the page has come to rest."""
        self.rest()
        self.page.locator("input[type=file]").first.set_input_files(path)

    def parameters(self) -> dict[str, str]:
        """What the address bar says behind the question mark."""
        return dict(parse_qsl(urlsplit(self.page.url).query))

    def map(self, what: str) -> Any:
        """A value of the drawn map; ``div`` is its element."""
        script = f"() => {{ const div = document.querySelector('.kkb-plot'); return {what}; }}"
        return self.page.evaluate(script)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixel of a place on the map."""
        x, y = self.map(f"div._fullLayout.geo._subplot.projection([{lon}, {lat}])")
        box = self.page.locator(".kkb-plot").bounding_box()
        assert box is not None
        return box["x"] + x, box["y"] + y

    def says(self, selector: str, words: str) -> None:
        """Wait until a block of the page says this."""
        expect(self.page.locator(selector)).to_contain_text(words)


@contextmanager
def visiting(browser: Browser, width: int = 1366, height: int = 768) -> Iterator[Reader]:
    """A new visitor; nothing of earlier visits is in the browser."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
    context.set_default_timeout(PATIENCE_MS)
    reader = Reader(context.new_page())

    def note(request: Any) -> None:
        asked = urlsplit(request.url)
        # What a page makes for itself (blob:, data:) asks nobody.
        if asked.netloc and asked.hostname not in OWN_HOSTS:
            reader.outside.append(request.url)

    def complain(message: Any) -> None:
        # Below a page's address streamlit first looks for its server there, and finds a 404.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            reader.complaints.append(message.text)

    def listen(socket_: Any) -> None:
        socket_.on("framereceived", lambda frame: reader.received.append(len(frame)))

    context.on("request", note)
    reader.page.on("console", complain)
    reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
    reader.page.on("websocket", listen)
    try:
        yield reader
    finally:
        context.close()
