"""Parts and wholes: what cannot be, what only may not be, and what is never said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.agreement import Question
from claims.parts import Counted, Fit, PartFinding, compare
from claims.values import Interval, ValueType
from tests.claims.agreement.record import KILLED, at_least, at_most, between, exactly, id_of

PEOPLE = replace(KILLED, unit="people", cumulative=False)


def counted(label, quantity, *, inside=None, question=PEOPLE, said=None, until=None):
    return Counted(
        claim=id_of(label),
        label=label,
        question=question,
        part_of=id_of(inside) if inside else None,
        range=quantity and quantity.interval,
        said_at=said and datetime(2024, 1, said, tzinfo=UTC),
        said_before=until and datetime(2024, 1, until, tzinfo=UTC),
    )


def short(findings):
    return [(one.fit.value, one.text, one.gap) for one in findings]


def pair(part, whole, **more):
    claims = [counted("Killed", whole), counted("Afghans", part, inside="Killed", **more)]
    return compare(claims, id_of("Killed"))


@pytest.mark.parametrize(
    ("part", "whole", "fit", "words", "gap"),
    [
        (exactly(12), exactly(84), "fits", "Afghans (12) fits within Killed (84)", None),
        (exactly(84), exactly(84), "fits", "Afghans (84) fits within Killed (84)", None),
        (at_least(100), exactly(84), "exceeds",
         "Afghans (100 or more) is more than Killed (84)", 16),
        (at_least(100), at_least(84), "fits",
         "Afghans (100 or more) fits within Killed (84 or more)", None),
        (at_most(100), exactly(84), "fits",
         "Afghans (100 or fewer) fits within Killed (84)", None),
        (between(80, 90), between(70, 79), "exceeds",
         "Afghans (80 to 90) is more than Killed (70 to 79)", 1),
        (between(80, 90), between(70, 80), "fits",
         "Afghans (80 to 90) fits within Killed (70 to 80)", None),
        (exactly(1000), exactly(995), "close",
         "Afghans (1,000) is a little more than Killed (995)", 5),
    ],
)  # fmt: skip
def test_part_beside_its_whole(part, whole, fit, words, gap):
    assert short(pair(part, whole)) == [(fit, f"{words}, which contains it.", gap)]


def test_finding_says_which_claims():
    assert pair(exactly(100), exactly(84)) == (
        PartFinding(
            Fit.EXCEEDS,
            True,
            id_of("Killed"),
            (id_of("Afghans"),),
            Decimal(16),
            "Afghans (100) is more than Killed (84), which contains it.",
        ),
    )


@pytest.mark.parametrize("missing", [(None, exactly(84)), (exactly(100), None), (None, None)])
def test_claims_without_a_range_are_not_compared(missing):
    assert pair(*missing) == ()


def test_other_units_are_not_compared():
    assert pair(exactly(100), exactly(84), question=replace(PEOPLE, unit="families")) == ()


def test_unit_is_the_same_whatever_its_case():
    assert len(pair(exactly(100), exactly(84), question=replace(PEOPLE, unit="People "))) == 1


def test_measures_exceed_by_a_hair():
    tons = Question(ValueType.QUANTITY, unit="t")
    whole = Counted(id_of("All"), "All", tons, None, Interval(None, Decimal(5), True, False))
    part = Counted(id_of("Some"), "Some", tons, id_of("All"), Interval(Decimal(5), None))

    assert short(compare([whole, part], id_of("All"))) == [
        ("exceeds", "Some (5 or more t) is more than All (under 5 t), which contains it.", 0)
    ]


def grown(*, until, settled=None, cumulative=True):
    question = replace(PEOPLE, cumulative=cumulative, settled_at=settled)
    claims = [
        counted("Killed", exactly(84), question=question, until=until),
        counted("Afghans", exactly(100), inside="Killed", said=9),
    ]
    return [one.fit for one in compare(claims, id_of("Killed"))]


def test_whole_counted_earlier_is_outgrown():
    assert grown(until=9) == [Fit.OUTGROWN]


def test_whole_that_may_be_as_late_is_exceeded():
    assert grown(until=10) == [Fit.EXCEEDS]
    assert grown(until=None) == [Fit.EXCEEDS]


def test_whole_that_no_longer_grows_is_exceeded():
    assert grown(until=9, cumulative=False) == [Fit.EXCEEDS]
    assert grown(until=5, settled=datetime(2024, 1, 8, tzinfo=UTC)) == [Fit.EXCEEDS]


def casualties(killed, injured, together, **more):
    return [
        counted("Casualties", together),
        counted("Killed", killed, inside="Casualties"),
        counted("Injured", injured, inside="Casualties", **more),
    ]


def test_killed_and_injured_within_casualties():
    claims = casualties(exactly(94), between(281, 287), at_least(301))

    assert short(compare(claims, id_of("Casualties"))) == [
        ("fits", "Injured (281 to 287) and Killed (94) together fit within Casualties "
         "(301 or more).", None),
        ("fits", "Injured (281 to 287) fits within Casualties (301 or more), which contains it.",
         None),
        ("fits", "Killed (94) fits within Casualties (301 or more), which contains it.", None),
    ]  # fmt: skip


@pytest.mark.parametrize("about", ["Casualties", "Killed", "Injured"])
def test_killed_and_injured_together_more_than_casualties(about):
    claims = casualties(exactly(94), between(281, 287), exactly(300))

    together = compare(claims, id_of(about))[0]

    assert together == PartFinding(
        Fit.SUM_EXCEEDS,
        False,
        id_of("Casualties"),
        tuple(sorted((id_of("Killed"), id_of("Injured")))),
        Decimal(75),
        "Injured (281 to 287) and Killed (94) together are more than Casualties (300), "
        "unless some are counted twice.",
    )


def test_one_part_too_large_is_said_alone():
    claims = casualties(exactly(94), exactly(400), exactly(300))

    assert [one.fit for one in compare(claims, id_of("Casualties"))] == [Fit.EXCEEDS, Fit.FITS]


def test_parts_too_few_are_no_contradiction():
    claims = casualties(exactly(1), exactly(2), exactly(300))

    assert {one.fit for one in compare(claims, id_of("Casualties"))} == {Fit.FITS}


def test_measures_that_may_be_negative_have_no_sum():
    degrees = Question(ValueType.QUANTITY, unit="people")
    claims = casualties(exactly(200), at_most(200), exactly(300), question=degrees)

    assert [len(one.parts) for one in compare(claims, id_of("Casualties"))] == [1, 1]


def test_part_of_a_part_is_compared_to_the_top():
    claims = [
        counted("Casualties", exactly(50)),
        counted("Killed", None, inside="Casualties"),
        counted("Afghans", exactly(60), inside="Killed"),
    ]

    for about in ("Casualties", "Afghans"):
        assert short(compare(claims, id_of(about))) == [
            ("exceeds", "Afghans (60) is more than Casualties (50), which contains it.", 10)
        ]
    assert compare(claims, id_of("Killed")) == ()


bounds = st.tuples(
    st.none() | st.integers(0, 60), st.none() | st.integers(0, 60)
).map(lambda ends: Interval(
    None if ends[0] is None else Decimal(ends[0]),
    None if ends[1] is None else Decimal(max(ends[1], ends[0] or 0)),
))  # fmt: skip


@given(bounds, st.lists(bounds, min_size=1, max_size=4), st.randoms())
def test_a_certain_contradiction_has_no_numbers_that_fit(whole, parts, random):
    question = replace(PEOPLE, tolerance=Decimal(0))
    top = Counted(id_of("w"), "w", question, None, whole)
    claims = [
        top,
        *(Counted(id_of(f"p{n}"), f"p{n}", question, top.claim, at) for n, at in enumerate(parts)),
    ]

    found = compare(claims, top.claim)

    alone = {one.parts[0]: one.fit for one in found if len(one.parts) == 1}
    most = 1000 if whole.upper is None else int(whole.upper)
    for n, part in enumerate(parts):
        possible = any(part.lower is None or value >= part.lower for value in range(most + 1))
        assert (alone[id_of(f"p{n}")] is Fit.FITS) == possible
    sums = [one for one in found if len(one.parts) > 1]
    assert len(sums) == (len(parts) > 1 and all(fit is Fit.FITS for fit in alone.values()))
    for one in sums:
        least = sum(int(part.lower or 0) for part in parts)
        assert (one.fit is Fit.FITS) == (least <= most)
    random.shuffle(claims)
    assert compare(claims, top.claim) == found
