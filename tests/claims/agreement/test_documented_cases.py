"""The tables of docs/agreement.md, run row by row."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from claims.agreement import Group, Question, in_words, pairs, relation
from claims.values import Qualifier, Quantity, Stance, ValueType
from claims.wording import UnreadableWording, read_wording
from tests.claims.agreement.record import Record, id_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "agreement.md"
QUESTIONS = {
    "count": Question(ValueType.QUANTITY, is_count=True),
    "running count": Question(ValueType.QUANTITY, is_count=True, cumulative=True),
    "defined": Question(ValueType.QUANTITY, is_count=True, definitions=("confirmed", "probable")),
}
SAID = re.compile(
    r"(?P<by>\w+)(?:/(?P<of>\w+))?(?: \[(?P<definition>\w+)\])?: (?P<words>.+?)"
    r"(?: \((?P<day>\d|\?)\))?"
)
STANCES = {"not ": Stance.DENIES, "maybe ": Stance.SUGGESTS}


def rows(name: str) -> list[list[str]]:
    """The rows of the table under a mark, without its head."""
    table = DOCUMENT.read_text().split(f"<!-- {name} -->\n")[1].split("\n\n")[0]
    lines = table.strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def read(words: str) -> tuple[Quantity | None, Qualifier]:
    try:
        reading = read_wording(words)
    except UnreadableWording:
        return None, Qualifier.UNREADABLE
    return reading.quantity, reading.qualifier


def say(record: Record, said: str) -> None:
    match = SAID.fullmatch(said)
    assert match, said
    stance, words = Stance.ASSERTS, match["words"]
    for mark, meant in STANCES.items():
        if words.startswith(mark):
            stance, words = meant, words.removeprefix(mark)
    day = match["day"] or "4"
    value, qualifier = (None, None) if words == "withdraws" else read(words)
    record.say(
        said,
        value,
        by=match["by"],
        of=match["of"],
        on=None if day == "?" else f"2024-01-0{day}",
        stance=Stance.WITHDRAWS if words == "withdraws" else stance,
        qualifier=qualifier,
        definition=match["definition"] or "",
        wording=words,
        document=said,
    )


def cast(question: Question) -> Record:
    record = Record(question)
    for outlet in ("Post", "Times", "Mail"):
        record.source(outlet)
    record.source("Ministry", "ministry")
    record.source("Spokeswoman", "person", speaks_for="Ministry")
    record.source("Tracker", "tracker", part_of="Ministry")
    record.source("Army", "armed_group")
    record.source("Hospital", "institution")
    record.source("experts", "unnamed")
    return record


def meets_at(group: Group, question: Question) -> str:
    excepted = ", ".join(in_words(value, question, {}) for value in group.excepted)
    if group.value is None:
        return f"all but {excepted}"
    value = in_words(group.value, question, {})
    return f"{value} but {excepted}" if excepted else value


@pytest.mark.parametrize(
    ("kind", "said", "verdict", "groups", "behind"),
    rows("cases"),
    ids=[f"{row[0]}: {row[1]}" for row in rows("cases")],
)
def test_case(kind: str, said: str, verdict: str, groups: str, behind: str) -> None:
    record = cast(QUESTIONS[kind])
    for one in said.split("; ") if said else []:
        say(record, one)

    agreement = record.judge()

    publishers = {s.id: record.speakers[s.publisher].name for s in record.statements}
    assert agreement.verdict == verdict
    assert " / ".join(meets_at(group, record.question) for group in agreement.groups) == groups
    assert (
        ", ".join(publishers[head.statement] for head in agreement.heads if head.behind) == behind
    )


@pytest.mark.parametrize(
    ("a", "b", "expected", "gap"), rows("relations"), ids=[str(row) for row in rows("relations")]
)
def test_relation(a: str, b: str, expected: str, gap: str) -> None:
    record = cast(QUESTIONS["count"])
    say(record, f"Post: {a}")
    say(record, f"Times: {b}")

    first, second = record.statements
    found = relation(first, second, record.question, {})
    (pair,) = pairs(record.question, record.statements, record.speakers, {})

    assert found == expected
    assert pair.gap == (Decimal(gap) if gap else None)
    assert {pair.a, pair.b} == {id_of(f"Post: {a}"), id_of(f"Times: {b}")}
