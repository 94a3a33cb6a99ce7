"""`manage.py audit REPORT`: the auditors' reports on the command line."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import claims.audit
from api.refusals import Refusal
from api.rendering import dumps
from api.tables import csv_line
from claims.audit.catalogue import REPORTS
from claims.audit.reports import Report
from claims.audit.scope import scope_of
from history.snapshots import reading

SCOPE = {
    "topic": "of this topic, by slug or id",
    "claim": "of this claim, by slug or id",
    "from": "recorded from then on: 2024-01-04, 2024-01-04T10:30Z",
    "to": "recorded until then: a date to its end in UTC, an instant included",
    "more_than": "late: longer than this after it was said: hours, or P1D (P1D)",
}


class Command(BaseCommand):
    help = f"Reports for auditors, as of now.\n\n{claims.audit.__doc__}"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("report", choices=list(REPORTS), metavar="REPORT", help="which one")
        for name, words in SCOPE.items():
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, help=words)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--csv", action="store_true", help="as a table, with a line of headings")
        form.add_argument("--json", action="store_true", help="in full, one JSON object a line")

    def handle(self, *, report: str, csv: bool, json: bool, **asked: Any) -> None:
        if asked["more_than"] and report != "late":
            raise CommandError(f"--more-than is for the report late, not for {report}")
        chosen = REPORTS[report]
        if csv:
            self.stdout.write(csv_line(chosen.columns).decode(), ending="")
        found = 0
        try:
            with reading() as snapshot:
                for shown in chosen.every(snapshot, scope_of(asked, snapshot)):
                    found += 1
                    self.stdout.write(_line(chosen, shown, csv=csv, json=json), ending="")
        except Refusal as error:
            raise CommandError("; ".join(fault.detail for fault in error.faults)) from error
        if not (csv or json):
            self.stdout.write("nothing found" if not found else f"found: {found}")


def _line(report: Report, shown: dict[str, Any], *, csv: bool, json: bool) -> str:
    if csv:
        return csv_line(report.cells(shown)).decode()
    if json:
        return f"{dumps(shown).decode()}\n"
    if "text" in shown:
        written = shown["recorded"]
        by = written["by"] or written["channel"]
        return f"#{written['position']} {by}  {shown['claim']['slug']}: {shown['text']}\n"
    fields = ", ".join(each["field"] for each in shown["fields"])
    by = shown["actor"]["name"] if shown["actor"] else shown["channel"]
    thing = shown["object"]["slug"] or shown["object"]["id"]
    kind = f"{shown['object']['type']} {thing} {shown['kind']}"
    return f"#{shown['position']} {shown['recorded_at']:%Y-%m-%d %H:%M}Z {by}  {kind}: {fields}\n"
