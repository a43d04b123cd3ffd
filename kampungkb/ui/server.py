"""The server: streamlit behind a launcher of ours."""

import logging
import os
import threading
import uuid

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from kampungkb.errors import KampungKBError
from kampungkb.settings import ROOT, Settings
from kampungkb.tasks.opening import open_store
from kampungkb.ui import assets, warm

_LOG = logging.getLogger(__name__)


class PageHead:
    """Put our style sheet and the figures' script into the head of the page.

    A style that comes with the first run of a page comes after its first words, and everything
    moves; a script that is asked for by the first figure is asked for last.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; add to the head of answers that are pages."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        if "text/html" in Headers(scope=scope).get("accept", ""):
            # Asked for as it is, the page can be added to; it has eight kilobytes.
            plain = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
            scope = dict(scope) | {"headers": plain}
        start: Message | None = None
        page = bytearray()

        async def headed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if start is None:
                await send(message)
                return
            page.extend(message.get("body", b""))
            if not message.get("more_body", False):
                body = bytes(page).replace(b"</head>", _head() + b"</head>", 1)
                headers = MutableHeaders(scope=start)
                headers["Content-Length"] = str(len(body))
                # They name streamlit's file, not what we have made of it.
                del headers["ETag"], headers["Last-Modified"]
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, headed)


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return "content-encoding" not in headers and headers.get("content-type", "").startswith(
        "text/html"
    )


def _head() -> bytes:
    style, script = assets.style_sheet().address, assets.plotly_script().address
    return (
        f'<link rel="stylesheet" href="{style}"><link rel="preload" as="script" href="{script}">'
    ).encode()


def application() -> st.App:
    """The ASGI application with our route for geometry and scripts."""
    # Until app.py has run once in a process, streamlit would serve pages/*.py by file name and
    # answer every address of ours with a "Page not found" box.
    PagesManager.uses_pages_directory = False
    for prepare in (assets.plotly_script, assets.plot_module, assets.style_sheet):
        prepare()
    return st.App(
        ROOT / "app.py",
        routes=[assets.ROUTE],
        middleware=[Middleware(PageHead)],
        on_script_error=_say_so,
    )


def serve(settings: Settings, host: str, port: int, *, empty: bool = False) -> None:
    """Open the store, making it where there is none, and serve until stopped.

    Raises
    ------
    KampungKBError
        The store cannot be opened or made.
    """
    # Pages read their settings from the environment, like every other process of ours.
    os.environ["KAMPUNGKB_STORE"] = settings.store_url
    os.environ["KAMPUNGKB_WRITING"] = "allow" if settings.writable else "deny"
    try:
        open_store(settings, empty=empty).dispose()
    except KampungKBError:
        # The pages say it in the reader's language; a server that does not start says nothing.
        _LOG.exception("the store could not be opened")
    else:
        # What every visit needs, while the first visitor's browser is still starting up.
        threading.Thread(target=warm.warm, daemon=True).start()
    os.chdir(ROOT)
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "browser.serverAddress": "localhost" if host in ("127.0.0.1", "::1") else host,
    }
    # What is warmed up has read streamlit's own by now; `run` would find others and tell people to
    # restart.
    for name, value in options.items():
        config.set_option(name, value)
    application().run(config=options)


def _say_so(error: Exception) -> bool:
    """Log an unexpected error under a number that the reader is given; no traceback."""
    from kampungkb.ui.frame import unexpected

    reference = uuid.uuid4().hex[:8]
    _LOG.error("unexpected error %s", reference, exc_info=error)
    unexpected(reference)
    return True
