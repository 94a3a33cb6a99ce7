"""What an import costs, and what an editor waits for meanwhile.

    python -m bench.importing 50000 > FILE          # a file, for `manage.py import FILE`
    python -m bench.importing 1000000 --saving      # imports one, with an editor beside it
    python -m bench.importing 1000000 --saving --batch 10000

A file is a topic, its sources and claims, then documents with four statements each, half of the
claims counts of the dead that several sources revise. `--saving` imports it by `manage.py import`
on a server of its own, in a process of its own, while this one records a statement every tenth of
a second, and tells the longest it waited, and the most memory the import took.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

SOURCES = 200
WORDS = ("{}", "at least {}", "more than {}", "about {}", "up to {}", "{} people")
EVERY = 0.1  # seconds between saves
PROJECT = Path(__file__).parent.parent


def lines(statements: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """The lines of a file with so many statements, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    claims = max(1, statements // 10)
    yield {"topic": {"slug": "long-war", "name": "A long war", "kind": "event"}}
    for n in range(SOURCES):
        kind = ("outlet", "agency", "ministry", "unnamed")[n % 4]
        yield {"source": {"slug": f"source-{n}", "name": f"Source {n}", "kind": kind}}
    for n in range(claims):
        yield {
            "claim": {
                "slug": f"killed-on-day-{n}", "topic": "long-war", "label": "Killed",
                "question": f"How many were killed on day {n}?", "value_type": "quantity",
                "unit": "people", "is_count": True, "cumulative": n % 2 == 0,
            }
        }  # fmt: skip
    for n in range(statements):
        yield _statement(n, chance, claims)


def _statement(n: int, chance: random.Random, claims: int) -> dict[str, Any]:
    document, publisher = n // 4, chance.randrange(SOURCES)
    day = f"2024-{1 + document % 12:02}-{1 + document % 28:02}"
    line = {
        "topic": "long-war",
        "claim": f"killed-on-day-{chance.randrange(claims)}",
        "document": {
            "url": f"https://news.example/{document}", "title": f"Report {document}",
            "language": "en", "published": day, "publisher": f"source-{document % SOURCES}",
        },
        "wording": chance.choice(WORDS).format(chance.randrange(1, 400)),
        "sequence": n % 4,
        "locator": f"paragraph {1 + n % 9}",
        "quotation": {"exact": "The number of the dead was given on the day by officials."},
        "importer": "bench",
        "external_id": str(n),
    }  # fmt: skip
    if publisher % 3:
        line["attributed_to"] = f"source-{publisher}"
    return line


@dataclass
class Beside:
    """An import, and the saves made while it ran. Seconds; megabytes at their most."""

    seconds: float = 0.0
    saves: list[float] = field(default_factory=list)
    command: float = 0.0
    session: float = 0.0
    status: int = 0


def imported(file: Path, folder: Path, batch: int | None, progress: Progress) -> Beside:
    """Import the file by the command, saving statements beside it until it ends."""
    new, task = _an_editors_statement(), progress.add_task("lines resolved", total=_lines_of(file))
    command = [sys.executable, "manage.py", "import", str(file), "--reason", "The bench"]
    command += ["--batch", str(batch)] if batch else []
    began, found, resolved = time.monotonic(), Beside(), 0
    importing = subprocess.Popen(  # noqa: S603  our own command
        command,
        cwd=PROJECT,
        env={**os.environ, "ONRECORD_DATA": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    while True:
        pid, status, used = os.wait4(importing.pid, os.WNOHANG)
        if pid:
            break
        found.saves.append(_saved(new))
        found.session = max(found.session, _memory_of_sessions())
        resolved = max(resolved, _resolved())
        progress.update(task, completed=resolved)
        time.sleep(EVERY)
    found.seconds, found.status = time.monotonic() - began, status
    found.command = used.ru_maxrss / 1024
    importing.returncode = status  # reaped here, not by Popen
    return found


def _an_editors_statement() -> Any:
    from claims import cataloguing  # noqa: PLC0415  main() sets Django up
    from claims.drafting import NewStatement  # noqa: PLC0415
    from claims.stated_value import GivenValue  # noqa: PLC0415
    from sources.registering import register_document  # noqa: PLC0415

    by = {"by": None, "channel": "command"}
    topic = cataloguing.register_topic(**by, slug="desk", name="The desk's", kind="event")
    claim = cataloguing.register_claim(
        **by, slug="desk-killed", topic=topic, question="How many?", label="Killed",
        value_type="quantity", is_count=True, unit="people",
    )  # fmt: skip
    document = register_document(**by, key="desk", title="At the desk", published="2024-01-04")
    return NewStatement(claim=claim, document=document, given=GivenValue(wording="84"))


def _saved(new: Any) -> float:
    """Seconds that an editor's statement takes to be on record, its claim's verdict with it."""
    from claims.recording import record_statement  # noqa: PLC0415

    began = time.monotonic()
    record_statement(new, by=None, channel="admin")
    return time.monotonic() - began


def _resolved() -> int:
    return int(
        _asked(
            "SELECT greatest(coalesce(max(i.lines_done), 0), coalesce(max(last.line), 0))"
            " FROM claims_import i LEFT JOIN LATERAL (SELECT line FROM claims_stagedline l"
            " WHERE l.import_id = i.id ORDER BY line DESC LIMIT 1) last ON true"
        )[0][0]
    )


def _memory_of_sessions() -> float:
    """Megabytes of the server's largest session, but for what all share."""
    sizes = [0.0]
    for (pid,) in _asked("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue  # it has ended, or this is no Linux
        sizes += [int(line.split()[1]) / 1024 for line in status.splitlines() if "RssAnon" in line]
    return max(sizes)


def _asked(query: str) -> list[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _lines_of(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for _ in stream)


def _write(file: Path, statements: int) -> None:
    with file.open("w") as stream:
        for line in lines(statements):
            stream.write(json.dumps(line) + "\n")


def _measure(statements: int, batch: int | None, data: str | None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.servers import own_server  # noqa: PLC0415  it uses Django's connection

    console = Console(stderr=True)
    if data:
        Path(data).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as name, Progress(console=console) as progress:
        folder, file = Path(name), Path(name) / "file.ndjson"
        _write(file, statements)
        with own_server(folder):
            found = imported(file, folder, batch, progress)
            [(recorded,)] = _asked("SELECT count(*) FROM claims_revision")
    if found.status:
        raise SystemExit("the import failed: what it said stands above")
    saves = sorted(found.saves)
    table = Table(
        "",
        "",
        title=f"{statements:,} statements, " + (f"{batch:,} at once" if batch else "one entry"),
    )
    for what, told in (
        ("seconds", f"{found.seconds:,.0f}"),
        ("statements a second", f"{statements / found.seconds:,.0f}"),
        ("the command's memory at most", f"{found.command:,.0f} MB"),
        ("its session's on the server", f"{found.session:,.0f} MB"),
        ("saves beside it", f"{len(saves):,}"),
        ("of them the median", f"{statistics.median(saves):.3f} s"),
        ("99 of 100 within", f"{saves[int(len(saves) * 0.99)]:.3f} s"),
        ("the longest", f"{saves[-1]:.3f} s"),
        ("on record at the end", f"{recorded:,}"),
    ):
        table.add_row(what, told)
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        prog="python -m bench.importing",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("statements", type=int, nargs="?", default=50_000)
    parser.add_argument("--saving", action="store_true", help="import it, and save beside it")
    parser.add_argument("--batch", type=int, help="of the import: an entry for so many lines")
    parser.add_argument("--data", help="where the file and the server lie (a temporary folder)")
    given = parser.parse_args()
    if given.saving:
        _measure(given.statements, given.batch, given.data)
        return
    for line in lines(given.statements):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
