"""`manage.py export FILE`: the record as lines that `manage.py import` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from api.rendering import dumps
from claims.exporting.lines import everything
from claims.models import Topic
from history.commands import refusals_as_errors
from history.lists import find_id
from history.snapshots import reading


class Command(BaseCommand):
    help = (
        "Export sources, topics, entities, claims and statements, void ones too, as NDJSON that an "
        "empty Onrecord imports to the same answers (docs/importing.md says what stays behind). "
        "One consistent snapshot; its ledger position is told on standard error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="written anew; - is standard output")
        parser.add_argument("--topic", help="its claims, and what they name; by slug or id")
        parser.add_argument("--as-of", type=int, metavar="POSITION", help="as the record stood")

    def handle(self, *, file: str, topic: str | None, as_of: int | None, **options: Any) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.completed} lines"), BarColumn())
        with refusals_as_errors(), reading(as_of) as snapshot:
            of = find_id(Topic, topic, snapshot, pointer="topic") if topic else None
            with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
                task = progress.add_task("", total=None)
                written = 0
                with _opened(file, self) as write:
                    for line in everything(snapshot, of):
                        write(dumps(line) + b"\n")
                        written += 1
                        progress.update(task, completed=written)
        self.stderr.write(f"{written} lines as of position {snapshot.position}")


class _opened:
    """The file to write to; one that can't be finished is not left half written."""

    def __init__(self, file: str, command: BaseCommand) -> None:
        self.file, self.command = file, command

    def __enter__(self) -> Any:
        if self.file == "-":
            return lambda line: self.command.stdout.write(line.decode(), ending="")
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
