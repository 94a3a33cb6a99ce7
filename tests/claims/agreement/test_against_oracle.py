"""The sweep against the oracle, on thousands of small random records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from claims.agreement import Agreement, Question, Speaker, Statement, judge
from claims.values import Interval, Qualifier, Quantity, Stance, ValueType
from tests.claims.agreement.oracle import NUMBERS, Oracle

CASES = 10_000
PARTS = 4
START = datetime(2024, 1, 1, tzinfo=UTC)
STANCES = [Stance.ASSERTS] * 6 + [Stance.SUGGESTS, Stance.DENIES, Stance.DENIES]


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def speaker(number: int, kind: str, parent: int | None = None, role: str = "") -> Speaker:
    return Speaker(_id(1, number), f"{kind} {number}", kind, parent and _id(1, parent), role)


OUTLETS = [speaker(number, "outlet") for number in range(1, 8)]
ORIGINS = [
    speaker(11, "ministry"),
    speaker(12, "agency", 11, "speaks_for"),
    speaker(13, "tracker", 11, "part_of"),
    speaker(14, "armed_group"),
    speaker(15, "unnamed"),
]


SPEAKERS = {one.id: one for one in [*OUTLETS, *ORIGINS]}


def random_question(random: Random) -> Question:
    return Question(
        ValueType.QUANTITY,
        is_count=True,
        cumulative=random.random() < 0.5,
        settled_at=START + timedelta(days=4) if random.random() < 0.3 else None,
        tolerance=Decimal(random.choice(["0.01", "0.2"])),
        definitions=("confirmed", "probable") if random.random() < 0.3 else (),
    )


def random_statement(random: Random, number: int, least: int = 0) -> Statement:
    low, high = sorted((random.randint(least, 12), random.randint(least, 12)))
    shape = random.random()
    if shape < 0.35:
        high = low
    bounds = Interval(
        None if 0.6 < shape < 0.7 else Decimal(low), None if shape > 0.8 else Decimal(high)
    )
    day = START + timedelta(days=random.randint(0, 5))
    stated = None if random.random() < 0.1 else day
    return Statement(
        id=_id(2, number),
        document=_id(3, number),
        publisher=None if random.random() < 0.1 else OUTLETS[number].id,
        attributed_to=random.choice(ORIGINS).id if random.random() < 0.7 else None,
        via=None,
        stance=random.choice(STANCES),
        wording="words",
        qualifier=Qualifier.VAGUE if random.random() < 0.1 else Qualifier.BETWEEN,
        value=Quantity(bounds),
        definition=random.choice(["", "confirmed", "probable"]),
        stated_at=stated,
        stated_before=None if random.random() < 0.1 else day + timedelta(days=1),
        published_at=stated,
        sequence=0,
        supersedes=None,
    )


def contradictions(agreement: Agreement) -> set[object]:
    return {
        (frozenset((frozenset(one.a), frozenset(one.b))), one.explanation)
        for one in agreement.contradictions
    }


def members(agreement: Agreement) -> dict[frozenset[UUID], bool]:
    return {
        frozenset(id for position in group.positions for id in position.statements): group.behind
        for group in agreement.groups
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_small_records_are_judged_as_by_trying_every_number(part: int) -> None:
    random = Random(part)
    for _ in range(CASES // PARTS):
        question = random_question(random)
        count, least = random.randint(1, 7), random.choice([0, 8, 11])
        statements = [random_statement(random, number, least) for number in range(count)]

        agreement = judge(question, statements, SPEAKERS, {})

        oracle = Oracle(question, statements, SPEAKERS)
        case = question, statements
        assert {h.statement: h.behind for h in agreement.heads if h.behind} == oracle.behind, case
        families = oracle.families(statements)
        behind = oracle.behind_families()
        assert members(agreement) == {family: family in behind for family in families}, case
        assert contradictions(agreement) == oracle.contradictions(), case
        assert agreement.contradictions_total == len(oracle.contradictions()), case
        assert agreement.verdict == oracle.verdict(), case


def test_the_values_of_groups_are_what_their_members_share() -> None:
    random = Random(99)
    for _ in range(2_000):
        question = replace(random_question(random), definitions=())
        statements = [random_statement(random, number) for number in range(5)]

        agreement = judge(question, statements, SPEAKERS, {})

        oracle = Oracle(question, statements, SPEAKERS)
        for group in agreement.groups:
            ids = frozenset(id for position in group.positions for id in position.statements)
            shared = oracle.families(statements)[ids]
            assert _numbers(group.value) - _all(group.excepted) == shared, (question, statements)


def _numbers(value: object) -> set[int]:
    if value is None:
        return set(NUMBERS)
    assert isinstance(value, Quantity)
    low, high = value.interval.lower, value.interval.upper
    return {n for n in NUMBERS if (low is None or n >= low) and (high is None or n <= high)}


def _all(values: tuple[object, ...]) -> set[int]:
    return {number for value in values for number in _numbers(value)}
