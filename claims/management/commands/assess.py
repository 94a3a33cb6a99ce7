"""`manage.py assess`: judge the claims whose kept verdict something has changed since."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import Progress

from claims.assessing import backlog, work_off


class Command(BaseCommand):
    help = (
        "Judge the claims that wait for their verdict, after a large import or a new version of "
        "the rules; small writes do it themselves. Lists filtered by verdict are refused (503) "
        "while more than 1,000 wait. Works in batches of 200 that hold up no writer; stop it and "
        "start it again as you like, several at once do no harm. What is written to meanwhile "
        "stays for the next run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit", type=_positive, help="judge at most so many claims (all that wait)"
        )

    def handle(self, *, limit: int | None, **options: Any) -> None:
        waiting = backlog().count()
        total = waiting if limit is None else min(limit, waiting)
        kept = 0
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task("judging claims", total=total)
            for tried, done in work_off(limit):
                kept += done
                progress.advance(task, tried)
        self.stdout.write(f"judged: {kept}")
        self.stdout.write(f"waiting: {backlog().count()}")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is no number of claims")
    return number
