"""What always holds, on random records of every kind of answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.agreement import (
    Agreement,
    Concept,
    Question,
    Relation,
    Speaker,
    Statement,
    Verdict,
    judge,
    pairs,
    relation,
)
from claims.values import (
    Concepts,
    Interval,
    Qualifier,
    Quantity,
    Stance,
    Truth,
    Value,
    ValueType,
    Words,
)
from history.dates import Period

START = datetime(2024, 1, 1, tzinfo=UTC)
CONVERSE = {
    Relation.SAME: Relation.SAME,
    Relation.NARROWER: Relation.BROADER,
    Relation.BROADER: Relation.NARROWER,
    Relation.OVERLAPS: Relation.OVERLAPS,
    Relation.CONTRADICTS: Relation.CONTRADICTS,
    Relation.DIFFERENT: Relation.DIFFERENT,
}


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def _statement(number: int) -> UUID:
    return _id(2, number)


KINDS = ("outlet", "agency", "ministry", "unnamed", "armed_group", "tracker")
SPEAKERS = {
    _id(1, number): Speaker(
        _id(1, number),
        f"{kind} {number}",
        kind,
        _id(1, 2) if number > 3 else None,
        ("", "", "", "", "speaks_for", "part_of")[number],
    )
    for number, kind in enumerate(KINDS)
}
TREE = {
    _id(4, number): Concept(_id(4, number), f"concept {number}", broader and _id(4, broader))
    for number, broader in enumerate([None, None, 1, 2, 1, None, 5])
}


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
    if low == high:
        return Quantity(Interval(Decimal(low), Decimal(high)))
    ends = draw(st.sampled_from(["closed", "open", "at least", "at most"]))
    return Quantity(
        Interval(
            None if ends == "at most" else Decimal(low),
            None if ends == "at least" else Decimal(high),
            ends != "open",
            ends != "open",
        )
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(st.integers(0, 6))
    start = START + timedelta(days=first)
    end = start + timedelta(days=draw(st.integers(1, 4)))
    shape = draw(st.sampled_from(["both", "both", "from", "until"]))
    return Period(
        f"{first}-{shape}", None if shape == "until" else start, None if shape == "from" else end
    )


CONCEPTS = st.sampled_from(sorted(TREE))
VALUES: dict[ValueType, st.SearchStrategy[Value]] = {
    ValueType.QUANTITY: quantities(),
    ValueType.DATE: periods(),
    ValueType.ENTITY: CONCEPTS.map(lambda concept: Concepts(frozenset({concept}))),
    ValueType.BOOLEAN: st.booleans().map(Truth),
    ValueType.TEXT: st.sampled_from(["a", "A", "b", "c"]).map(Words),
}
SEVERAL = st.frozensets(CONCEPTS, min_size=1, max_size=3).map(Concepts)


@st.composite
def statements(draw: st.DrawFn, values: st.SearchStrategy[Value], number: int) -> Statement:
    stance = draw(st.sampled_from([*[Stance.ASSERTS] * 4, *Stance]))
    at = draw(st.none() | st.integers(0, 4).map(lambda days: START + timedelta(days=days)))
    is_read = stance is not Stance.WITHDRAWS and draw(st.integers(0, 9)) > 0
    source = st.none() | st.sampled_from(sorted(SPEAKERS))
    return Statement(
        id=_id(2, number),
        document=_id(3, draw(st.integers(0, 2))),
        publisher=draw(source),
        attributed_to=draw(source),
        via=None,
        stance=stance,
        wording="words",
        qualifier=draw(st.sampled_from([Qualifier.BETWEEN, Qualifier.VAGUE])),
        value=draw(values) if is_read else None,
        definition=draw(st.sampled_from(["", "confirmed", "probable"])),
        stated_at=at,
        stated_before=at and at + timedelta(days=draw(st.integers(1, 2))),
        published_at=at,
        sequence=draw(st.integers(0, 2)),
        supersedes=_id(2, draw(st.integers(0, number - 1)))
        if number and draw(st.booleans())
        else None,
    )


@st.composite
def questions(draw: st.DrawFn, value_type: ValueType) -> Question:
    return Question(
        value_type,
        is_count=value_type is ValueType.QUANTITY and draw(st.booleans()),
        cumulative=draw(st.booleans()),
        many=draw(st.booleans()) and draw(st.booleans()),
        tolerance=Decimal("0.2"),
        definitions=("confirmed", "probable"),
    )


@st.composite
def records(
    draw: st.DrawFn, kinds: tuple[ValueType, ...] = tuple(ValueType), most: int = 7
) -> tuple[Question, list[Statement]]:
    kind = draw(st.sampled_from(kinds))
    values = VALUES[kind]
    if kind is ValueType.ENTITY and draw(st.booleans()):
        values = SEVERAL
    count = draw(st.integers(0, most))
    said = [draw(statements(values, number)) for number in range(count)]
    return draw(questions(kind)), said


def judged(record: tuple[Question, list[Statement]]) -> Agreement:
    return judge(*record, SPEAKERS, TREE)


def related(a: Statement, b: Statement, question: Question) -> Relation | None:
    try:
        return relation(a, b, question, TREE)
    except ValueError:
        return None


@given(records())
def test_relation_is_symmetric(record: tuple[Question, list[Statement]]) -> None:
    question, said = record
    for a, b in combinations(said, 2):
        there, back = related(a, b, question), related(b, a, question)

        assert back == (there and CONVERSE[there])


@given(records(), st.randoms())
def test_the_order_of_input_changes_nothing(
    record: tuple[Question, list[Statement]], random: st.random_module
) -> None:
    question, said = record
    shuffled = list(said)
    random.shuffle(shuffled)

    assert judged((question, shuffled)) == judged((question, said))


@settings(max_examples=200)
@given(records())
def test_every_head_with_a_value_is_in_a_group_and_every_statement_is_accounted_for(
    record: tuple[Question, list[Statement]],
) -> None:
    question, said = record
    agreement = judged(record)
    heads = {head.statement for head in agreement.heads}
    grouped = {id for g in agreement.groups for p in g.positions for id in p.statements}
    readable = {s.id for s in said if related(s, s, question) is not None}

    assert grouped == heads & readable
    assert {one.statement for one in agreement.silent} == {s.id for s in said} - heads


@settings(max_examples=200)
@given(records((ValueType.QUANTITY, ValueType.DATE, ValueType.BOOLEAN, ValueType.ENTITY)))
def test_heads_contradict_if_and_only_if_no_group_holds_both(
    record: tuple[Question, list[Statement]],
) -> None:
    question, said = record
    if not question.is_exclusive:
        return
    by_id = {statement.id: statement for statement in said}
    agreement = judged(record)
    together = [{id for p in g.positions for id in p.statements} for g in agreement.groups]
    for a, b in combinations({id for group in together for id in group}, 2):
        meet = any(a in group and b in group for group in together)

        found = related(by_id[a], by_id[b], question)

        assert (found is Relation.CONTRADICTS) == (not meet)


@settings(max_examples=200)
@given(records())
def test_a_groups_members_share_its_value(record: tuple[Question, list[Statement]]) -> None:
    question, said = record
    by_id = {statement.id: statement for statement in said}
    for group in judged(record).groups:
        for position in group.positions:
            for id in position.statements:
                if group.value is None:
                    assert position.stance is Stance.DENIES
                    continue
                shared = _asserting(by_id[id], group.value)

                assert related(shared, by_id[id], question) in _sharing(group.excepted)


def _asserting(statement: Statement, value: Value) -> Statement:
    return Statement(
        **{
            **{name: getattr(statement, name) for name in Statement.__slots__},
            "stance": Stance.ASSERTS,
            "value": value,
            "qualifier": Qualifier.BETWEEN,
        }
    )


def _sharing(excepted: tuple[Value, ...]) -> set[Relation]:
    """A group's value lies inside what each member says, but for holes that are denied."""
    inside = {Relation.SAME, Relation.NARROWER, Relation.OVERLAPS}
    return inside | ({Relation.BROADER} if excepted else set())


