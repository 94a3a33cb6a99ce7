"""Onrecord beside what a user would pick instead, and beside the limit: `python -m bench`.

Builds the same record in a database for every size, on a server of its own, and asks everybody
the same questions in turn. Answers are compared first: nothing is measured of who answers
otherwise. Prints ratios, buffers and growth, marks every goal met or not, and writes JSON. The
peers need `pip install -r bench/requirements.txt`. docs/performance.md says how to read it.

  a  who agrees, now               e  the feed of changes, first page and 90 % deep
  b  as of a position, by a day    f  writing: one statement, many
  c  a claim's timeline            g  over HTTP, requests a second
  d  a claim's history
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import django
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import worlds
from bench.generated import Plan
from bench.worlds import World

if TYPE_CHECKING:
    from bench.running import Found

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
LETTERS = "abcdefg"
PEERS = ("pghistory", "reversion")
ROUNDS = 15
WIDTH = 120  # of the tables, also where nobody looks


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        prog="python -m bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--statements",
        choices=list(SIZES),
        default="100k",
        help="the largest size; growth is from 10k to it (100k)",
    )
    parser.add_argument(
        "--only", type=letters, default=LETTERS, metavar="a,b", help="these questions (all)"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each question ({ROUNDS})")
    parser.add_argument(
        "--data", type=Path, default=Path("var/bench"), help="where the server lies (var/bench)"
    )
    parser.add_argument("--keep", action="store_true", help="leave the databases for another run")
    parser.add_argument("--afresh", action="store_true", help="drop what a former run kept, first")
    parser.add_argument(
        "--without-peers",
        action="store_true",
        help="beyond 100k ask Onrecord and the limit alone: half the disk, less time to fill",
    )
    parser.add_argument("--json", type=Path, help="where the figures go (bench.json beside --data)")
    return parser.parse_args(given)


def letters(text: str) -> str:
    """a,b → ab; argparse tells what is wrong."""
    asked = text.replace(",", "").replace(" ", "")
    if not asked or set(asked) - set(LETTERS):
        raise argparse.ArgumentTypeError(f"{text!r}: give some of {', '.join(LETTERS)}")
    return asked


def sizes(largest: str) -> list[int]:
    """10k, for growth, and the size asked for."""
    return sorted({SIZES["10k"], SIZES[largest]})


def main() -> None:
    given = arguments(sys.argv[1:])
    console = Console(width=max(Console().width, WIDTH))
    try:
        path = _run(given, console)
    except worlds.Unusable as error:
        sys.exit(str(error))
    console.print(f"figures: {path}; python -m bench.markdown {path} makes the tables of the docs")


def _run(given: argparse.Namespace, console: Console) -> Path:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with ExitStack() as stack:
        server = stack.enter_context(worlds.server(given.data))
        asked = [
            worlds.world(server, Plan.of(size), has_peers=has_peers(size, given))
            for size in sizes(given.statements)
        ]
        if given.afresh:
            for world in asked:
                worlds.dropped(world)
        copies = given.keep and worlds.writes(given.only)
        console.print(worlds.check_room(asked, given.data, copies=copies))
        _set_up(asked[0])
        from bench import running  # noqa: PLC0415  its models need Django set up

        progress = stack.enter_context(Progress(*columns, console=Console(stderr=True)))
        found = running.Found()
        path: Path = given.json or given.data / "bench.json"
        try:
            running.run(asked, given.only, given.rounds, progress, found, keep=given.keep)
        finally:
            progress.stop()
            if found.measured:
                _tell(found, asked[-1].size, given.rounds, path, console)
    return path


def _tell(found: Found, size: int, rounds: int, path: Path, console: Console) -> None:
    """Also what was measured before an error."""
    from bench import report  # noqa: PLC0415  its models need Django set up
    from bench.goals import held  # noqa: PLC0415
    from bench.promised import promised  # noqa: PLC0415

    goals, load = held(promised(size), found.measured), statistics.median(found.loads)
    report.told(console, found.measured, goals, load)
    report.kept(path, found.measured, goals, load, rounds)


def has_peers(size: int, given: argparse.Namespace) -> bool:
    return not (given.without_peers and size > SIZES["100k"])


def _set_up(world: World) -> None:
    """Django on this world's server, with the peers."""
    missing = [name for name in PEERS if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"{', '.join(missing)}: not installed; pip install -r bench/requirements.txt")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ[name] = world.environment[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()


if __name__ == "__main__":
    main()
