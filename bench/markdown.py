"""The tables of docs/performance.md from what runs kept: `python -m bench.markdown FILE…`.

In: bench.json of one or several runs, the first of which is shown whole; of each further one only
growth. Out: Markdown on standard output, or between the marks of a page with --into.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import number

Run = Mapping[str, Any]
GROWS = "growth: "
BEGIN, END = "<!-- bench: {} -->", "<!-- bench: end of {} -->"


def measured(run: Run) -> Iterator[str]:
    """Every question at the largest size, each beside the first of its kind."""
    smallest = _sizes(run)[0]
    small = {
        (question["question"], one["name"]): one["buffers"]
        for question in run["questions"]
        if question["statements"] == smallest
        for one in question["contestants"]
    }
    yield "| | question | asked | × | CPU ms | buffers | at 10k | 1,000 newer | sent |"
    yield "|---|---|---|---:|---:|---:|---:|---:|---:|"
    for question in _at_the_largest(run):
        named = question["letter"], question["question"]
        for one in question["contestants"]:
            cells = (
                *named,
                one["name"],
                number(one["ratio"]),
                f"{one['least_cpu_seconds'] * 1000:.1f}",
                _count(one["buffers"]),
                _count(small.get((question["question"], one["name"]))),
                _count(one["buffers_1000_newer"]),
                _count(one["statements_sent"]),
            )
            yield _row(cells)
            named = "", ""


def goals(run: Run) -> Iterator[str]:
    """Every goal but growth, met or not."""
    held = [goal for goal in run["goals"] if not goal["goal"].startswith(GROWS)]
    yield "| | goal | bound | measured | by CPU | |"
    yield "|---|---|---|---:|---:|---|"
    for goal in held:
        by_cpu = goal.get("by_cpu")
        cells = (
            goal["letter"],
            goal["goal"],
            goal["bound"],
            number(goal["measured"]),
            "" if by_cpu is None else number(by_cpu),
            _verdict(goal),
        )
        yield _row(cells)
    yield ""
    yield _told(held, "goals")


def growth(runs: Sequence[Run]) -> Iterator[str]:
    """Time and buffers of the largest size beside the smallest, a pair of columns a run."""
    titles = [f"10k → {_short(_sizes(run)[-1])}" for run in runs]
    columns = [column for title in titles for column in (f"{title}: time", "buffers", "")]
    yield _row(("", "question", "asked", *columns))
    yield "|---|---|---|" + "---:|---:|---|" * len(runs)
    by_run = [{goal["goal"]: goal for goal in run["goals"]} for run in runs]
    for name, goal in by_run[0].items():
        if not name.startswith(GROWS):
            continue
        question, _, who = name.removeprefix(GROWS).rpartition(", ")
        cells = [cell for found in by_run for cell in _grown(found.get(name))]
        yield _row((goal["letter"], question, who, *cells))
    yield ""
    for title, found in zip(titles, by_run, strict=True):
        held = [goal for name, goal in found.items() if name.startswith(GROWS)]
        yield f"{title}: {_told(held, 'goals')}"


def _grown(goal: Any) -> tuple[str, str, str]:
    if goal is None:
        return "", "", ""
    buffers = "" if goal["buffers"] is None else number(goal["buffers"])
    return number(goal["measured"]), buffers, _verdict(goal)


def put_into(page: str, named: Mapping[str, Iterable[str]]) -> str:
    """The page with the tables between their marks; ValueError where a mark is missing."""
    for name, lines in named.items():
        begin, end = BEGIN.format(name), END.format(name)
        if page.count(begin) != 1 or page.count(end) != 1:
            raise ValueError(f"the page must have {begin} and {end} once each")
        before, rest = page.split(begin)
        after = rest.split(end)[1]
        page = f"{before}{begin}\n\n" + "\n".join(lines) + f"\n\n{end}{after}"
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.markdown")
    parser.add_argument("runs", nargs="+", type=Path, metavar="FILE", help="what a run kept")
    parser.add_argument("--into", type=Path, help="a page with marks, as docs/performance.md")
    given = parser.parse_args()
    runs = [json.loads(path.read_text()) for path in given.runs]
    named = {
        "measured": list(measured(runs[0])),
        "goals": list(goals(runs[0])),
        "growth": list(growth(runs)),
    }
    if given.into is None:
        sys.stdout.write("\n\n".join("\n".join(lines) for lines in named.values()) + "\n")
    else:
        given.into.write_text(put_into(given.into.read_text(), named))


def _sizes(run: Run) -> list[int]:
    return sorted({question["statements"] for question in run["questions"]})


def _at_the_largest(run: Run) -> list[Any]:
    largest = _sizes(run)[-1]
    return [question for question in run["questions"] if question["statements"] == largest]


def _told(held: Sequence[Any], what: str) -> str:
    return f"{sum(goal['met'] for goal in held)} of {len(held)} {what} are met."


def _verdict(goal: Any) -> str:
    return "met" if goal["met"] else "**not met**"


def _short(statements: int) -> str:
    return f"{statements // 1_000_000}M" if statements >= 1_000_000 else f"{statements // 1000}k"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _count(counted: int | None) -> str:
    return "" if counted is None else f"{counted:,}"


if __name__ == "__main__":
    main()
