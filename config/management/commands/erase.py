"""`manage.py erase`: empties words in a record and its history, for law. docs/erasure.md."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import User
from api.refusals import Refusal
from config.owner import as_owner
from history.erasing import Erased, erase
from history.kept_hashes import ENTRY_TABLE
from history.targets import Target, find_target


class Command(BaseCommand):
    help = (
        "Erase words from a record and all its history, because a law or a court demands it. "
        "It can't be undone. The ledger keeps an entry that says what was erased, when and why, "
        "and the hashes of the emptied rows, so that it can still be verified. Lists everything "
        "first and asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "record",
            help="its id (src_…, rev_…, ver_…), or source:irna, user:alice, token:…, entry:412",
        )
        parser.add_argument(
            "--field",
            action="append",
            required=True,
            dest="fields",
            help="what to erase; again for each field. A document's kept text: ver_… --field text",
        )
        parser.add_argument(
            "--reason", required=True, help="why, in words that stay: Court order 12/2027"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who erases it, for the ledger")
        parser.add_argument(
            "--leave-copies",
            action="store_true",
            help="erase it although the same words stand in other records too",
        )
        parser.add_argument("--dry-run", action="store_true", help="list it, erase nothing")
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, **options: Any) -> None:
        with as_owner():
            self._handle(**options)

    def _handle(self, *, record: str, dry_run: bool, yes: bool, **options: Any) -> None:
        by = _user(options["by"])
        try:
            target = find_target(record)
            would = self._erase(target, by, options, leave_copies=True, keep=False)
            self._list(would)
            if dry_run:
                self.stdout.write("Nothing was erased: this was a dry run.")
                return
            if would.copies and not options["leave_copies"]:
                raise CommandError(
                    "The words would still stand there. Erase them there first, "
                    "or give --leave-copies."
                )
            if not yes and input("Erase this for ever? Write yes: ").strip() != "yes":
                raise CommandError("Nothing was erased.")
            done = self._erase(target, by, options, leave_copies=options["leave_copies"], keep=True)
        except Refusal as error:
            raise CommandError("\n".join(fault.detail for fault in error.faults)) from error
        self.stdout.write(self.style.SUCCESS(f"Erased in entry {done.position}."))
        self.stdout.write(_remains(done))

    def _erase(
        self, target: Target, by: User | None, options: Any, *, leave_copies: bool, keep: bool
    ) -> Erased:
        """Erase it; unless it is to be kept, take it back, to see what it would come to."""
        with transaction.atomic():
            done = erase(
                target,
                options["fields"],
                by=by,
                reason=options["reason"],
                leave_copies=leave_copies,
            )
            transaction.set_rollback(not keep)
        return done

    def _list(self, would: Erased) -> None:
        self.stdout.write(f"{would.target}")
        for row in would.rows:
            name = "entry" if row.table == ENTRY_TABLE else f"{row.table}, row"
            self.stdout.write(f"  {name} {row.history_id}: {', '.join(row.columns)}")
        for field, value in would.live.items():
            self.stdout.write(f"  as it stands: {field} becomes {value!r}")
        for words in would.also:
            self.stdout.write(f"  {words}")
        for copy in would.copies:
            self.stdout.write(self.style.WARNING(f"  the same words also stand in {copy}"))


def _user(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"no user is called {username!r}")
    return user


def _remains(done: Erased) -> str:
    tables = ", ".join(sorted({row.table for row in done.rows})) or "the tables it stood in"
    return (
        "The old words still lie in dead rows, in the write-ahead log and in backups: run "
        f"VACUUM FULL on {tables} and the live table, and see docs/erasure.md for the rest."
    )
