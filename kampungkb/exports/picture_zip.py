"""Many pictures in one ZIP, written one by one as they are made."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from kampungkb.errors import ExportCancelledError
from kampungkb.exports.picture import Kind, PictureAbout, Shape, picture
from kampungkb.i18n.translator import Translator


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureItem:
    """A figure as a page shows it.

    Parameters
    ----------
    name : str
        Of its files, in plain ASCII and without ending; folders are parted by ``/``.
    figure : plotly Figure
    about : PictureAbout
    """

    name: str
    figure: Any
    about: PictureAbout


def picture_zip(
    items: Iterable[PictureItem | None],
    file: IO[bytes],
    *,
    printed_on: date,
    t: Translator,
    progress: Callable[[int, str], bool] = lambda _done, _name: True,
) -> bool:
    """Each figure three times: wide and square as PNG, and as SVG.

    Parameters
    ----------
    items : iterable of PictureItem or None
        Asked for one at a time; None: there is nothing to draw.
    file
        Open for writing, such as `kampungkb.exports.whole_file.write_whole` hands out.
    printed_on : date
        Of the files in it.
    progress : callable
        Is told before each figure how many were asked for so far, and its title (empty where
        there is none); answers whether to go on.

    Returns
    -------
    bool
        Whether one of the pictures shows a made-up figure.

    Raises
    ------
    ExportCancelledError
        `progress` said no; what is in `file` by then is no whole ZIP.
    AreaPackError
        The geometry of a map cannot be read.
    """
    forms: tuple[tuple[str, Shape, Kind], ...] = (
        (".png", "wide", "png"),
        (f"-{t('picture.square')}.png", "square", "png"),
        (".svg", "wide", "svg"),
    )
    day = (max(printed_on.year, 1980), printed_on.month, printed_on.day, 0, 0, 0)
    is_made_up = False
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, item in enumerate(items):
            if not progress(done, "" if item is None else item.about.title):
                raise ExportCancelledError
            if item is None:
                continue
            is_made_up |= item.about.mark is not None
            for ending, shape, kind in forms:
                entry = zipfile.ZipInfo(item.name + ending, day)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED if kind == "svg" else zipfile.ZIP_STORED
                drawn = picture(item.figure, item.about, shape=shape, kind=kind)
                archive.writestr(entry, drawn)
    return is_made_up
