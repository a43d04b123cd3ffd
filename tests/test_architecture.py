"""What may import what, read from the syntax trees (imports inside functions too)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = sorted(ROOT.glob("kampungkb/**/*.py"))
SHIPPED = [*PACKAGE, *sorted(ROOT.glob("pages/*.py")), *ROOT.glob("app.py")]

# Imports point down only; names in one line do not know each other.
LAYERS = (
    ("errors", "settings", "bootstrap"),
    ("model",),
    ("i18n",),
    ("analysis", "planning", "areas", "intake", "store"),
    ("charts", "maps"),
    ("exports",),
    ("tasks",),
    ("ui", "cli"),
    ("__main__",),
)
# Charts and maps take their colours from one place.
SHARED = "kampungkb.charts.theme"
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

WITHOUT_STREAMLIT = """
import importlib, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "streamlit":
            raise ImportError(f"{name} is absent")

sys.meta_path.insert(0, Blocker())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(file: Path) -> Iterator[str]:
    """Modules that a file imports, the names after ``from`` included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(name: str) -> str:
    """``store`` for ``kampungkb.store.tables``; empty for the package itself and for others."""
    return name.split(".", 2)[1] if name.startswith("kampungkb.") else ""


@pytest.mark.parametrize("file", PACKAGE, ids=dotted)
def test_imports_point_down(file):
    own = part(dotted(file))
    names = [name for name in imports(file) if own != "maps" or not name.startswith(SHARED)]
    used = {part(name) for name in names} - {"", "__version__", own}
    assert sorted(name for name in used if RANK[name] >= RANK.get(own, -1)) == []


def test_only_the_screen_imports_streamlit():
    users = {
        dotted(file)
        for file in PACKAGE
        if "streamlit" in {name.partition(".")[0] for name in imports(file)}
    }
    assert sorted(name for name in users if part(name) != "ui") == []


def test_everything_but_the_screen_imports_without_streamlit():
    names = [dotted(file) for file in PACKAGE]
    names = [name for name in names if part(name) not in ("ui", "__main__")]
    command = [sys.executable, "-c", WITHOUT_STREAMLIT, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", sorted(ROOT.glob("kampungkb/**/__init__.py")), ids=dotted)
def test_init_holds_a_docstring_only(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    rest = [ast.unparse(node).partition(" = ")[0] for node in tree.body[1:]]
    assert ast.get_docstring(tree)
    assert rest == (["__version__"] if file.parent.name == "kampungkb" else [])


def test_modules_are_short_and_named_for_what_they_hold():
    lines = {dotted(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SHIPPED}
    assert {name: count for name, count in lines.items() if count > 450} == {}
    assert [file for file in SHIPPED if file.name in ("utils.py", "common.py")] == []


def test_numbers_are_typed_as_text():
    """`st.number_input` reads "12,5" as 125 in an English browser; ours parses what was typed."""
    assert [file.name for file in SHIPPED if "number_input(" in file.read_text("utf-8")] == []
