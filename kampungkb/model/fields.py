"""The fields of a hand-written TOML table, each taken once and checked; leftovers are refused."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from kampungkb.errors import DictionaryError

_T = TypeVar("_T")
Check = Callable[[str], str | None]
"""What is wrong with a text, or None."""


class Fields:
    """The fields of one table.

    Parameters
    ----------
    where : str
        Which table, for the message of a fault.
    table : Mapping
        As TOML reads it; stays unchanged.
    """

    def __init__(self, where: str, table: Mapping[str, Any]) -> None:
        self.where = where
        self._left = dict(table)

    def fault(self, name: str, problem: str) -> DictionaryError:
        """The error that names this table, a field and its problem."""
        return DictionaryError(f"{self.where}: {name}: {problem}")

    def finish(self) -> None:
        """Refuse what was not taken: a misspelt field would otherwise be silently absent."""
        for name in self._left:
            raise self.fault(name, "is no field of this table")

    def take(self, name: str, kind: type[_T], called: str) -> _T | None:
        """A field's value; None where it is absent."""
        value = self._left.pop(name, None)
        if value is None:
            return None
        # A bool is an int to Python, not to the reader of the file.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fault(name, f"{value!r} is not {called}")
        return value

    def must(self, name: str, value: _T | None) -> _T:
        """A value that may not be absent."""
        if value is None:
            raise self.fault(name, "is missing")
        return value

    def text(self, name: str) -> str | None:
        """A text without spaces around or doubled within."""
        value = self.take(name, str, "a text")
        if value is not None:
            self._tidy(name, value)
        return value

    def flag(self, name: str) -> bool | None:
        """True or false."""
        return self.take(name, bool, "true or false")

    def choice(self, name: str, vocabulary: Any) -> Any:
        """A word of a Literal."""
        value = self.take(name, str, "a text")
        allowed = get_args(vocabulary)
        if value is not None and value not in allowed:
            raise self.fault(name, f"{value!r} is not one of {', '.join(allowed)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts, each once; empty where the field is absent."""
        values = self.take(name, list, "a list") or []
        for value in values:
            if not isinstance(value, str):
                raise self.fault(name, f"{value!r} is not a text")
            self._tidy(name, value)
        for value, times in Counter(values).items():
            if times > 1:
                raise self.fault(name, f"names {value} {times} times")
        return tuple(values)

    def tables(self, name: str) -> list[Mapping[str, Any]]:
        """Tables below this one; empty where there are none."""
        values = self.take(name, list, "a list of tables") or []
        if not all(isinstance(value, dict) for value in values):
            raise self.fault(name, "is not a list of tables")
        return values

    def words(self, name: str, keys: tuple[str, ...], check: Check) -> dict[str, str] | None:
        """One text for each of several keys, such as languages; None where all are absent."""
        table = self.take(name, dict, f"a table with {', '.join(keys)}")
        if table is None:
            return None
        inner = Fields(f"{self.where}: {name}", table)
        texts = {key: inner.must(key, inner.text(key)) for key in keys}
        inner.finish()
        for key, text in texts.items():
            if problem := check(text):
                raise inner.fault(key, problem)
        return texts

    def _tidy(self, name: str, text: str) -> None:
        if not text or " ".join(text.split()) != text:
            raise self.fault(name, f"{text!r} is empty or has spaces too many")


def is_term(text: str) -> str | None:
    """A part of a sentence: no full stop."""
    return f"{text!r} ends with a full stop" if text.endswith(".") else None


def is_label(text: str) -> str | None:
    """Begins with a capital or a figure."""
    begins = text[0].isupper() or text[0].isdigit()
    return None if begins else f"{text!r} does not begin with a capital or a figure"


def is_heading(text: str) -> str | None:
    """A label without a full stop."""
    return is_label(text) or is_term(text)


def is_sentence(text: str) -> str | None:
    """One or more whole sentences."""
    return is_label(text) or (None if text.endswith(".") else f"{text!r} is no sentence")
