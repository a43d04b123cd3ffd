"""The server starts without words that are not ours."""

import subprocess
import sys

PROGRAM = """
import sys
from kampungkb.settings import read_settings
from kampungkb.ui import server
from streamlit import config
from streamlit.web.server.starlette import starlette_server

def run(_):
    print(config.get_option("server.address"), config.get_option("server.port"))

starlette_server.UvicornRunner.run = run
server.warm.warm = lambda: None
config.get_option("server.port")  # as what is warmed up asks, on its own thread
server.serve(read_settings(store=sys.argv[1]), "127.0.0.1", 8599)
"""


def test_a_port_of_its_own_asks_for_no_restart(pack_path):
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, f"sqlite:///{pack_path}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "127.0.0.1 8599" in ended.stdout
    assert "restart" not in ended.stdout + ended.stderr
