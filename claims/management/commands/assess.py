"""`manage.py assess`: judge the claims whose kept verdict something has changed since."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import Progress

from claims.assessing import backlog, work_off
from claims.assessing_past import past_backlog, work_off_past


class Command(BaseCommand):
    help = (
        "Judge the claims that wait for their verdict, after a large import or a new version of "
        "the rules; small writes do it themselves. Lists filtered by verdict are refused (503) "
        "while more than 1,000 wait. Works in batches of 200 that hold up no writer; stop it and "
        "start it again as you like, several at once do no harm. What is written to meanwhile "
        "stays for the next run. --past does the same for what sheets as of past positions show, "
        "after a new version of the rules or an erasure; until then they are judged when asked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit", type=_positive, help="judge at most so many claims (all that wait)"
        )
        parser.add_argument(
            "--past", action="store_true", help="sheets as of past positions, instead of claims"
        )

    def handle(self, *, limit: int | None, past: bool, **options: Any) -> None:
        rows = past_backlog() if past else backlog()
        waiting = rows.count()
        total = waiting if limit is None else min(limit, waiting)
        kept = 0
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task("judging sheets" if past else "judging claims", total=total)
            for tried, done in work_off_past(limit) if past else work_off(limit):
                kept += done
                progress.advance(task, tried)
        self.stdout.write(f"judged: {kept}")
        self.stdout.write(f"waiting: {rows.count()}")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is no number of claims")
    return number
