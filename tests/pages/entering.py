"""The page of corrections as a test fills it in."""

import re

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT
from kampungkb.tasks.snapshot import Snapshot, read_snapshot
from tests.pages.screen import blocks, errors, introduced, opened, plain

PAGE = "pages/entry.py"
DICTIONARY = read_dictionary(ROOT / "data" / "indicators.toml")
MONGPOK, CIKANDE = "36.04.23.2015", "36.04.17.2001"


def state(engine: Engine, revision: int | None = None) -> Snapshot:
    return read_snapshot(engine, DICTIONARY, revision)


def begun(**address: str) -> AppTest:
    app = introduced(opened(PAGE, **address))
    assert errors(app) == []
    return app


def context(app: AppTest) -> str:
    (key,) = [one.key for one in app.button if one.key.startswith("entry_check_")]
    return key.removeprefix("entry_check_")


def typed(app: AppTest, **fields: str) -> AppTest:
    """Fill in lines of text and send the form."""
    for name, text in fields.items():
        app.text_input(key=f"entry_field_{context(app)}_{name}").input(text)
    app.button(key=f"entry_check_{context(app)}").click().run()
    assert errors(app) == []
    return app


def saved(app: AppTest, reason: str = "salah ketik") -> AppTest:
    app.text_input(key=f"entry_field_{context(app)}_reason").input(reason)
    app.button(key=f"entry_save_button_{context(app)}").click().run()
    assert errors(app) == []
    return app


def words(app: AppTest) -> str:
    return " ".join(plain(one) for one in blocks(app))


def present(app: AppTest) -> str:
    """What is known now, beside the form."""
    (found,) = [one for one in map(plain, blocks(app)) if " saat ini " in f" {one[:40]} "]
    return found


def written(app: AppTest, period: str) -> None:
    """Write a period that the list has not: AppTest knows only what stands in it."""
    box = app.selectbox(key="param_periode")
    box.options.append(period)
    box.set_value(period).run()


def remarks(app: AppTest) -> list[str]:
    """The errors beside fields."""
    mark = r'<p class="kkb-remark kkb-remark-error.*?</p>'
    return [plain(one) for part in blocks(app) for one in re.findall(mark, part)]


def can_save(app: AppTest) -> list[bool]:
    return [not one.disabled for one in app.button if one.key.startswith("entry_save_button_")]


def field(app: AppTest, name: str) -> str:
    """What stands in a line of text."""
    return str(app.text_input(key=f"entry_field_{context(app)}_{name}").value)


def official(engine: Engine, village: str = MONGPOK, code: str = "D02") -> list[list[object]]:
    rows = state(engine).observations
    mine = rows[(rows["village_code"] == village) & (rows["origin"] == "official")]
    columns = ["period", "numerator", "denominator"]
    return mine.loc[mine["indicator"] == code, columns].to_numpy().tolist()
