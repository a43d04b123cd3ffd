"""All colours and type, shared by the screen, pictures, decks and print.

Checked against the simulations of deuteranopia, protanopia and tritanopia and in greyscale by
``tests/charts/test_theme.py``: text at least 4.5 to 1 against its ground, marks 3 to 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Scheme = Literal["light", "dark"]
FONT: Final = '"Source Sans", sans-serif'


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme."""

    ground: str
    # Cards and the land around the regency.
    surface: str
    line: str
    ink: str
    muted: str
    # Formed, or met.
    reached: str
    below: str
    cannot_tell: str
    no_data: str
    # A value of too few villages to be judged.
    thin: str
    # Magnitudes, from little to much.
    sequential: tuple[str, ...]
    # Short of a target, from far to near.
    short: tuple[str, ...]
    # On the good side of a target, from near to far.
    good: tuple[str, ...]
    # Quarters, from the first to the last: the first stands out most. Up to twelve `graded`
    # steps of it are told apart.
    quarters: tuple[str, ...]
    # What has no order, such as agencies: any two differ.
    categories: tuple[str, ...]
    village_line: str
    district_line: str
    formed_line: str
    selected: str


LIGHT: Final = Palette(
    ground="#ffffff",
    surface="#f4f6f8",
    line="#d9dfe5",
    ink="#17212b",
    muted="#4f5d6b",
    reached="#0f766e",
    below="#c8442a",
    cannot_tell="#b98a2f",
    no_data="#d0d0d0",
    thin="#9ea6ae",
    sequential=(
        "#dce8f0", "#b9d1e1", "#93b7cf", "#6b9abb", "#487da3", "#2c5f86", "#163f61",
    ),
    short=("#8f2413", "#b93a22", "#d65f43", "#e88a6f", "#f3b49f", "#f9d8cb"),
    good=("#74bbb0", "#3f9e94", "#0f766e"),
    quarters=(
        "#0b1d51", "#24408e", "#1f6cab", "#2b9ab8", "#5cbcae", "#a3d69a", "#e6ec9c",
    ),
    categories=(
        "#1f315a", "#9e8289", "#793e0e", "#361f26", "#6b86d3", "#c77c1e", "#975290", "#554fb1",
        "#247944",
    ),
    village_line="#ffffff",
    district_line="#5b6b7a",
    formed_line="#062f2b",
    selected="#111827",
)  # fmt: skip
DARK: Final = Palette(
    ground="#10171e",
    surface="#1a242d",
    line="#33414d",
    ink="#eef2f5",
    muted="#a9b6c2",
    reached="#3fbfb0",
    below="#f0785a",
    cannot_tell="#e0b252",
    no_data="#454545",
    thin="#646e78",
    sequential=(
        "#27414f", "#325d74", "#417a97", "#5a98b6", "#7db5cf", "#a7d0e3", "#d5ebf5",
    ),
    short=("#ff9b7d", "#ea7d5e", "#cf6344", "#b04e31", "#8f3f27", "#70321f"),
    good=("#2f7d76", "#3fa59a", "#5fd6c8"),
    quarters=(
        "#f5ffc5", "#b9e77a", "#5ed290", "#05a452", "#3d7983", "#4954a1", "#4d1da1",
    ),
    categories=(
        "#5579a6", "#888498", "#917149", "#deecd8", "#afcbd9", "#eca948", "#c394de", "#9688f2",
        "#45b990",
    ),
    village_line="#10171e",
    district_line="#93a3b1",
    formed_line="#f4fffd",
    selected="#ffffff",
)  # fmt: skip
PALETTES: Final[Mapping[Scheme, Palette]] = {"light": LIGHT, "dark": DARK}

# Colour and word and shape: nothing is told by colour alone.
VERDICT_SHAPES: Final[Mapping[str, str]] = {
    "met": "●",
    "below": "▼",
    "cannot_tell": "◇",
    "no_data": "–",
}
# In a figure only: beside a word, what is not judged has no shape.
THIN_SHAPE: Final = "□"


def verdict_colour(palette: Palette, verdict: str) -> str:
    """The colour of a verdict."""
    return {
        "met": palette.reached,
        "below": palette.below,
        "cannot_tell": palette.cannot_tell,
        "thin": palette.thin,
    }.get(verdict, palette.no_data)


def spread(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    """So many of a scale's colours, its ends included."""
    if count <= 1:
        return (colours[len(colours) // 2],)[:count]
    last = len(colours) - 1
    return tuple(colours[round(i * last / (count - 1))] for i in range(count))


def tint(colour: str, ground: str, share: float) -> str:
    """A colour let down with its ground; `share` (0-1) of it remains."""
    parts = ((int(one[at : at + 2], 16) for one in (colour, ground)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own * share + under * (1 - share)):02x}" for own, under in parts)


def graded(colours: tuple[str, ...], count: int) -> tuple[str, ...]:
    """So many colours along a scale, those between its own mixed from their neighbours.

    Returns
    -------
    tuple of str
        The scale's ends included; of one, the first.
    """
    last = len(colours) - 1
    found = []
    for step in range(count):
        whole, part = divmod(step * last, max(count - 1, 1))
        after = colours[min(whole + 1, last)]
        found.append(tint(after, colours[whole], part / max(count - 1, 1)))
    return tuple(found)


def readable(colour: str) -> str:
    """Black or white, whichever is read better on a colour: one of them is by at least 4.5 to 1."""
    own = _lightness(colour)
    return "#000000" if (own + 0.05) / 0.05 >= 1.05 / (own + 0.05) else "#ffffff"


def _lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
