"""How the bench compares, measures and holds to goals."""

from __future__ import annotations

import json

import pytest

from bench.__main__ import arguments, has_peers, sizes
from bench.contest import Asking, Different, Measured, Question, Writing, check_equal, measured
from bench.goals import (
    Goal,
    Held,
    between,
    buffers,
    cpu_ratio,
    growth,
    growth_of_buffers,
    held,
    ratio,
    ratio_apart,
)
from bench.markdown import goals as goals_in_markdown
from bench.markdown import growth as growth_in_markdown
from bench.markdown import measured as measured_in_markdown
from bench.markdown import put_into
from bench.plans import Sent, Touched
from bench.promised import promised
from bench.report import kept, of_load


def question(*contestants, name="who?", size=10, entering=lambda: None):
    return Question("a", name, size, contestants, entering)


def answering(name, **answer):
    return Asking(name, lambda: None, lambda given: answer)


def timed(name="who?", size=10, **seconds):
    asked = question(*(answering(who) for who in seconds), name=name, size=size)
    found = Measured(asked)
    for who, times in seconds.items():
        for taken in times:
            found.note(who, taken, taken / 2)
    return found


def test_answers_are_compared_on_what_both_give():
    check_equal(
        question(
            answering("limit", heads=[1], short="x"),
            answering("a", heads=[1]),
            answering("b", short="x", more=3),
            Writing("c", lambda: lambda: None),
        )
    )


def test_another_answer_is_refused_with_both():
    with pytest.raises(Different) as caught:
        check_equal(question(answering("limit", heads=[1]), answering("orm", heads=[2])))

    assert str(caught.value) == (
        "who? at 10: orm answers heads otherwise than limit: [2] instead of [1]"
    )


def test_contestants_have_their_turns_in_alternating_order():
    turns = []
    asked = question(
        Asking("a", lambda: turns.append("a"), dict),
        Asking("b", lambda: turns.append("b"), dict),
        entering=lambda: turns.append("enter"),
    )

    (found,) = measured([asked], 2)

    assert [turn for turn in turns if turn != "enter"] == ["a", "b", "b", "a"]
    assert turns.count("enter") == 4
    assert {name: len(times) for name, times in found.seconds.items()} == {"a": 2, "b": 2}


def test_what_a_turn_prepares_is_made_before_each():
    made = iter(range(10))
    written = []

    def prepared():
        number = next(made)
        return lambda: written.append(number)

    writer = Writing("w", prepared)

    measured([question(writer)], 3)

    assert written == [0, 1, 2]


def test_a_question_of_long_turns_has_fewer_rounds():
    asked = Question("f", "long", 10, [answering("a")], rounds=2)

    assert len(measured([asked], 15)[0].seconds["a"]) == 2


def test_a_ratio_is_the_median_of_the_rounds_own():
    found = timed(ours=[3, 20, 6], limit=[1, 10, 3])

    assert found.ratio("ours", "limit") == 2


LONG = {"ours": [12], "ours, waiting": [2], "limit": [5], "limit, waiting": [1]}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (ratio("who?", "ours", "limit"), 3),
        (ratio("who?", "ours", "nobody"), None),
        (ratio("what?", "ours", "limit"), None),
        (ratio_apart("long", "ours", "limit", ", waiting"), 2.5),
        (ratio_apart("who?", "ours", "limit", ", waiting"), None),
        (growth("who?", "ours"), 1.5),
        (growth("long", "ours"), None),
        (growth("who?", "nobody"), None),
        (growth_of_buffers("who?", "ours"), 2),
        (growth_of_buffers("who?", "limit"), None),
        (cpu_ratio("who?", "ours", "limit"), 3),
        (cpu_ratio("who?", "ours", "nobody"), None),
        (between("long", "who?", "ours"), 4),
        (buffers("who?", "ours"), 42),
        (buffers("who?", "limit"), None),
    ],
)
def test_a_goals_figure_is_found_at_the_largest_size(figure, expected):
    large = timed(size=100, ours=[3], limit=[1])
    large.buffers["ours"] = 42
    small = timed(size=10, ours=[2], limit=[1])
    small.buffers["ours"] = 21
    found = [small, large, timed("long", 100, **LONG)]

    assert figure(found) == expected


def test_growth_is_the_median_of_the_rounds_own_ratios():
    found = [timed(size=10, ours=[1, 10, 3]), timed(size=100, ours=[3, 20, 6])]

    assert growth("who?", "ours")(found) == 2


@pytest.mark.parametrize(
    ("largest", "bound"), [(100_005, 1.15), (1_000_005, 1.15), (10_000_005, 1.25)]
)
def test_growth_may_be_a_little_more_beyond_a_million(largest, bound):
    bounds = {one.most for one in promised(largest) if one.words.startswith("growth")}

    assert bounds == {bound}


def test_no_goal_is_told_twice():
    words = [(one.letter, one.words) for one in promised(100_005)]

    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("goal", "figure", "is_met", "bound"),
    [
        (Goal("a", "", None, most=1.5), 1.5, True, "≤ 1.5"),
        (Goal("a", "", None, most=1.5), 1.6, False, "≤ 1.5"),
        (Goal("a", "", None, least=10), 10, True, "≥ 10"),
        (Goal("a", "", None, least=10), 9.9, False, "≥ 10"),
    ],
)
def test_a_goal_is_met_at_its_bound(goal, figure, is_met, bound):
    one = Held(goal, figure)

    assert (one.is_met, one.bound) == (is_met, bound)


