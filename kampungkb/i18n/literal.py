"""Text that plotly shows as it is."""


def literal(name: str) -> str:
    """A name as plotly shows it letter for letter: it reads a part of HTML in its texts."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
