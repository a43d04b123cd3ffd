"""Text for the typesetter: what would turn a line round or run over the edge is mended."""

import re
from typing import Any, Final

# Marks of direction: one in a name would turn round the rest of its sentence, figures too.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Letters written from right to left, up to the last of a row.
_LEFTWARD: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]+")
_LEFT_TO_RIGHT: Final = "\N{LEFT-TO-RIGHT MARK}"
# No word of Indonesian or English is as long; it would run over the next column.
_LONG_WORD: Final = re.compile(r"[^\W_]{25,}")
_PART: Final = 6
BREAK: Final = "\N{ZERO WIDTH SPACE}"


def settable(value: Any) -> Any:
    """Data of any depth with each text in it made ready to be set.

    Marks of direction are left out, what follows letters from right to left stands after them,
    and a very long word may be parted.
    """
    if isinstance(value, str):
        return _settable(value)
    if isinstance(value, dict):
        return {key: settable(own) for key, own in value.items()}
    if isinstance(value, list | tuple):
        return [settable(own) for own in value]
    return value


def _settable(text: str) -> str:
    straight = _TURNING.sub("", text)
    if straight.isascii() and len(straight) < 25:
        return straight
    straight = _LEFTWARD.sub(lambda found: found[0] + _LEFT_TO_RIGHT, straight)
    return _LONG_WORD.sub(_parted, straight)


def _parted(found: re.Match[str]) -> str:
    word = found[0]
    return BREAK.join(word[at : at + _PART] for at in range(0, len(word), _PART))
