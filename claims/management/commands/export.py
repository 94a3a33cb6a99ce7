"""`manage.py export FILE`: the record as lines or rows that `manage.py import` takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from claims.exporting.lines import columns_of_all, everything
from claims.importing.formats import FORMATS, format_of
from claims.models import Topic
from history.commands import refusals_as_errors
from history.exporting import Line, ndjson, table
from history.lists import find_id
from history.snapshots import reading


class Command(BaseCommand):
    help = (
        "Export everything on record, retired and void too, as NDJSON or CSV that an empty "
        "Onrecord imports without loss (docs/importing.md says what stays behind). One consistent "
        "snapshot; its ledger position is told on standard error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="written anew; - is standard output")
        parser.add_argument("--format", choices=list(FORMATS), help="by the file's ending if unset")
        parser.add_argument("--topic", help="its claims, and what they name; by slug or id")
        parser.add_argument("--as-of", type=int, metavar="POSITION", help="as the record stood")

    def handle(
        self,
        *,
        file: str,
        topic: str | None,
        as_of: int | None,
        format: str | None,
        **options: Any,
    ) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.completed} lines"), BarColumn())
        with refusals_as_errors(), reading(as_of) as snapshot:
            of = find_id(Topic, topic, snapshot, pointer="topic") if topic else None
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                task = progress.add_task("", total=None)
                counted = _Counted(everything(snapshot, of), told=progress, task=task)
                form = format or format_of(file)
                texts = ndjson(counted) if form == "ndjson" else table(counted, columns_of_all())
                with _opened(file, self) as write:
                    for text in texts:
                        write(text)
        self.stderr.write(f"{counted.lines} lines as of position {snapshot.position}")


class _Counted:
    """Lines on their way, counted and told."""

    def __init__(self, lines: Iterator[Line], *, told: Progress, task: TaskID) -> None:
        self._lines, self._told, self._task = lines, told, task
        self.lines = 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            yield line
            self.lines += 1
            self._told.update(self._task, completed=self.lines)


class _opened:
    """The file to write to; one that can't be finished is not left half written."""

    def __init__(self, file: str, command: BaseCommand) -> None:
        self.file, self.command = file, command

    def __enter__(self) -> Any:
        if self.file == "-":
            return lambda text: self.command.stdout.write(text.decode(), ending="")
        self.draft = Path(f"{self.file}.part")
        try:
            self.stream = self.draft.open("wb")
        except OSError as error:
            raise CommandError(f"can't write {self.file}: {error.strerror}") from error
        return self.stream.write

    def __exit__(self, kind: Any, *error: Any) -> None:
        if self.file == "-":
            return
        self.stream.close()
        if kind is None:
            self.draft.replace(self.file)
        else:
            self.draft.unlink()
