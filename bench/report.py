"""What was measured, as tables for people and as JSON for whoever compares runs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.contest import Measured
from bench.goals import Held


def told(console: Console, found: Sequence[Measured], goals: Sequence[Held], load: float) -> None:
    """Every question beside its first contestant, then every goal met or not."""
    table = Table(
        "", "question", "statements", "contestant", "×", "CPU ms", "buffers", "1,000 newer", "sent"
    )
    for measured in found:
        for row in _rows(measured):
            table.add_row(*row)
        table.add_section()
    console.print(table)
    verdicts = Table("", "goal", "bound", "measured", "by CPU", "buffers", "")
    for held in goals:
        verdict = "met" if held.is_met else "[bold]not met[/]"
        beside = ["" if one is None else number(one) for one in (held.cpu, held.buffers)]
        goal = held.goal
        verdicts.add_row(goal.letter, goal.words, held.bound, number(held.figure), *beside, verdict)
    console.print(verdicts)
    met = sum(held.is_met for held in goals)
    console.print(f"{met} of {len(goals)} goals met")
    console.print(of_load(load, os.cpu_count() or 1))


def of_load(load: float, processors: int) -> str:
    """What the machine's load says of the times."""
    said = f"Load of the machine while reading: {load:.1f} on {processors} processors"
    if load < processors:
        return f"{said}."
    return (
        f"{said}: it was busy. Goals are judged by the clock all the same; what works in one "
        "process the whole time (CPU) waits more for its turn than what waits for the database."
    )


def _rows(measured: Measured) -> list[tuple[str, ...]]:
    question = measured.question
    first = question.contestants[0].name
    named = (question.letter, question.name, f"{question.size:,}")
    return [
        (
            *(named if contestant.name == first else ("", "", "")),
            contestant.name,
            number(measured.ratio(contestant.name, first)),
            _cpu(measured, contestant.name),
            _count(measured.buffers.get(contestant.name)),
            _count(measured.buffers_after_writes.get(contestant.name)),
            _count(measured.statements.get(contestant.name)),
        )
        for contestant in question.contestants
    ]


def _cpu(measured: Measured, name: str) -> str:
    """Milliseconds, and how much of a turn they are."""
    return f"{measured.cpu[name] * 1000:.1f} ({measured.cpu_share(name):.0%})"


def kept(
    path: Path, found: Sequence[Measured], goals: Sequence[Held], load: float, rounds: int
) -> None:
    """All of it as JSON; seconds too, for the ratios of runs on one machine."""
    content = {
        "rounds": rounds,
        "load": round(load, 2),
        "processors": os.cpu_count(),
        "questions": [_question(measured) for measured in found],
        "goals": [_goal(held) for held in goals],
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _goal(held: Held) -> dict[str, Any]:
    return {
        "letter": held.goal.letter,
        "goal": held.goal.words,
        "bound": held.bound,
        "measured": round(held.figure, 4),
        "by_cpu": None if held.cpu is None else round(held.cpu, 4),
        "buffers": None if held.buffers is None else round(held.buffers, 4),
        "met": held.is_met,
    }


def _question(measured: Measured) -> dict[str, Any]:
    question = measured.question
    first = question.contestants[0].name
    return {
        "letter": question.letter,
        "question": question.name,
        "statements": question.size,
        "contestants": [
            {
                "name": one.name,
                "median_seconds": measured.median(one.name),
                "least_cpu_seconds": measured.cpu[one.name],
                "ratio": round(measured.ratio(one.name, first), 4),
                "buffers": measured.buffers.get(one.name),
                "buffers_1000_newer": measured.buffers_after_writes.get(one.name),
                "statements_sent": measured.statements.get(one.name),
            }
            for one in question.contestants
        ],
    }


def number(figure: float) -> str:
    """As people read it: two decimals below a hundred."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2f}"


def _count(counted: int | None) -> str:
    return "" if counted is None else f"{counted:,}"
