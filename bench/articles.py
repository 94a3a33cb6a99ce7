"""How well articles are read: `python -m bench.articles FOLDER`.

FOLDER holds the articles that seeds/ records by hand, as text files whose names begin with the
number of their seeds file (000_….txt for 000-….ndjson). They are not in this repository. Each is
read by `claims.articles` with all of seeds/catalogue.ndjson on record and the topic of its first
statement chosen; what it proposes is held against what was recorded by hand. Needs no database.

A proposal is right if claim and value are those of a statement of the article that no other
proposal has matched: of a figure, the same set of numbers; of a date, the same EDTF; of an answer,
the same entities. "Origin too" asks for the same source behind it as well.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from claims.articles import Article, Catalogue, Named, Proposal, Question, Subject, propose
from claims.values import Interval
from claims.wording import UnreadableWording, read_wording

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
NO_LIMIT = 10**6

Match = tuple[str, str, str, str]
"""Kind of value, claim, value, origin."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one article gave: recorded by hand, proposed, listed without a claim."""

    article: str
    recorded: Counter[Match]
    proposed: Counter[Match]
    listed: int

    def right(self, kind: str, *, origin: bool) -> int:
        return sum((self.of(kind, "recorded", origin) & self.of(kind, "proposed", origin)).values())

    def of(self, kind: str, which: str, origin: bool = True) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for match, count in getattr(self, which).items():
            if kind in ("all", match[0]):
                counts[match if origin else match[:3]] += count
        return counts


def catalogue_of(lines: Iterable[Mapping[str, Any]], topic: str) -> Catalogue:
    """What seeds/catalogue.ndjson puts on record, as the reading takes it."""
    records = list(lines)

    def kind(name: str) -> list[Mapping[str, Any]]:
        return [line[name] for line in records if name in line]

    return Catalogue(
        subjects=[
            Subject(t["slug"], t["name"], t["kind"], t.get("place", ""), t.get("occurred", ""))
            for t in kind("topic")
        ],
        questions=[
            Question(
                c["slug"], c["topic"], c["question"], c["label"], c["value_type"],
                c.get("unit", ""), c.get("is_count", False),
            )
            for c in kind("claim")
        ],
        sources=[_named(source) for source in kind("source")],
        entities=[_named(entity) for entity in kind("entity")],
        topic=topic,
    )  # fmt: skip


def measure(name: str, text: str, records: Sequence[Mapping[str, Any]], on: Catalogue) -> Measured:
    """Read one article and hold it against its records."""
    publisher = records[0].get("publisher") or ""
    article = Article(text, records[0]["document"].get("published", ""), publisher)
    proposals = propose(article, on, NO_LIMIT)
    questions = {question.key: question for question in on.questions}
    return Measured(
        name,
        Counter(_recorded(record, questions[record["claim"]]) for record in records),
        Counter(_proposed(p, questions[p.claim], publisher) for p in proposals if p.claim),
        sum(not p.claim for p in proposals),
    )


def _named(record: Mapping[str, Any]) -> Named:
    names = (record["name"], *record.get("aliases", ()))
    return Named(record["slug"], names, record.get("kind", ""))


def _recorded(record: Mapping[str, Any], question: Question) -> Match:
    origin = record.get("attributed_to") or record.get("via") or record.get("publisher") or ""
    if question.value_type == "quantity":
        value = _bounds(record) or _read(record["wording"], question)
    elif question.value_type == "entity":
        value = _together(record["entities"])
    else:
        value = str(record.get("value"))
    return question.value_type, question.key, value, origin


def _proposed(proposal: Proposal, question: Question, publisher: str) -> Match:
    origin = proposal.origin or proposal.origin_words or proposal.via or publisher
    if question.value_type == "quantity":
        value = _read(proposal.words, question)
    elif question.value_type == "entity":
        value = _together(proposal.entities)
    else:
        value = proposal.value
    return question.value_type, question.key, value, origin


def _bounds(record: Mapping[str, Any]) -> str:
    if "lower" not in record and "upper" not in record:
        return ""
    lower, upper = (
        None if record.get(end) is None else Decimal(record[end]) for end in ("lower", "upper")
    )
    return str(
        Interval(
            lower,
            upper,
            record.get("lower_inclusive", True),
            record.get("upper_inclusive", True),
        )
    )


def _read(words: str, question: Question) -> str:
    try:
        reading = read_wording(words, is_count=question.is_count, unit=question.unit)
    except UnreadableWording:
        return f"“{words}”"
    return str(reading.quantity.interval)


def _together(entities: Iterable[str]) -> str:
    return " or ".join(sorted(entities))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def _measured(folder: Path) -> list[Measured]:
    catalogue = _lines(SEEDS / "catalogue.ndjson")
    measured = []
    for seeds in sorted(SEEDS.glob("[0-9]*.ndjson")):
        number = seeds.name.partition("-")[0]
        texts = sorted(folder.glob(f"{number}*.txt"))
        if not texts:
            raise SystemExit(f"{folder} holds no {number}*.txt, the article of {seeds.name}")
        records = _lines(seeds)
        on = catalogue_of(catalogue, records[0]["topic"])
        measured.append(measure(number, texts[0].read_text(), records, on))
    return measured


def _table(measured: Sequence[Measured], kind: str) -> Table:
    table = Table(title=f"{kind}: recorded by hand, and proposed with a claim")
    for column in (
        "article", "recorded", "proposed", "right", "recall", "precision", "origin too", "recall",
    ):  # fmt: skip
        table.add_column(column, justify="left" if column == "article" else "right")
    rows = [
        (
            each.article,
            sum(each.of(kind, "recorded").values()),
            sum(each.of(kind, "proposed").values()),
            each.right(kind, origin=False),
            each.right(kind, origin=True),
        )
        for each in measured
    ]
    total = ("all", *(sum(row[n] for row in rows) for n in range(1, 5)))
    for name, recorded, proposed, right, whole in [*rows, total]:
        table.add_row(
            str(name), str(recorded), str(proposed), str(right), _share(right, recorded),
            _share(right, proposed), str(whole), _share(whole, recorded),
        )  # fmt: skip
    return table


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _tell(console: Console, each: Measured) -> None:
    for title, left, right in (
        ("missed", each.recorded, each.proposed),
        ("not recorded by hand", each.proposed, each.recorded),
    ):
        for match, count in sorted((left - right).items()):
            console.print(f"{each.article} {title}: {' · '.join(match)}", f"({count})")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the articles lie")
    parser.add_argument("--tell", action="store_true", help="name what is missed and what is extra")
    arguments = parser.parse_args()
    console = Console()
    measured = _measured(arguments.folder)
    for kind in ("quantity", "date", "entity", "boolean", "text", "all"):
        console.print(_table(measured, kind))
    console.print(f"Listed without a claim: {sum(each.listed for each in measured)}")
    if arguments.tell:
        for each in measured:
            _tell(console, each)


if __name__ == "__main__":
    main()
