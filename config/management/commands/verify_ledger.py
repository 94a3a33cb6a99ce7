"""`manage.py verify_ledger`: is the record what was sealed?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from config.owner import service_role, two_roles
from history.checkpoint import BadNote
from history.models import Entry
from history.verification.keeping import NOT_COMPARED, KeptCheckpoints
from history.verification.verifying import NotMigrated, Verification

FOUND, COULD_NOT = 1, 2

HELP = """\
Recompute the whole ledger from the rows that people read, and compare it with what was sealed:
every row's hash, every entry's digest, leaf and root, gaps, times, the live tables against their
newest history, the triggers and functions that keep it, owners, grants and settings.

Nothing is locked or written; the service goes on. Names the first fault: what, where, what was
expected, what was found.

The owner of the database can rewrite everything so that it fits. What convicts them is a
checkpoint that somebody kept elsewhere (/api/v1/ledger/checkpoint): give it with --checkpoint, and
the key it was signed with, as name+id+base64, with --key. Without one the answer says so.

exit code  0 all is as it was sealed · 1 a fault · 2 it could not be verified"""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="go on after the first fault and list every one"
        )
        parser.add_argument(
            "--checkpoint",
            metavar="FILE",
            action="append",
            default=[],
            type=Path,
            help="a kept checkpoint to compare with; may be given several times",
        )
        parser.add_argument(
            "--key",
            metavar="KEY",
            action="append",
            default=[],
            help="the verifier key of whoever signed it, or a file that holds one",
        )

    def handle(self, *, all: bool, checkpoint: list[Path], key: list[str], **options: Any) -> None:
        try:
            kept = KeptCheckpoints.read(checkpoint, key)
            verification, found = self._verify(kept, None if all else 1)
        except (BadNote, NotMigrated, OSError, DatabaseError) as error:
            raise CommandError(str(error), returncode=COULD_NOT) from error
        self._sum_up(verification, kept, found, all)
        if found:
            sys.exit(FOUND)

    def _verify(self, kept: KeptCheckpoints, most: int | None) -> tuple[Verification, int]:
        """The verification done, and how many faults it named."""
        console = Console(stderr=True)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        ) as progress:
            task = progress.add_task("entries", total=Entry.objects.count())
            verification = Verification(
                kept.roots,
                service_role() if two_roles() else None,
                lambda n: progress.advance(task, n),
            )
            with closing(verification.faults()) as faults:
                found = 0
                for found, fault in enumerate(islice(faults, most), start=1):  # noqa: B007
                    self.stdout.write(str(fault))
        return verification, found

    def _sum_up(
        self, verification: Verification, kept: KeptCheckpoints, faults: int, all: bool
    ) -> None:
        if faults and not all:
            if not kept.kept:
                self.stdout.write(NOT_COMPARED)
            self.stdout.write("stopped at the first fault; --all lists every one")
            return
        log = verification.log
        if not verification.is_readable:
            self.stdout.write("entries and rows can't be read while that is missing")
            return
        self.stdout.write(f"entries      {log.entries:,}")
        self.stdout.write(f"rows         {log.rows:,}")
        self.stdout.write(f"head         {log.size} {log.root.hex()}")
        for row in log.erasures.rows.values():
            columns = ", ".join(sorted(row.columns))
            self.stdout.write(
                f"erased       row {row.number} of {row.table}: {columns} (entry {row.position})"
            )
        for line in kept.told(log.size):
            self.stdout.write(f"checkpoint   {line}")
        self.stdout.write(f"faults       {faults}" if faults else "the record is as it was sealed")
