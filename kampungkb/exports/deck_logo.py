"""The logo of a letterhead as a picture that a deck can hold."""

import io
from typing import Any, Final

from kampungkb.exports.letterhead import Logo

# Pixels of the longer side, which no projector shows larger.
_LARGEST: Final = 1000
_PAGE: Final = (
    '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n'
    '#image("logo.svg", height: 100pt)'
)  # fmt: skip


def logo_png(logo: Logo | None) -> bytes | None:
    """A logo as PNG; None where there is none or it cannot be drawn."""
    if logo is None:
        return None
    drawn = _drawn(logo.content) if logo.kind == "svg" else logo.content
    return None if drawn is None else _png(drawn)


def _drawn(svg: bytes) -> bytes | None:
    import typst

    try:
        # It takes files in memory, which its types do not say.
        files: Any = {"main.typ": _PAGE.encode(), "logo.svg": svg}
        made = typst.compile(files, format="png", ppi=720)
    except RuntimeError:  # typst's own error is one of these
        return None
    return made if isinstance(made, bytes) else None


def _png(content: bytes) -> bytes | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as read:
            read.thumbnail((_LARGEST, _LARGEST))
            written = io.BytesIO()
            read.convert("RGBA").save(written, format="PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return written.getvalue()
