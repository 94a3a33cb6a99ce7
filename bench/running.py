"""A whole run: worlds made ready, questions checked, measured, explained; then what writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from rich.progress import Progress

from bench import making, worlds
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


def run(
    asked: Sequence[World], letters: str, rounds: int, progress: Progress, *, keep: bool
) -> list[Measured]:
    """Everything asked, of every world in turn; what serves and what writes of the largest."""
    with ExitStack() as stack:
        for world in asked:
            stack.callback((World.close if keep else worlds.dropped), world)
            _ready(world, progress)
        found = list(_read(asked, letters, rounds, progress))
        largest = asked[-1]
        if "g" in letters:
            with serving.servers(largest) as asked_over_http:
                found += _in_turn(asked_over_http, rounds, progress)
        _explain_after_writes(largest, found, progress)
        if "f" in letters:
            for questions in (writing.questions, bulk.questions):
                found += _in_turn(questions(largest), rounds, progress, sent_by=largest)
    return found


def _ready(world: World, progress: Progress) -> None:
    task = progress.add_task(f"{world.size:,} statements", total=world.size)
    is_new = worlds.made(world)
    world.connect()
    making.make_ready(world, is_new, lambda done: progress.update(task, completed=done))
    progress.update(task, completed=world.size)


def _read(
    asked: Sequence[World], letters: str, rounds: int, progress: Progress
) -> Iterator[Measured]:
    for letter, kinds in READ.items():
        if letter not in letters:
            continue
        for kind in kinds:
            of_worlds = zip(*(kind(world) for world in asked), strict=True)
            for questions in of_worlds:
                task = progress.add_task(f"{letter}  {questions[0].name}", total=2)
                for question in questions:
                    check_equal(question)
                progress.advance(task)
                found = measured(questions, rounds)
                for one, world in zip(found, asked, strict=True):
                    _explain(one, world)
                progress.advance(task)
                yield from found


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
    reads = [
        one for one in found if one.question.letter in "ab" and one.question.size == world.size
    ]
    if not reads:
        return
    task = progress.add_task(f"{NEWER:,} newer statements", total=1)
    world.enter()
    making.vacuum()
    making.add_newer(NEWER)
    tables.follow(world.reads.session)
    for one in reads:
        before = Measured(one.question)
        _explain(before, world)
        one.buffers_after_writes = before.buffers
    progress.advance(task)
