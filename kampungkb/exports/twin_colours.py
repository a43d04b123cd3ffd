"""The colours of the offline twin: named in its data, said once for light, dark and print.

A figure made with `NAMED` has names in place of colours; the style sheet says what they are, so
that the same file follows the reader's system and prints in the light colours.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from kampungkb.charts.theme import LIGHT, Palette, graded, readable


def _named() -> Palette:
    names: dict[str, str | tuple[str, ...]] = {}
    for one in fields(Palette):
        own = getattr(LIGHT, one.name)
        name = one.name.replace("_", "-")
        names[one.name] = (
            name if isinstance(own, str) else tuple(f"{name}-{at}" for at in range(len(own)))
        )
    return Palette(**names)  # type: ignore[arg-type]


NAMED: Final = _named()


def quarter_name(at: int) -> str:
    """The name of the colour of a quarter, by its place in a plan."""
    return f"step-{at}"


def variables(palette: Palette, quarters: int) -> str:
    """The custom properties of a palette, for a rule of a style sheet.

    Parameters
    ----------
    quarters : int
        Of the plan; each has a colour and one that is read on it.
    """
    return "".join(f"--{name}:{colour};" for name, colour in _pairs(palette, quarters))


def _pairs(palette: Palette, quarters: int) -> Iterator[tuple[str, str]]:
    for one in fields(Palette):
        names, colours = getattr(NAMED, one.name), getattr(palette, one.name)
        if isinstance(names, str):
            yield names, colours
        else:
            yield from zip(names, colours, strict=True)
    yield "on-reached", readable(palette.reached)
    yield from (
        (quarter_name(at), colour)
        for at, colour in enumerate(graded(palette.quarters, quarters) if quarters else ())
    )