def test_goals_of_what_was_not_asked_are_left_out():
    goals = [Goal("a", "asked", lambda found: 1.0, most=2), Goal("b", "not", lambda found: None)]

    assert [one.goal.words for one in held(goals, [])] == ["asked"]


@pytest.fixture
def run(tmp_path):
    """A run of two sizes as it is kept, read again."""
    small, large = timed(limit=[1, 1], ours=[2, 2]), timed(size=100_005, limit=[1, 1], ours=[2, 4])
    large.buffers["ours"] = 1_042
    goals = [
        Held(Goal("a", "ours / limit", None, most=2), 3, 3.5),
        Held(Goal("a", "growth: who?, ours", None, most=1.15), 1.5, None, 1),
    ]
    kept(tmp_path / "bench.json", [small, large], goals, 3.14159, 2)
    return json.loads((tmp_path / "bench.json").read_text())


def test_the_figures_are_kept_as_json(run):
    assert run["goals"][0] == {
        "letter": "a",
        "goal": "ours / limit",
        "bound": "≤ 2",
        "measured": 3,
        "by_cpu": 3.5,
        "buffers": None,
        "met": False,
    }
    assert (run["rounds"], run["load"]) == (2, 3.14)
    assert [
        (one["name"], one["ratio"], one["least_cpu_seconds"])
        for one in run["questions"][1]["contestants"]
    ] == [("limit", 1, 0.5), ("ours", 3, 1)]


def test_a_run_is_shown_as_markdown_at_its_largest_size(run):
    assert list(measured_in_markdown(run)) == [
        "| | question | asked | × | CPU ms | buffers | at 10k | 1,000 newer | sent |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
        "| a | who? | limit | 1.00 | 500.0 |  |  |  |  |",
        "|  |  | ours | 3.00 | 1000.0 | 1,042 |  |  |  |",
    ]


def test_growth_has_a_table_of_its_own(run):
    assert list(goals_in_markdown(run))[2:] == [
        "| a | ours / limit | ≤ 2 | 3.00 | 3.50 | **not met** |",
        "",
        "0 of 1 goals are met.",
    ]
    assert list(growth_in_markdown([run, run]))[0::2] == [
        "|  | question | asked | 10k → 100k: time | buffers |  | 10k → 100k: time | buffers |  |",
        "| a | who? | ours | 1.50 | 1.00 | **not met** | 1.50 | 1.00 | **not met** |",
        "10k → 100k: 0 of 1 goals are met.",
    ]


def test_tables_go_between_their_marks():
    page = "One.\n<!-- bench: goals -->\nold\n<!-- bench: end of goals -->\nTwo.\n"

    assert put_into(page, {"goals": ["| new |"]}) == (
        "One.\n<!-- bench: goals -->\n\n| new |\n\n<!-- bench: end of goals -->\nTwo.\n"
    )


def test_a_page_without_a_mark_is_refused():
    with pytest.raises(ValueError, match="must have <!-- bench: goals -->"):
        put_into("One.\n", {"goals": []})


@pytest.mark.parametrize(("load", "is_busy"), [(1.9, False), (2.0, True)])
def test_a_busy_machine_is_told_of(load, is_busy):
    assert ("it was busy" in of_load(load, 2)) == is_busy


def test_only_what_reads_is_explained():
    sent = []
    below = {"Node Type": "Index Only Scan"}
    plan = {"Node Type": "Sort", "Shared Hit Blocks": 3, "Shared Read Blocks": 4, "Plans": [below]}

    def execute(query, parameters):
        sent.append(query)
        return [([{"Plan": plan}],)]

    touched = Touched()
    touched.note("SELECT 1", None, execute)
    touched.note("SET x TO y", None, execute)

    assert len(sent) == 1
    assert touched.statements == [Sent("SELECT 1", 7, plan), Sent("SET x TO y")]
    assert [list(one.nodes) for one in touched.statements] == [[plan, below], []]
    assert touched.buffers == 7


@pytest.mark.parametrize(
    ("given", "only", "asked"),
    [
        ([], "abcdefg", [10_000, 100_000]),
        (["--statements", "10k", "--only", "a,b"], "ab", [10_000]),
        (["--statements", "1M", "--only", "g"], "g", [10_000, 1_000_000]),
    ],
)
def test_arguments_say_which_questions_and_sizes(given, only, asked):
    read = arguments(given)

    assert (read.only, sizes(read.statements)) == (only, asked)


@pytest.mark.parametrize(
    ("given", "asked"),
    [([], [True, True, True]), (["--without-peers"], [True, True, False])],
)
def test_peers_are_left_out_beyond_100k_where_asked(given, asked):
    read = arguments(given)

    assert [has_peers(size, read) for size in (10_000, 100_000, 1_000_000)] == asked


def test_a_question_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        arguments(["--only", "a,z"])

    assert "'a,z': give some of a, b, c, d, e, f, g" in capsys.readouterr().err
