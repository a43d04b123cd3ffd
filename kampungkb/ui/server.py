"""The server: streamlit behind a launcher of ours."""

import logging
import os
import uuid

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from kampungkb.errors import KampungKBError
from kampungkb.settings import ROOT, Settings
from kampungkb.tasks.opening import open_store
from kampungkb.ui import assets

_LOG = logging.getLogger(__name__)


class Preload:
    """Name the figures' script in the page's header, so that it loads while streamlit starts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; add the header to answers that are pages."""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append(
                        "Link", f"<{assets.plotly_script().address}>; rel=preload; as=script"
                    )
            await send(message)

        await self.app(scope, receive, named if scope["type"] == "http" else send)


def application() -> st.App:
    """The ASGI application with our route for geometry and scripts."""
    # Until app.py has run once in a process, streamlit would serve pages/*.py by file name and
    # answer every address of ours with a "Page not found" box.
    PagesManager.uses_pages_directory = False
    assets.plotly_script()
    assets.plot_module()
    return st.App(
        ROOT / "app.py",
        routes=[assets.ROUTE],
        middleware=[Middleware(Preload)],
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
    try:
        open_store(settings, empty=empty).dispose()
    except KampungKBError:
        # The pages say it in the reader's language; a server that does not start says nothing.
        _LOG.exception("the store could not be opened")
    os.chdir(ROOT)
    application().run(
        config={
            "server.address": host,
            "server.port": port,
            "server.headless": True,
            "browser.serverAddress": "localhost" if host in ("127.0.0.1", "::1") else host,
        }
    )


def _say_so(error: Exception) -> bool:
    """Log an unexpected error under a number that the reader is given; no traceback."""
    from kampungkb.ui.frame import unexpected

    reference = uuid.uuid4().hex[:8]
    _LOG.error("unexpected error %s", reference, exc_info=error)
    unexpected(reference)
    return True
