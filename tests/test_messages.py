"""Code and catalogue name the same messages, and both languages say the same."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from kampungkb import errors
from kampungkb.exports import whole_file
from kampungkb.i18n.catalogue import shipped_messages
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.store import engine

ROOT = Path(__file__).parent.parent
SOURCES = [*ROOT.glob("kampungkb/**/*.py"), *ROOT.glob("pages/*.py"), *ROOT.glob("app.py")]

# Their last part comes from data: t(f"period.quarter.{n}").
COMPOSED = ("error.", "finding.", "period.", "plan.fault.", "plan.binding.", "plan.relaxation.")

# Names, and what is written alike in both languages.
SAME_IN_BOTH = {
    "download.size_kb", "download.size_mb", "preview.hover_change", "preview.sentence",
    "brief.ask_part_here", "common.title", "map.kilometres", "map.column_formed",
    "map.download_csv", "map.download_xlsx", "map.download_geojson", "summary.point",
    "summary.from_published",
}  # fmt: skip

ERRORS = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, errors.KampungKBError)
]


def texts(node: ast.AST) -> Iterator[str]:
    """Keys that an argument can be: a text, or either side of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def keys(tree: ast.AST) -> Iterator[str]:
    """Keys of messages that a module asks for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            first = node.args[:1]
            if name == "t":
                yield from (key for argument in first for key in texts(argument))
            elif name in ("Finding", "finding"):
                for argument in [*first, *([named["kind"]] if "kind" in named else [])]:
                    yield from (f"finding.{kind}" for kind in texts(argument))
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                target = getattr(line, "target", None) or getattr(line, "targets", [None])[0]
                if isinstance(target, ast.Name) and target.id == "key" and line.value:
                    yield from texts(line.value)


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for file in SOURCES:
        yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def template_keys() -> Iterator[tuple[str, str]]:
    """Keys that a template asks for, and its name."""
    for file in ROOT.glob("kampungkb/ui/templates/*.html"):
        for key in re.findall(r't\("([^"]+)"', file.read_text(encoding="utf-8")):
            yield key, file.name


def test_every_key_in_code_is_in_the_catalogue():
    asked = {(key, str(file)) for file, tree in trees() for key in keys(tree)}
    asked |= set(template_keys())
    absent = [(key, file) for key, file in asked if key not in shipped_messages()]
    assert sorted(absent) == []


def test_every_key_in_the_catalogue_is_in_code():
    # Any text that equals a key counts: a key may stand in a table and reach t() later.
    written = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    written |= {key for key, _ in template_keys()}
    unused = [key for key in shipped_messages() if key not in written]
    assert [key for key in unused if not key.startswith(COMPOSED)] == []


def test_composed_keys_start_as_announced():
    starts = {
        str(getattr(node.args[0].values[0], "value", ""))
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", None)) in ("t", "self")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr)
    }
    assert sorted(start for start in starts if not start.startswith(COMPOSED)) == []


@pytest.mark.parametrize("key", shipped_messages())
def test_both_languages_say_the_same(key):
    message = shipped_messages()[key]
    assert message.blanks["id"] == message.blanks["en"]
    forms = {language: message.texts[language] for language in LANGUAGES}
    assert all(text.strip() == text != "" for form in forms.values() for text in form.values())
    assert (forms["id"] == forms["en"]) == (key in SAME_IN_BOTH)


def instance(error: type[errors.KampungKBError]) -> errors.KampungKBError:
    """An error made with a text for every argument."""
    if error is errors.KampungKBError:
        return error("english", reference="A1B2")
    return error(*["x" for name in inspect.signature(error).parameters if name != "self"])


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_its_sentence(error, language):
    sentence = translator(language).error(instance(error))
    assert sentence[-1] == "."
    assert "{" not in sentence


def test_every_sentence_of_an_error_has_its_error():
    spoken = {
        key
        for key in shipped_messages()
        if key.startswith("error.") and not key.startswith("error.reason.")
    }
    assert spoken == {error.key for error in ERRORS}


def test_this_file_sees_every_way_of_asking():
    tree = ast.parse(
        't("a.a"); page.t("a.b", n=1); self.t("a.c" if x else "a.d"); other("a.e")\n'
        'Finding(key="k", kind="double"); finding("empty", "error")\n'
        'class A(B):\n    key = "error.a"\nclass C(B):\n    key: ClassVar[str] = "error.c"\n'
    )
    assert sorted(keys(tree)) == [
        "a.a", "a.b", "a.c", "a.d", "error.a", "error.c", "finding.double", "finding.empty",
    ]  # fmt: skip


def test_every_reason_has_words():
    reasons = {key.removeprefix("error.reason.") for key in shipped_messages() if ".reason." in key}
    files = {f"file_{reason}" for reason in get_args(errors.FileReason)}
    named = {"no_file", "failing", *whole_file._REASONS.values()}
    files |= {f"unwritten_{reason}" for reason in named} | {"pack_unreadable", "pack_no_polygon"}
    assert reasons == set(engine._UNREADABLE) | set(engine._READ_ONLY) | files
    damaged = engine.unreadable("sqlite:////x/y.sqlite", "damaged")
    assert translator("en").error(damaged) == (
        "The database /x/y.sqlite cannot be opened: the file is damaged, restore a backup. Nothing "
        "in it was changed. Ask the administrator to check the connection or to restore the latest "
        "backup."
    )
