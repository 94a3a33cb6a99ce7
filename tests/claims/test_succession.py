"""What kind of change a statement is: docs/changes-of-figures.md row by row, and invariants."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.agreement import Concept, Question, Statement
from claims.succession import ALLOWED, Change, Move, Succession, change_of, in_words, moved
from claims.values import (
    ChangeKind,
    Concepts,
    Qualifier,
    Quantity,
    Stance,
    Truth,
    Value,
    ValueType,
    Words,
)
from claims.wording import UnreadableWording, read_wording
from history.dates import read_edtf
from tests.claims.agreement.record import between, id_of
from tests.claims.agreement.test_properties import TREE, records

DOCUMENT = Path(__file__).parents[2] / "docs" / "changes-of-figures.md"
QUESTIONS = {
    "running count": Question(
        ValueType.QUANTITY, is_count=True, cumulative=True, definitions=("confirmed", "probable")
    ),
    "count": Question(ValueType.QUANTITY, is_count=True),
    "date": Question(ValueType.DATE),
    "entity": Question(ValueType.ENTITY),
    "boolean": Question(ValueType.BOOLEAN),
    "text": Question(ValueType.TEXT),
}
GROUPS = {
    id_of(name): Concept(id_of(name), name, broader and id_of(broader))
    for name, broader in {"Islamic State": None, "ISIS-K": "Islamic State", "Mossad": None}.items()
}
SAID = re.compile(
    r"(?P<stance>not |maybe )?(?P<words>.+?)(?: \((?P<day>\d|\?)\))?(?: \[(?P<definition>\w+)\])?"
)
STANCES = {None: Stance.ASSERTS, "not ": Stance.DENIES, "maybe ": Stance.SUGGESTS}
FOURTH = datetime(2024, 1, 4, tzinfo=UTC)


def documented() -> list[Any]:
    table = DOCUMENT.read_text().split("<!-- changes -->\n")[1].split("\n\n")[0]
    lines = table.strip().splitlines()[2:]
    cases = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [pytest.param(*case, id=", ".join(filter(None, case[:4]))) for case in cases]


def value_in(words: str, question: Question) -> tuple[Value | None, Qualifier | None]:
    match question.value_type:
        case ValueType.QUANTITY:
            try:
                reading = read_wording(words, is_count=True)
            except UnreadableWording:
                return None, Qualifier.UNREADABLE
            return reading.quantity, reading.qualifier
        case ValueType.DATE:
            return read_edtf(words), None
        case ValueType.ENTITY:
            return Concepts(frozenset({id_of(words)})), None
        case ValueType.BOOLEAN:
            return Truth(words == "yes"), None
        case ValueType.TEXT:
            return Words(words), None


def said(cell: str, question: Question, document: str) -> Statement:
    match = SAID.fullmatch(cell)
    assert match, cell
    stance, words = STANCES[match["stance"]], match["words"]
    value, qualifier = (None, None) if words == "withdraws" else value_in(words, question)
    day = match["day"] or "4"
    at = None if day == "?" else FOURTH + timedelta(days=int(day) - 4)
    return Statement(
        id=id_of(cell),
        document=id_of(document),
        publisher=id_of("IRNA"),
        attributed_to=None,
        via=None,
        stance=Stance.WITHDRAWS if words == "withdraws" else stance,
        wording=words,
        qualifier=qualifier,
        value=value,
        definition=match["definition"] or "",
        stated_at=at,
        stated_before=at and at + timedelta(days=1),
        published_at=FOURTH,
        sequence=0,
        supersedes=None,
    )


@pytest.mark.parametrize(("claim", "before", "after", "where", "kind", "told"), documented())
def test_change_is_as_documented(claim, before, after, where, kind, told):
    question = QUESTIONS[claim]
    earlier = said(before, question, "one")
    succession = Succession(
        after=said(after, question, "one" if where else "two"),
        before=earlier,
        one_reading=where == "article",
        took_back=Stance.ASSERTS if earlier.stance is Stance.WITHDRAWS else None,
    )

    change = change_of(succession, question, GROUPS)

    assert (change.kind or "", moved(change.move, succession)) == (kind, told)


def test_every_kind_and_move_has_a_case_in_the_document():
    kinds = {case.values[4] for case in documented()}

    assert kinds == {"", *ChangeKind}


@pytest.mark.parametrize(
    ("cell", "change"),
    [
        ("84", Change(None, Move.FIRST)),
        ("withdraws", Change(ChangeKind.WITHDRAWAL, Move.WITHDRAWN)),
    ],
)
def test_a_first_statement_changes_nothing_and_a_withdrawal_is_one(cell, change):
    question = QUESTIONS["running count"]
    succession = Succession(after=said(cell, question, "one"))

    assert change_of(succession, question, {}) == change
    assert in_words(change.kind, change.move, succession) == (change.kind or "")


def test_another_best_estimate_makes_clear():
    question = QUESTIONS["running count"]
    first = replace(said("80 to 90", question, "one"), value=between(80, 90))
    second = replace(
        first, value=Quantity(between(80, 90).interval, best=between(87, 87).interval.lower)
    )
    succession = Succession(after=second, before=first)

    change = change_of(succession, question, {})

    assert change == Change(ChangeKind.CLARIFICATION, Move.REESTIMATED)
    assert in_words(change.kind, change.move, succession) == (
        "clarification: 80 to 90 with a best estimate of 87, before with no best estimate"
    )


@pytest.mark.parametrize(
    ("took_back", "stance", "kind"),
    [
        (None, "", ChangeKind.REINSTATEMENT),
        (None, "not ", ChangeKind.REINSTATEMENT),
        (None, "maybe ", ChangeKind.UPDATE),
        (Stance.DENIES, "not ", ChangeKind.REINSTATEMENT),
        (Stance.DENIES, "", ChangeKind.UPDATE),
        (Stance.SUGGESTS, "maybe ", ChangeKind.REINSTATEMENT),
        (Stance.SUGGESTS, "", ChangeKind.UPDATE),
    ],
)
def test_what_was_taken_back_is_what_is_reinstated(took_back, stance, kind):
    question = QUESTIONS["count"]
    succession = Succession(
        after=said(f"{stance}84", question, "two"),
        before=said("withdraws", question, "one"),
        took_back=took_back,
    )

    assert change_of(succession, question, {}).kind is kind


def test_a_count_that_holds_no_whole_number_is_compared_with_nothing():
    question = QUESTIONS["running count"]
    half = replace(said("84", question, "one"), value=between("83.5", "83.5"))
    succession = Succession(after=said("84", question, "two"), before=half)

    assert change_of(succession, question, {}) == Change(ChangeKind.UPDATE, Move.UNREAD)


@st.composite
def successions(draw: st.DrawFn) -> tuple[Question, Succession]:
    """Any two statements of any kind of claim, however they hang together."""
    question, statements = draw(records(most=2).filter(lambda record: len(record[1]) == 2))
    before, after = statements
    return question, Succession(
        after=after,
        before=draw(st.sampled_from([before, None])),
        one_reading=before.document == after.document and draw(st.booleans()),
        took_back=draw(st.none() | st.sampled_from(Stance)),
    )


@given(successions())
def test_every_pair_has_an_answer_that_its_stance_allows(pair):
    question, succession = pair

    change = change_of(succession, question, TREE)

    assert change.kind is None or change.kind in ALLOWED[succession.after.stance]
    assert (change.kind is ChangeKind.WITHDRAWAL) == (succession.after.stance is Stance.WITHDRAWS)
    assert (change.kind is None) == (change.move in (Move.FIRST, Move.REPEATED))
    assert bool(moved(change.move, succession)) == (succession.before is not None)


@given(successions())
def test_whoever_says_the_same_again_changes_nothing(pair):
    question, succession = pair
    again = Succession(after=succession.after, before=succession.after)

    change = change_of(again, question, TREE)

    if again.after.stance is Stance.WITHDRAWS:
        assert change.kind is ChangeKind.WITHDRAWAL
    else:
        assert change.move in (Move.REPEATED, Move.UNREAD)


@given(successions())
def test_what_is_lowered_one_way_is_raised_the_other(pair):
    question, succession = pair
    if succession.before is None:
        return
    opposite = {Move.LOWERED: Move.RAISED, Move.NARROWED: Move.WIDENED, Move.FIRMED: Move.WEAKENED}
    back = Succession(after=succession.before, before=succession.after)

    there, here = (change_of(each, question, TREE).move for each in (succession, back))

    for one, other in opposite.items():
        assert (there is one) == (here is other)


@given(successions())
def test_only_a_running_count_is_corrected_by_a_lower_figure_alone(pair):
    question, succession = pair
    change = change_of(succession, question, TREE)
    if change.move is not Move.LOWERED or succession.in_one_document or succession.goes_back:
        return

    assert change.kind is (ChangeKind.CORRECTION if question.cumulative else ChangeKind.UPDATE)
