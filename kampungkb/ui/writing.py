"""Whether a page may offer to change the data, and what it says where it may not."""

from urllib.parse import urlencode

from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.navigation import PAGES
from kampungkb.ui.params import from_address


def allowed(page: Page) -> bool:
    """Whether changes are taken here and now; nothing is drawn.

    Whatever is saved goes through `load.writer` all the same, which refuses by itself.
    """
    of = page.snapshot
    return load.settings().writable and of.revision == of.last_revision


def guard(page: Page) -> bool:
    """Whether changes are taken; where not, a quiet sentence says why and what to do."""
    t, of = page.t, page.snapshot
    if not load.settings().writable:
        markup.show("writing_note.html", text=t("writing.read_only"), link="", label="")
        return False
    if of.revision != of.last_revision:
        markup.show(
            "writing_note.html",
            text=t("writing.old_revision", n=of.revision, last=t.number(of.last_revision)),
            link=link_at(_address(page), None),
            label=t("writing.newest", n=of.last_revision),
        )
        return False
    return True


def link_at(address: str, revision: int | None, **choices: str | None) -> str:
    """Address of a page as of a revision, in the reader's language.

    Parameters
    ----------
    address : str
        As in `kampungkb.ui.navigation.PAGES`; empty for the first page.
    revision : int, optional
        None: the last one.
    **choices
        Parameters of that page; what is None is left out.
    """
    version = None if revision is None else str(revision)
    given = {**choices, "v": version, "lang": from_address("lang")}
    kept = {name: value for name, value in given.items() if value is not None}
    return f"/{address}?{urlencode(kept)}" if kept else f"/{address}"


def _address(page: Page) -> str:
    return next(one.address for one in PAGES if one.script == f"{page.name}.py")
