"""`manage.py import FILE`: records from a file or a stream onto the record."""

from __future__ import annotations

import argparse
import gc
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.rendering import dumps
from claims.importing import BadLine, Import, Report
from claims.importing.formats import FORMATS, format_of
from claims.importing.holding import clear
from claims.models import Import as Started
from history.commands import add_author, author, refusals_as_errors
from history.models import Channel

SHOWN = 20  # refused lines told on a terminal; --json tells a thousand


class Command(BaseCommand):
    help = (
        "Import records (docs/importing.md) from FILE, or from standard input with -. All or "
        "nothing: one line refused, and nothing is recorded; --keep-going leaves out what is "
        "refused. A second import of the same lines changes nothing. Editors can save meanwhile; "
        "they wait for the last step alone. Exits 1 if a line was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="NDJSON or CSV; - reads standard input")
        add_author(parser, reason=True)
        parser.add_argument("--format", choices=list(FORMATS), help="by the file's ending if unset")
        parser.add_argument("--importer", default="", help="of the lines that name no importer")
        parser.add_argument("--dry-run", action="store_true", help="check every line, record none")
        parser.add_argument("--keep-going", action="store_true", help="leave out refused lines")
        parser.add_argument(
            "--batch", type=_positive, metavar="N", help="an entry for every N lines, one by one"
        )
        parser.add_argument(
            "--resume",
            action="store_true",
            help="go on after the last batch on record of this very file, with the same --batch",
        )
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, *, file: str, **options: Any) -> None:
        if options["resume"] and (file == "-" or not options["batch"]):
            raise CommandError("--resume needs a file and --batch: only batches are on record")
        with _opened(file) as stream, refusals_as_errors(), _collecting_seldom():
            try:
                report = self._import(file, stream, **options)
            except BadLine as error:
                self._tell(error.report, as_json=options["json"])
                resumes = "; --resume goes on after them" if error.report.positions else ""
                raise CommandError(f"{error.report.left()}{resumes}") from error
        self._tell(report, as_json=options["json"])
        if report.refused_total:
            raise CommandError(f"{report.refused_total} lines refused and left out")

    def _import(self, file: str, stream: IO[bytes], **options: Any) -> Report:
        started = _started(
            file, options["importer"], resume=options["resume"], batch=options["batch"]
        )
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task("lines", total=None)
            importing = Import(
                by=author(options["by"]),
                reason=options["reason"],
                channel=Channel.IMPORT.value,
                importer=options["importer"],
                dry_run=options["dry_run"],
                keep_going=options["keep_going"],
                batch=options["batch"],
                started=started,
                told=lambda lines: progress.update(task, completed=lines),
            )
            read = FORMATS[options["format"] or format_of(file)]
            return importing.run(read(stream))

    def _tell(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(dumps(report.body()).decode())
            return
        for each in report.refused[:SHOWN]:
            for fault in each.faults:
                self.stderr.write(
                    f"line {each.line}: {fault.pointer} {fault.detail} ({fault.code})"
                )
        if report.refused_total > SHOWN:
            self.stderr.write(f"… and {report.refused_total - SHOWN} more lines")
        verb = "would be made" if report.dry_run else "made"
        for kind, number in sorted(report.made.items()):
            self.stdout.write(f"{kind}: {number} {verb}")
        self.stdout.write(f"unchanged: {report.unchanged}")
        if report.positions:
            self.stdout.write(f"entries: {report.positions[0]} to {report.positions[-1]}")


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage that refers to itself every 100,000 objects: lines make hardly any, and what
    Django has loaded would be gone through again and again, a sixth of an import's time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise CommandError(f"can't read {file}: {error.strerror}") from error
    with stream:
        yield stream


def _started(file: str, importer: str, *, resume: bool, batch: int | None) -> Started:
    """The import to go on with, or a new one; a file that is imported in batches is known again."""
    if file == "-" or not batch:
        return Started(importer=importer)
    with Path(file).open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    stopped = Started.objects.filter(content_sha256=sha256, importer=importer, lines_done__gt=0)
    if not resume:
        for each in stopped:
            clear(each.pk)
        stopped.delete()
        return Started(content_sha256=sha256, importer=importer)
    found = stopped.order_by("-started_at").first()
    if found is None:
        raise CommandError(f"no import of {file} stopped half way; leave out --resume")
    return found


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is no number of lines")
    return number
