"""What judging a claim costs: `python -m bench.agreement`.

CPU time of `claims.agreement.judge` in this process, best of several rounds, positions and
reasons included, for shapes that news has and shapes made to be hard; then how it grows from
1,000 to 10,000 heads against n log n (1.0 is exactly that). Needs no database.
"""

from __future__ import annotations

import argparse
import gc
import math
import random
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from rich.console import Console
from rich.table import Table

from claims.agreement import Question, Speaker, Statement, judge
from claims.values import Interval, Qualifier, Quantity, Stance, ValueType

START = datetime(2024, 1, 3, 12, tzinfo=UTC)
COUNT = Question(value_type=ValueType.QUANTITY, is_count=True, cumulative=True, unit="people")
SMALL, LARGE, ROUNDS = 1_000, 10_000, 5

Shape = Callable[[random.Random, int], Iterable[tuple[Interval, int]]]


def toll(chance: random.Random, heads: int) -> Iterable[tuple[Interval, int]]:
    """A death toll: a dozen figures, half of them "at least", from many outlets."""
    for _ in range(heads):
        figure = chance.choice([73, 80, 83, 84, 89, 91, 94, 95, 103])
        yield _figure(figure, open_end=chance.random() < 0.5), chance.randrange(40)


def spread(chance: random.Random, heads: int) -> Iterable[tuple[Interval, int]]:
    """Two hundred figures, a third of them open: a long war's count."""
    for _ in range(heads):
        yield (
            _figure(chance.randrange(100, 300), open_end=chance.random() < 0.3),
            chance.randrange(40),
        )


def ranges(chance: random.Random, heads: int) -> Iterable[tuple[Interval, int]]:
    """Random ranges, few alike: made to be hard."""
    for _ in range(heads):
        lower = chance.randrange(1, 2_000)
        yield (
            Interval(Decimal(lower), Decimal(lower + chance.randrange(1, 400))),
            chance.randrange(40),
        )


SHAPES: dict[str, Shape] = {"toll": toll, "spread": spread, "ranges": ranges}


def _figure(figure: int, *, open_end: bool) -> Interval:
    return Interval(Decimal(figure), None if open_end else Decimal(figure))


def case(shape: Shape, heads: int) -> tuple[list[Statement], dict[UUID, Speaker]]:
    """Statements that are all heads: each in a document of its own, by an outlet of its own."""
    chance = random.Random(7)  # noqa: S311  the same case every time
    speakers: dict[UUID, Speaker] = {}
    statements = []
    for number, (interval, origin) in enumerate(shape(chance, heads)):
        publisher, said_by = UUID(int=10**6 + number), UUID(int=10**9 + origin)
        speakers[publisher] = Speaker(publisher, f"Outlet {number}", "outlet")
        speakers[said_by] = Speaker(said_by, f"Origin {origin}", "ministry")
        stated_at = START + timedelta(hours=chance.randrange(240))
        statements.append(
            Statement(
                id=UUID(int=number + 1),
                document=UUID(int=10**12 + number),
                publisher=publisher,
                attributed_to=said_by if number % 3 else None,
                via=None,
                stance=Stance.ASSERTS,
                wording="",
                qualifier=Qualifier.EXACTLY,
                value=Quantity(interval),
                definition="",
                stated_at=stated_at,
                stated_before=stated_at + timedelta(hours=1),
                published_at=stated_at,
                sequence=0,
                supersedes=None,
            )
        )
    return statements, speakers


def cost(shape: Shape, heads: int, rounds: int) -> float:
    """CPU seconds of one judgement, the best of several."""
    statements, speakers = case(shape, heads)
    best = math.inf
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        judge(COUNT, statements, speakers, {})
        best = min(best, time.process_time() - began)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.agreement")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"best of N ({ROUNDS})")
    rounds = parser.parse_args().rounds
    table = Table("shape", f"{SMALL:,} heads, ms", f"{LARGE:,} heads, ms", "growth / n log n")
    expected = LARGE * math.log(LARGE) / (SMALL * math.log(SMALL))
    for name, shape in SHAPES.items():
        small, large = cost(shape, SMALL, rounds), cost(shape, LARGE, max(1, rounds // 2))
        table.add_row(
            name, f"{small * 1000:.0f}", f"{large * 1000:.0f}", f"{large / small / expected:.2f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
