"""A whole run: worlds made ready, questions checked, measured, explained; then what writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from rich.progress import Progress

from bench import filling, making, worlds
from bench.contest import Measured, Question, check_equal, measured
from bench.limit import tables
from bench.plans import touching
from bench.questions import agreement, bulk, changes, history, serving, timeline, writing
from bench.worlds import World

Asked = Callable[[World], list[Question]]

READ: dict[str, Sequence[Asked]] = {
    "a": [agreement.now],
    "b": [agreement.then],
    "c": [timeline.questions],
    "d": [history.questions],
    "e": [changes.questions],
}
NEWER = 1_000


@dataclass
class Found:
    """What was measured so far, and the machine's load while it was read from."""

    measured: list[Measured] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)


def run(
    asked: Sequence[World],
    letters: str,
    rounds: int,
    progress: Progress,
    found: Found,
    *,
    keep: bool,
) -> None:
    """Everything asked, of every world in turn; what serves and what writes of the largest.

    `found` has what was measured also where this raises. Worlds that are not kept are dropped at
    the end; one that an error ends is left, for it may have taken hours to fill.
    """
    with ExitStack() as stack:
        for world in asked:
            stack.push(partial(_leave, world, keep=keep))
            _ready(world, progress)
        found.loads.append(os.getloadavg()[0])
        for one in _read(asked, letters, rounds, progress, found.loads):
            found.measured.append(one)
        largest = asked[-1]
        if "g" in letters:
            with serving.servers(largest) as asked_over_http:
                found.measured += _in_turn(asked_over_http, rounds, progress)
        if worlds.writes(letters):
            if keep:
                largest = _to_write_to(largest, progress)
                stack.callback(worlds.dropped, largest)
            else:
                worlds.written_to(largest)
        _explain_after_writes(largest, found.measured, progress)
        if "f" in letters:
            for questions in (writing.questions, bulk.questions):
                for one in _in_turn(questions(largest), rounds, progress, sent_by=largest):
                    found.measured.append(one)


def _leave(world: World, error: type[BaseException] | None, *_: object, keep: bool) -> None:
    if keep or error is not None:
        world.close()
    else:
        worlds.dropped(world)


def _to_write_to(world: World, progress: Progress) -> World:
    """A copy of a world that is kept, so that the next run finds it as this one did."""
    task = progress.add_task("a copy to write to", total=1)
    copy = worlds.copied(world)
    progress.advance(task)
    return copy


def _ready(world: World, progress: Progress) -> None:
    task = progress.add_task(f"{world.size:,} statements", total=world.size)
    is_new = worlds.made(world)
    world.connect()
    making.make_ready(world, is_new, lambda done: progress.update(task, completed=done))
    progress.update(task, completed=world.size)


def _read(
    asked: Sequence[World], letters: str, rounds: int, progress: Progress, loads: list[float]
) -> Iterator[Measured]:
    """Questions of one group have their turns in the same rounds, at every size."""
    for letter in sorted(READ.keys() & set(letters)):
        pairs = [(question, world) for world in asked for question in _of(letter, world)]
        for group in dict.fromkeys(question.group for question, _ in pairs):
            together = [(one, world) for one, world in pairs if one.group == group]
            task = progress.add_task(f"{letter}  {group}", total=2)
            for question, _ in together:
                check_equal(question)
            progress.advance(task)
            found = measured([question for question, _ in together], rounds)
            for one, (_, world) in zip(found, together, strict=True):
                _explain(one, world)
            loads.append(os.getloadavg()[0])
            progress.advance(task)
            yield from sorted(found, key=_place)


def _of(letter: str, world: World) -> list[Question]:
    return [question for asked in READ[letter] for question in asked(world)]


def _place(one: Measured) -> tuple[str, int]:
    return one.question.name, one.question.size


def _explain(one: Measured, world: World, *, writes: bool = False) -> None:
    """Count the statements that each contestant sends, and the buffers they touch."""
    for contestant in one.question.contestants:
        one.question.entering()
        turn = contestant.ready()
        with touching(world.connection, world.reads, explains=not writes) as touched:
            turn()
        one.statements[contestant.name] = len(touched.statements)
        if not writes:
            one.buffers[contestant.name] = touched.buffers


def _in_turn(
    questions: Sequence[Question], rounds: int, progress: Progress, sent_by: World | None = None
) -> Iterator[Measured]:
    """Questions of one world; what a turn sends is counted where it is `sent_by` that world."""
    for question in questions:
        task = progress.add_task(f"{question.letter}  {question.name}", total=1)
        check_equal(question)
        (one,) = measured([question], rounds)
        if sent_by is not None:
            _explain(one, sent_by, writes=True)
        progress.advance(task)
        yield one


def _explain_after_writes(world: World, found: Sequence[Measured], progress: Progress) -> None:
    """The same reads once more, with a thousand statements newer than the last VACUUM."""
    reads = {
        one.question.name: one
        for one in found
        if one.question.letter in "ab" and one.question.size == world.size
    }
    if not reads:
        return
    task = progress.add_task(f"{NEWER:,} newer statements", total=1)
    world.enter()
    filling.vacuum()
    making.add_newer(NEWER)
    tables.follow(world.reads.session)
    for letter in sorted({one.question.letter for one in reads.values()}):
        for question in _of(letter, world):
            after = Measured(question)
            _explain(after, world)
            reads[question.name].buffers_after_writes = after.buffers
    progress.advance(task)
