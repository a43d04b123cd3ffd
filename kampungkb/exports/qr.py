"""An address as a QR code, to be opened by whoever points a phone at a screen or a print."""

import io
from typing import Final, Literal

import segno

from kampungkb.errors import AddressTooLongError

QrKind = Literal["svg", "png"]

# The code's own standard (ISO/IEC 18004) asks for four modules of white around it.
_BORDER: Final = 4
# Side of a PNG in pixels, at least: sharp in print at 8 cm.
_PIXELS: Final = 960


def qr_code(address: str, kind: QrKind) -> bytes:
    """Draw an address, black on white whatever the theme: phones read nothing else reliably.

    Parameters
    ----------
    address : str
        The whole address, scheme and host included.
    kind : {"svg", "png"}
        An SVG has no size of its own and fills its place.

    Returns
    -------
    bytes
        The same address gives the same bytes.

    Raises
    ------
    AddressTooLongError
        No QR code holds so much.
    """
    try:
        # Level M mends 15 per cent: a projector's beam and a folded print cost a few modules.
        code = segno.make(address, error="m", micro=False, boost_error=False)
    except segno.DataOverflowError as error:
        raise AddressTooLongError(len(address)) from error
    written = io.BytesIO()
    if kind == "svg":
        code.save(written, kind="svg", border=_BORDER, omitsize=True, xmldecl=False, light="#fff")
    else:
        side = code.symbol_size(border=_BORDER)[0]
        code.save(written, kind="png", border=_BORDER, scale=-(-_PIXELS // side))
    return written.getvalue()
