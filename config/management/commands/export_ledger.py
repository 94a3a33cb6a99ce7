"""`manage.py export_ledger`: the ledger in one file that anybody can verify without us."""

from __future__ import annotations

import os
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from history.models import Entry
from history.tree import signer
from history.triggers import tracked_tables
from history.verification.exporting import NotSound, OutOfRange, exported
from history.verification.reading import snapshot

FOR_THE_OWNER_ALONE = 0o600

HELP = """\
Write the ledger to a file: every entry and every row as the text that was hashed, one JSON object a
line, and the checkpoint at the end. verify_ledger_offline.py, one file of Python's standard library
alone, verifies it without this software or its database:

    python verify_ledger_offline.py FILE --checkpoint KEPT --key KEY

Texts are whole: names of users are in them, and the salts that keep hashes from being guessed.
Documents' texts, passwords and tokens are not. Nothing is overwritten, and the file is there only
once it is complete."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="where to; must not be there")
        parser.add_argument(
            "--from", dest="first", metavar="N", type=_position, default=1, help="first entry (1)"
        )
        parser.add_argument(
            "--to", dest="last", metavar="N", type=_position, help="last entry (the newest)"
        )

    def handle(self, *, file: Path, first: int, last: int | None, **options: Any) -> None:
        draft = file.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            _refuse_to_overwrite(file)
            self._write(draft, first, last)
            _refuse_to_overwrite(file)
            draft.rename(file)
        except (OSError, OutOfRange) as error:
            raise CommandError(str(error)) from error
        except NotSound as error:
            raise CommandError(f"{error}: run manage.py verify_ledger") from error
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"wrote {file}")

    def _write(self, draft: Path, first: int, last: int | None) -> None:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_THE_OWNER_ALONE)
        console = Console(stderr=True)
        with (
            os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out,
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=console,
                disable=not console.is_terminal,
            ) as progress,
        ):
            total = Entry.objects.filter(position__gte=first, position__lte=last or 2**62).count()
            task = progress.add_task("entries", total=total)
            with snapshot():
                for line in exported(
                    tracked_tables(), signer(), first, last, lambda: progress.advance(task)
                ):
                    out.write(f"{line}\n")
            out.flush()
            os.fsync(out.fileno())


def _refuse_to_overwrite(file: Path) -> None:
    if file.exists():
        raise FileExistsError(f"{file} is there already; nothing is overwritten")


def _position(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{number} is no position; they begin at 1")
    return number
