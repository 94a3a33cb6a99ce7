"""What a chart shows of what was said, and what it folds away, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.chart import NARROW, WIDE, Chart, Ending, draw, draw_file, table
from claims.values import Concepts, Interval, Quantity, Stance, Truth, ValueType, Words
from history.dates import Period
from tests.claims.agreement.record import at_least, at_most, between, exactly, more_than
from tests.claims.chart.charts import adopted, chart, day, drawn, line, parsed, said, steady, texts

FOLLOWED = {"ending": Ending.FOLLOWED}


def one(value, words="words", **more) -> Chart:
    return chart(line("IRNA", said(words, day(0), value, **more)))


@pytest.mark.parametrize(
    ("value", "marks"),
    [
        pytest.param(exactly(84), {"mark": 1}, id="a figure"),
        pytest.param(at_least(84), {"mark": 1, "arrow": 2}, id="open above"),
        pytest.param(at_most(103), {"mark": 1, "arrow": 2}, id="open below"),
        pytest.param(more_than(80), {"hollow": 1, "arrow": 2}, id="the figure itself left out"),
        pytest.param(between(80, 90), {"mark": 1, "arrow": 1, "band": 1}, id="a range"),
        pytest.param(
            Quantity(Interval(Decimal(80), None), best=Decimal(90)),
            {"mark": 1, "arrow": 3},
            id="a best figure above an open range",
        ),
        pytest.param(Quantity(Interval(Decimal(-5), Decimal(5)), best=Decimal(0)),
                     {"mark": 1, "arrow": 1, "band": 1}, id="a best figure of nought"),
    ],
)  # fmt: skip
def test_value_has_its_marks(value, marks):
    svg = draw(one(value), WIDE)

    kinds = ("mark", "hollow", "cross", "arrow", "band")
    label = {"mark": 1}
    assert {kind: drawn(svg, kind) for kind in kinds} == {
        kind: marks.get(kind, 0) + label.get(kind, 0) for kind in kinds
    }


def test_denial_is_a_cross_and_a_suggestion_is_hollow():
    both = chart(
        line("IRNA", said("84", day(0), exactly(84), stance=Stance.DENIES)),
        line("BBC", said("90", day(0), at_least(90), stance=Stance.SUGGESTS)),
    )

    svg = draw(both, WIDE)

    assert (drawn(svg, "cross"), drawn(svg, "hollow"), drawn(svg, "mark")) == (2, 2, 0)
    assert texts(svg, "figure") == ["denies 84", "90 (suggested)"]


def test_line_goes_down_in_steps_and_what_is_past_is_lighter():
    lowered = line(
        "IRNA",
        said("103", day(0), exactly(103), until=day(1), **FOLLOWED),
        said("95", day(1), exactly(95), until=day(2), **FOLLOWED),
        said("84", day(2), exactly(84)),
    )

    svg = draw(chart(lowered), WIDE)

    lines = [each for each in parsed(svg).iter() if "line" in (each.get("class") or "").split()]
    assert [(each.get("class"), each.get("d").count("V")) for each in lines] == [
        ("line past c0", 2),
        ("line c0", 0),
    ]
    assert texts(svg, "figure") == ["84"]


@pytest.mark.parametrize(
    ("ending", "label", "ends"),
    [
        (Ending.STANDS, "84", 0),
        (Ending.BEHIND, "84 · behind", 0),
        (Ending.WITHDRAWN, "84 · withdrawn", 1),
        (Ending.REPLACED, "84 · no longer stands", 1),
    ],
)
def test_label_says_what_became_of_the_last_statement(ending, label, ends):
    svg = draw(one(exactly(84), "84", ending=ending, until=day(1)), NARROW)

    assert (" ".join(texts(svg, "figure")), drawn(svg, "end")) == (label, ends)


def test_adopted_figure_is_a_rule_across():
    svg = draw(chart(steady("IRNA", 94), adopted=adopted(84)), WIDE)

    assert (drawn(svg, "rule"), texts(svg, "rule-words")) == (1, ["We print: at least 84"])
    assert drawn(draw(chart(steady("IRNA", 94)), WIDE), "rule") == 0


def test_what_has_no_time_or_no_value_is_listed_beside():
    svg = draw(
        chart(
            steady("IRNA", 84),
            line("BBC", said("90", None, exactly(90))),
            line("AFP", said("many", day(1), None)),
            line("dpa", said("any number", day(1), Quantity(Interval(None, None)))),
        ),
        WIDE,
    )

    assert texts(svg, "note") == [
        "Undated: BBC: 90.",
        "No value could be read: AFP: “many”.",
        "Without a place on the axis: dpa: any number.",
        "Days and hours: UTC.",
    ]
    assert texts(svg, "figure") == ["84"]


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("many", [1, 2, 12, 40, 100])
def test_many_lines_are_named_drawn_thin_or_left_out_in_words(many, layout):
    svg = draw(chart(*(steady(f"Outlet {n}", 80 + n, n) for n in range(many))), layout)

    named = min(many, layout.labelled)
    plain = min(many - named, 60)
    assert len(texts(svg, "figure")) == named
    assert drawn(svg, "plain") == 2 * plain
    notes = " ".join(texts(svg, "note"))
    assert (f"{plain} further lines" in notes) == bool(plain)
    assert (f"{many - named - plain} lines are not drawn" in notes) == (many - named > 60)


def test_lines_that_stand_are_named_before_those_behind_and_each_answer_once_first():
    lines = [steady(f"Same {n}", 84, n) for n in range(12)]
    lines += [line("Behind", said("70", day(30), exactly(70), ending=Ending.BEHIND))]
    lines += [steady("Alone", 94)]

    names = " ".join(texts(draw(chart(*lines), WIDE), "name"))

    assert "Alone" in names
    assert "Behind" not in names
    assert "Same 0 " not in f"{names} "


def test_two_thousand_statements_stay_a_small_picture():
    figures = [
        said(str(n % 97), day(n / 50), exactly(n % 97), until=day((n + 1) / 50), **FOLLOWED)
        for n in range(1999)
    ]
    svg = draw(chart(line("IRNA", *figures, said("84", day(40), exactly(84)))), WIDE)

    marks = drawn(svg, "mark") - 1
    assert marks <= 600
    assert texts(svg, "note")[0].startswith(f"{2000 - marks:,} statements have no mark")
    assert len(svg) < 200_000


def test_answers_have_a_row_each_and_their_sources_a_lane():
    us, israel = (Concepts(frozenset({n})) for n in ("us", "israel"))
    told = chart(
        line("MOIS", said("Israel", day(0), israel, until=day(1), **FOLLOWED),
             said("US", day(1), us)),
        line("Kirby", said("Israel", day(1), israel, stance=Stance.DENIES)),
        line("BBC", said("US", day(2), us), publisher="Post"),
        kind=ValueType.ENTITY,
        adopted=adopted(84),
    )  # fmt: skip

    svg = draw(told, WIDE)

    assert texts(svg, "figure") == ["US", "Israel"]
    assert texts(svg, "name") == [
        "MOIS",
        "BBC, in Post",
        "Denied: Kirby",
        "Superseded · MOIS",
    ]


def test_answers_and_sources_beyond_the_room_are_counted():
    value = Words("x")
    told = chart(
        *(line(f"Outlet {n}", said("yes", day(0), value)) for n in range(20)),
        *(line("IRNA", said(f"answer {n}", day(0), value)) for n in range(30)),
        kind=ValueType.TEXT,
    )

    svg = draw(told, NARROW)

    assert texts(svg, "more") == ["and 14 others, in the table"]
    assert texts(svg, "note")[0] == "23 answers are in the table only."


def test_table_has_every_statement_in_the_order_said():
    lowered = chart(
        line("IRNA", said("95", day(1), exactly(95), **FOLLOWED), said("84", day(2), exactly(84))),
        line("BBC", said("many", None, None, answer="")),
    )

    assert [(row.source, row.words, row.answer, row.state) for row in table(lowered)] == [
        ("BBC", "many", "", "stands"),
        ("IRNA", "95", "95", "superseded"),
        ("IRNA", "84", "84", "stands"),
    ]


INSTANTS = st.datetimes(timezones=st.just(UTC)) | st.none()
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-5, 200).map(Decimal)
VALUES = {
    ValueType.QUANTITY: st.builds(
        lambda ends, best: Quantity(Interval(min(ends), max(ends)), best),
        st.tuples(NUMBERS, NUMBERS),
        st.none() | NUMBERS,
    )
    | st.builds(lambda end: Quantity(Interval(end, None)), NUMBERS)
    | st.builds(lambda end: Quantity(Interval(None, end)), st.none() | NUMBERS),
    ValueType.DATE: st.builds(
        lambda a, b: Period("2024", *(sorted((a, b)) if a and b else (a, b))), INSTANTS, INSTANTS
    ),
    ValueType.BOOLEAN: st.builds(Truth, st.booleans()),
    ValueType.TEXT: st.builds(Words, st.text(max_size=5)),
}


def statements(kind: ValueType) -> st.SearchStrategy:
    return st.builds(
        said,
        st.text(max_size=9),
        INSTANTS,
        st.none() | VALUES[kind],
        until=INSTANTS,
        ending=st.sampled_from(Ending),
        stance=st.sampled_from(Stance),
    )


@st.composite
def charts(draw_from: st.DrawFn) -> Chart:
    kind = draw_from(st.sampled_from(sorted(VALUES)))
    lines = st.builds(
        lambda name, members: line(name, *members),
        st.text(max_size=9),
        st.lists(statements(kind), min_size=1, max_size=5),
    )
    zone = draw_from(st.sampled_from(["UTC", "Asia/Tehran", "Pacific/Kiritimati"]))
    return chart(
        *draw_from(st.lists(lines, max_size=15)),
        kind=kind,
        zone=zone,
        is_count=draw_from(st.booleans()),
        adopted=draw_from(st.none() | st.just(adopted(84))),
    )


@settings(max_examples=150, deadline=None)
@given(charts())
def test_any_statements_make_a_whole_picture(any_chart):
    svg = draw_file(any_chart, "")

    root = parsed(svg)
    places = [each.get(name, "") for each in root.iter() for name in ("d", "x", "y", "transform")]
    assert [place for place in places if "n" in place.replace("translate", "")] == []
    assert [each.get("class") for each in root if each.tag.endswith("svg")] == ["wide", "narrow"]
    assert draw_file(any_chart, "") == svg


def test_dates_lie_on_an_axis_of_dates():
    first = datetime(2020, 1, 1, tzinfo=UTC)
    year = Period("2020", first, first.replace(year=2021))

    svg = draw(chart(line("BBC", said("in 2020", day(0), year)), kind=ValueType.DATE), WIDE)

    assert texts(svg, "tick")[:4] == ["Jan 2020", "Apr", "Jul", "Oct"]
    assert drawn(svg, "band") == 1
