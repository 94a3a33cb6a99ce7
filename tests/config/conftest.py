"""Embedded servers of the tests' own, each in a directory that goes away with it."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.postgres.errors import EmbeddedPostgresError
from config.postgres.server import EmbeddedPostgres

STRANGER = "nobody"


@pytest.fixture
def new_server() -> Iterator[Callable[[Path], EmbeddedPostgres]]:
    """Makes servers and removes them, with their data, at the end."""
    made: list[EmbeddedPostgres] = []

    def make(data: Path) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(data))
        return made[-1]

    yield make
    for server in made:
        server.reset()


@pytest.fixture
def server(tmp_path: Path, new_server: Callable[[Path], EmbeddedPostgres]) -> EmbeddedPostgres:
    return new_server(tmp_path / "var" / "postgres")


@pytest.fixture
def strangers_home() -> Iterator[Path]:
    """A directory of another user's, whom we can become. Root only."""
    home = Path(tempfile.mkdtemp(prefix="onrecord-test-", dir="/var/tmp"))
    entry = pwd.getpwnam(STRANGER)
    os.chown(home, entry.pw_uid, entry.pw_gid)
    yield home
    shutil.rmtree(home)


def as_stranger(action: Callable[[], Any]) -> str:
    """What the action gives, as text, in a process of another user's; an error's code if it
    fails. A fork, because that user need not be able to read our Python."""
    entry = pwd.getpwnam(STRANGER)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)
            said = str(action())
        except EmbeddedPostgresError as error:
            said = error.code
        except BaseException as error:  # a child must never return into pytest
            said = repr(error)
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return said
