"""Fixtures that several layers share: stores on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import Engine, text

from kampungkb.settings import read_settings
from kampungkb.store.engine import open_engine
from kampungkb.store.migrate import migrate
from kampungkb.store.schema import metadata
from kampungkb.tasks.illustrative import remove_illustrative
from kampungkb.tasks.opening import open_store

BACKENDS = ("sqlite", "postgresql")
# No test is timed: how long an example takes depends on what else the machine does.
# In CI the same examples every time: what fails there has failed before somebody's change.
hypothesis.settings.register_profile(
    "kampungkb", deadline=None, derandomize=bool(os.environ.get("KAMPUNGKB_TEST_STRICT"))
)
hypothesis.settings.load_profile("kampungkb")


def pytest_collection_finish() -> None:
    """Tests and modules stay to the end: not looked through again and again for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return request.param


@pytest.fixture
def blank_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without a schema; on SQLite the file is not there yet."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite'}"
    else:
        with_cluster: Cluster = request.getfixturevalue("cluster")
        yield with_cluster.create("template0")


@pytest.fixture
def fresh_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store of the newest schema; tests leave that schema as it is."""
    if backend == "sqlite":
        path = tmp_path / "store.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgresql_store")
    # Making a database takes 0.2 s, emptying one 0.01 s.
    empty(url)
    return url


@pytest.fixture
def fresh_db(fresh_url: str) -> Iterator[Engine]:
    """An empty store of the newest schema."""
    engine = open_engine(fresh_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    migrate(open_engine(f"sqlite:///{path}", create=True))
    return path


@pytest.fixture(scope="session")
def postgresql_store(cluster: "Cluster") -> str:
    url = cluster.create("template0")
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def filled_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SQLite file of the shipped area pack with the illustrative data; only to be read."""
    path = tmp_path_factory.mktemp("filled") / "store.sqlite"
    open_store(read_settings({}, store=str(path))).dispose()
    return path


@pytest.fixture(scope="session")
def pack_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SQLite file of the shipped area pack alone (``--empty``); only to be read."""
    path = tmp_path_factory.mktemp("pack") / "store.sqlite"
    open_store(read_settings({}, store=str(path)), empty=True).dispose()
    return path


@pytest.fixture(scope="session")
def cleared_path(filled_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SQLite file from which the illustrative data were taken away; only to be read."""
    path = tmp_path_factory.mktemp("cleared") / "store.sqlite"
    shutil.copyfile(filled_path, path)
    engine = open_engine(f"sqlite:///{path}")
    remove_illustrative(engine, author="test")
    engine.dispose()
    return path


@pytest.fixture
def filled(filled_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's store is filled; only to be read, so that all readers share its cache."""
    monkeypatch.setenv("KAMPUNGKB_STORE", str(filled_path))
    return filled_path


@pytest.fixture
def own_store(filled_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's store is a filled one of this test's own."""
    path = tmp_path / "own.sqlite"
    shutil.copyfile(filled_path, path)
    monkeypatch.setenv("KAMPUNGKB_STORE", str(path))
    return path


def empty(url: str) -> None:
    """Delete all rows of a PostgreSQL store, past the triggers that forbid it."""
    engine = open_engine(url)
    with engine.begin() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        for table in metadata.tables.values():
            conn.execute(table.delete())
    engine.dispose()


@dataclass
class Cluster:
    """A PostgreSQL of our own, reachable through a socket in a folder of its own."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, template: str) -> str:
        """Make a database and return its address."""
        name = f"test_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as conn:
            conn.execute(statement.encode())


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL for this session; with pytest-xdist each worker has its own."""
    programs = _postgresql_programs()
    if programs is None:
        message = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("KAMPUNGKB_TEST_STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    # Not below pytest's own folder: only root may enter that, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="kkb-pg-"))
    # PostgreSQL refuses to run as root.
    account: dict[str, str] = {"user": "postgres", "group": "postgres"} if _is_root() else {}
    if account:
        shutil.chown(folder, **account)
    try:
        yield from _running(programs, folder, account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(programs: Path, folder: Path, account: dict[str, str]) -> Iterator[Cluster]:
    data, log = folder / "data", folder / "log"
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "postgres"]
    made = subprocess.run(
        [programs / "initdb", "-D", data, *options],
        check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder,
        **account,
    )  # fmt: skip
    if made.returncode:
        pytest.fail(f"initdb ended with {made.returncode}:\n{made.stdout}")
    settings = [
        "listen_addresses=", f"unix_socket_directories={folder}", "fsync=off",
        "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=20",
        "shared_buffers=32MB",
    ]  # fmt: skip
    with log.open("wb") as output:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *(part for s in settings for part in ("-c", s))],
            stdout=output, stderr=output, cwd=folder, **account,
        )  # fmt: skip
    try:
        cluster = Cluster(folder)
        _await(cluster, server, log)
        yield cluster
    finally:
        # The "fast" shutdown: it does not wait for clients that a failed test left behind.
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def _await(cluster: Cluster, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            return cluster.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start: {error}\n{log.read_text()}")
            time.sleep(0.05)


def _postgresql_programs() -> Path | None:
    """Folder of the newest PostgreSQL's programs."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
    )
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and os.name == "posix" else None


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
