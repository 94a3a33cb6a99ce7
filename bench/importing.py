"""What an import costs: `python -m bench.importing 50000 > FILE`, then `manage.py import FILE`.

Writes so many statements as NDJSON: a topic, its sources and claims first, then documents with
four statements each, half of the claims counts of the dead that several sources revise.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from typing import Any

SOURCES = 200
WORDS = ("{}", "at least {}", "more than {}", "about {}", "up to {}", "{} people")


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("statements", type=int, nargs="?", default=50_000)
    for line in lines(parser.parse_args().statements):
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
