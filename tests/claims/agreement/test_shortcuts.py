"""What is decided without looking at everything, against looking at everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from claims.agreement import Behind, Question, Statement, placed
from claims.agreement.behind import Cause, of_one_voice, weighed
from claims.agreement.explaining import follow_each_other, unordered_of
from claims.agreement.lines import Entry
from claims.values import Qualifier, Stance, Truth, Value, ValueType
from tests.claims.agreement.record import at_least, exactly, more_than

CASES = 3_000
START = datetime(2024, 1, 1, tzinfo=UTC)
COUNT = Question(ValueType.QUANTITY, is_count=True)
VALUES = [exactly(84), exactly(94), at_least(84), at_least(94), more_than(83), exactly("83.5")]
STANCES = [Stance.ASSERTS, Stance.ASSERTS, Stance.ASSERTS, Stance.SUGGESTS, Stance.DENIES]


def id_(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def statement(
    number: int, value: Value | None, stance: Stance, day: int | None, days: int | None
) -> Statement:
    """One of many outlets that cite the same origin."""
    at = None if day is None else START + timedelta(days=day)
    return Statement(
        id=id_(1, number),
        document=id_(2, number),
        publisher=id_(3, number),
        attributed_to=id_(4, 0),
        via=None,
        stance=stance,
        wording="words",
        qualifier=Qualifier.EXACTLY,
        value=value,
        definition="",
        stated_at=at,
        stated_before=at + timedelta(days=days) if at and days else None,
        published_at=None,
        sequence=0,
        supersedes=None,
    )


def voices() -> Iterator[list[Entry]]:
    """The heads of one voice, each of another outlet, by the thousand."""
    random = Random(0)
    for _ in range(CASES):
        said = [
            statement(
                number,
                random.choice([*VALUES, *VALUES, None]),
                random.choice(STANCES),
                random.choice([None, 0, 1, 2, 3, 4, 5]),
                random.choice([None, 1, 1, 1, 1, 2]),
            )
            for number in range(random.randint(1, 5))
        ]
        yield placed(COUNT, said, {})


def causes(found: Mapping[Entry, Cause]) -> dict[UUID, tuple[Behind, UUID]]:
    return {head.id: (cause.why, cause.by.id) for head, cause in found.items()}


def test_the_last_word_revises_as_weighing_everything_does() -> None:
    for said in voices():
        assert causes(of_one_voice(said, (), COUNT)) == causes(weighed(said, (), COUNT)), said


def test_statements_that_follow_each_other_are_the_ordered_ones() -> None:
    for said in voices():
        masks = unordered_of([(entry.statement, at) for at, entry in enumerate(said)])

        is_ordered = all(mask == 1 << at for at, mask in masks.items())
        is_known = all(one.statement.stated_at and one.statement.stated_before for one in said)

        assert follow_each_other(said) == (is_ordered and (is_known or len(said) == 1)), said


def test_equal_reaches_of_one_question_are_one_object() -> None:
    said = [statement(0, more_than(83), Stance.ASSERTS, 1, 1)]
    said += [statement(1, at_least(84), Stance.SUGGESTS, 1, 1)]
    said += [statement(2, at_least(84), Stance.DENIES, 1, 1)]

    asserted, suggested, denied = (entry.reach for entry in placed(COUNT, said, {}))

    assert asserted is suggested
    assert denied is not asserted


def test_yes_and_no_denied_are_one_reach() -> None:
    said = [statement(0, Truth(True), Stance.ASSERTS, 1, 1)]
    said += [statement(1, Truth(False), Stance.DENIES, 1, 1)]

    yes, not_no = (entry.reach for entry in placed(Question(ValueType.BOOLEAN), said, {}))

    assert yes is not_no


def test_statements_of_one_desk_and_line_share_them() -> None:
    first = statement(0, exactly(84), Stance.ASSERTS, 1, 1)
    later = replace(first, id=id_(1, 1), value=exactly(94))
    denial = replace(first, id=id_(1, 2), stance=Stance.DENIES)

    entries = {entry.id: entry for entry in placed(COUNT, [first, later, denial], {})}
    lines = [entries[one.id].line for one in (first, later, denial)]

    assert lines[0] is lines[1]
    assert lines[2] is not lines[1]
    assert lines[2].desk is lines[1].desk
