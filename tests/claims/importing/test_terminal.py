"""`manage.py import` on a real terminal: its bar, Ctrl-C, what is resumed, and kill -9."""

from __future__ import annotations

import json
import os
import pty
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.importing import running
from claims.models import Revision
from history.models import Entry
from tests.claims.importing.test_importing import CATALOGUE, said, staged

LINES = [*CATALOGUE, *(said(str(80 + n), n, id=f"line-{n}") for n in range(9))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.ndjson"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in LINES))
    return path


class Terminal:
    """A command in a process of its own, on a terminal of its own; `shown` is all it shows."""

    def __init__(self, *arguments: str, **options: Any) -> None:
        connection.close()
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            command(*arguments, **options)
        self.shown = ""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        while text := self._piece():
            self.shown += text.decode(errors="replace")

    def _piece(self) -> bytes:
        try:
            return os.read(self.screen, 4096)
        except OSError:  # the other end is gone
            return b""

    def press(self, key: str) -> None:
        os.write(self.screen, key.encode())

    def ended(self) -> int:
        """How it ended: its exit code, or minus the signal."""
        _, status = os.waitpid(self.pid, 0)
        self.reader.join(30)
        os.close(self.screen)
        return os.waitstatus_to_exitcode(status)


def command(*arguments: str, **options: Any) -> None:
    """In the child: run the command as manage.py would, and end."""
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    code = 1
    try:
        call_command(*arguments, **options)
        code = 0
    except CommandError as error:
        sys.stdout.write(f"{error}\n")
    except KeyboardInterrupt:
        code = 130
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@contextmanager
def stopping(at: int) -> Iterator[Callable[[], None]]:
    """Imports of a child stop before the batch that begins with a line; what waits for that."""
    waits, tells = os.pipe()
    before: Callable[..., Any] = running.Batches.stage

    def stage(self: Any, lines: Any) -> Any:
        if lines[0].number >= at:
            os.write(tells, b".")
            while True:  # no wait without end: a signal that comes just before it would be missed
                time.sleep(0.01)
        return before(self, lines)

    def wait() -> None:
        os.close(tells)  # the child's own is left: one that ends before it stops is seen to
        assert os.read(waits, 1) == b"."
        os.close(waits)

    running.Batches.stage = stage  # type: ignore[method-assign]
    try:
        yield wait
    finally:
        running.Batches.stage = before  # type: ignore[method-assign]


def stopped(file: Path, stop: Callable[[Terminal], None], **options: Any) -> tuple[Terminal, int]:
    with stopping(at=9) as wait:
        terminal = Terminal("import", str(file), reason="A list", **options)
        wait()
        stop(terminal)
        return terminal, terminal.ended()


def test_a_terminal_shows_how_far_it_is(committed_db, file):
    terminal = Terminal("import", str(file), reason="A list")

    assert terminal.ended() == 0
    assert "12/?" in terminal.shown
    assert "statement: 9 made" in terminal.shown


@pytest.mark.parametrize("how", ["Ctrl-C", "kill -9"])
def test_stopped_in_batches_it_is_resumed_after_the_last(committed_db, file, how):
    def stop(terminal: Terminal) -> None:
        terminal.press("\x03") if how == "Ctrl-C" else os.kill(terminal.pid, signal.SIGKILL)

    _, code = stopped(file, stop, batch=4)
    before = Revision.objects.count(), Entry.objects.count()
    resumed = Terminal("import", str(file), reason="A list", batch=4, resume=True)

    assert resumed.ended() == 0, resumed.shown
    assert (code, before) == (130 if how == "Ctrl-C" else -signal.SIGKILL, (5, 2))
    assert "4/?" in resumed.shown
    assert "statement: 4 made" in resumed.shown
    assert (Revision.objects.count(), Entry.objects.count()) == (9, 3)
    assert staged() == [0, 0, 0, 0]


@pytest.mark.parametrize("how", ["Ctrl-C", "kill -9"])
def test_stopped_at_once_it_leaves_nothing(committed_db, file, monkeypatch, how):
    monkeypatch.setattr(running, "AT_ONCE", 4)

    def stop(terminal: Terminal) -> None:
        terminal.press("\x03") if how == "Ctrl-C" else os.kill(terminal.pid, signal.SIGKILL)

    stopped(file, stop)
    left = Revision.objects.count(), Entry.objects.count()
    again = Terminal("import", str(file), reason="A list")

    assert again.ended() == 0, again.shown
    assert left == (0, 0)
    assert (Revision.objects.count(), Entry.objects.count()) == (9, 1)
    assert staged() == [0, 0, 0, 0]