@settings(max_examples=200)
@given(records())
def test_numbers_of_the_answer_agree_with_each_other(
    record: tuple[Question, list[Statement]],
) -> None:
    agreement = judged(record)
    live = [one for one in agreement.contradictions if one.explanation.counts_as_live]
    counted = [agreement.origins]
    counted += [group.origins for group in agreement.groups]
    counted += [p.origins for group in agreement.groups for p in group.positions]

    assert all(origins.min <= origins.max for origins in counted)
    assert agreement.contradictions_total == len(agreement.contradictions)
    assert agreement.contradictions[: len(live)] == tuple(live)
    assert bool(agreement.reasons)
    assert [group.behind for group in agreement.groups] == sorted(
        group.behind for group in agreement.groups
    )
    if agreement.corroborated is not None:
        assert agreement.verdict is Verdict.CORROBORATED


@settings(max_examples=200)
@given(records())
def test_pair_by_pair_is_the_same_as_position_by_position(
    record: tuple[Question, list[Statement]],
) -> None:
    listed = {
        (frozenset((a, b)), one.explanation)
        for one in judged(record).contradictions
        for a in one.a
        for b in one.b
    }
    paired = {
        (frozenset((pair.a, pair.b)), pair.explanation)
        for pair in pairs(*record, SPEAKERS, TREE)
        if pair.explanation
    }

    assert paired <= listed
    assert {key for key, _ in listed} >= {key for key, _ in paired}


def test_contradictions_are_counted_in_full_and_listed_in_part() -> None:
    count = 1_000
    said = [
        Statement(
            _id(2, n), _id(3, n), None, None, None, Stance.ASSERTS, str(n), Qualifier.EXACTLY,
            Quantity(Interval(Decimal(n), Decimal(n))), "", START, START, START, 0, None,
        )
        for n in range(count)
    ]  # fmt: skip

    agreement = judge(Question(ValueType.QUANTITY), said, {}, {})

    assert agreement.contradictions_total == count * (count - 1) // 2
    assert len(agreement.contradictions) == 100
    assert len(agreement.groups) == count
