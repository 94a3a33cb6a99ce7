"""Runs an import from its first line to its report: stages batch by batch, then enters.

In: numbered lines, in any number, read once and never held together. Out: what was made, what
was there already, what is refused. Nothing is on record until everything is staged, or, with
`batch`, until so many lines are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from accounts.models import User
from api.parsing import loads
from claims.importing import holding, staging
from claims.importing.batches import Batches, Faults
from claims.importing.entering import Entering, head
from claims.importing.reading import Line
from claims.importing.report import BadLine, RefusedLine, Report
from claims.models import Import as Started

AT_ONCE = 2000  # lines resolved in one go: a few megabytes of them, and a few queries
Progress = Callable[[int], None]


class Import:
    """One import: `Import(by=…, reason=…, channel=…).run(lines)`.

    All or nothing unless `keep_going`, which leaves out what is refused. `batch`: an entry for
    so many lines, each all or nothing. `importer`: of the lines that name none. `resumed`: an
    import that stopped between batches; what it put on record is passed over.
    """

    def __init__(
        self,
        *,
        by: User | None,
        reason: str,
        channel: str,
        importer: str = "",
        dry_run: bool = False,
        keep_going: bool = False,
        batch: int | None = None,
        started: Started | None = None,
        told: Progress | None = None,
    ) -> None:
        self.started = started or Started()
        self.dry_run, self.keep_going, self.batch = dry_run, keep_going, batch
        self.resumed_after = self.started.lines_done
        self.told = told or (lambda lines: None)
        self.report = Report(dry_run=dry_run)
        self.batches = Batches(
            self.started.pk, by=by, reason=reason, channel=channel, importer=importer
        )
        self.entering = Entering(
            self.started.pk, by=by, reason=reason, channel=channel, stage_again=self._stage_again
        )

    def run(self, lines: Iterable[Line]) -> Report:
        """Import the lines; BadLine, with the report, if some are refused and none may be."""
        with self._held():
            lines = self._left(lines)
            for chunk in _chunks(iter(lines), self.batch):
                self._import(chunk)
            self._finish()
        return self.report

    def _left(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines that are not on record yet; of the others, what is out of use counts."""
        for line in lines:
            if line.number > self.started.lines_done:
                yield line
            else:
                self.batches.resolver.retired.learn(line.content or {})
                self.batches.resolver.merged.learn(line.content or {})

    def _import(self, lines: Iterator[Line]) -> None:
        """Stage lines to their end and enter them."""
        seen = head()
        first = last = 0
        self.batches.resolver.entities.begin()
        refused_before = self.report.refused_total
        while some := list(itertools.islice(lines, AT_ONCE)):
            first, last = first or some[0].number, some[-1].number
            self._refuse(self.batches.stage(some))
            self.report.lines += len(some)
            self.told(self.report.lines)
        if self.report.refused_total and not (self.keep_going or self.dry_run):
            raise BadLine(self.report.refused, self.report)
        if not self.dry_run and first:
            self.report.positions += self.entering.enter(first, last, seen)
            if self.report.refused_total > refused_before and not self.keep_going:
                raise BadLine(self.report.refused, self.report)
        if first:
            self._count(first, last)
            self._settle(first, last)

    def _refuse(self, refused: Mapping[int, Faults]) -> None:
        for line in sorted(refused):
            self.report.refuse(line, refused[line])

    def _stage_again(self, lines: Sequence[int]) -> None:
        """Resolve lines once more; what they made before keeps its keys."""
        id = self.started.pk
        resolver = self.batches.resolver
        contents = staging.run(
            "SELECT line, content FROM claims_stagedline WHERE import_id = %s AND line = ANY(%s)"
            " ORDER BY line",
            [id, list(lines)],
        )
        resolver.keys |= {
            (kind, name): key
            for kind, name, key in staging.run(
                "SELECT kind, name, id FROM claims_stagedrecord"
                " WHERE import_id = %s AND line = ANY(%s)",
                [id, list(lines)],
            )
        }
        holding.remove_lines(id, lines)
        resolver.entities.begin()
        for at in range(0, len(contents), AT_ONCE):
            some = contents[at : at + AT_ONCE]
            refused = self.batches.stage([Line(n, loads(text.encode())) for n, text in some])
            self._refuse(refused)
        if self.report.refused_total and not self.keep_going:
            raise BadLine(self.report.refused, self.report)

    def _count(self, first: int, last: int) -> None:
        """Add to the report what is staged of these lines, and what was there already."""
        between = [self.started.pk, first, last]
        where = "WHERE import_id = %s AND line BETWEEN %s AND %s"
        for kind, number in staging.run(
            f"SELECT kind, count(*) FROM claims_stagedrecord {where} AND kind <> 'party'"  # noqa: S608
            " GROUP BY kind",
            between,
        ):
            self.report.made[kind] += number
        [(statements,)] = staging.run(
            f"SELECT count(*) FROM claims_stagedrevision {where}",  # noqa: S608
            between,
        )
        [(known,)] = staging.run(
            f"SELECT count(revision_id) FROM claims_stagedline {where}",  # noqa: S608
            between,
        )
        if statements:
            self.report.made["statement"] += statements
        self.report.unchanged += known - statements

    def _settle(self, first: int, last: int) -> None:
        if self.batch and not self.dry_run:
            holding.settle(self.started.pk, first, last)
            self.resumed_after = last

    def _finish(self) -> None:
        if self.started.lines_done or self.batch:
            Started.objects.filter(pk=self.started.pk).delete()
            self.resumed_after = 0

    @contextmanager
    def _held(self) -> Iterator[None]:
        holding.clear_abandoned()
        id = self.started.pk
        holding.hold(id)
        try:
            self.started.save()
            yield
        finally:
            holding.clear(id, self.resumed_after)
            Started.objects.filter(pk=id, lines_done=0).delete()
            if not self.batch:
                Started.objects.filter(pk=id).delete()
            holding.let_go(id)


def import_lines(
    lines: Iterable[tuple[int, dict[str, Any]]],
    *,
    by: User | None,
    reason: str,
    channel: str,
) -> Report:
    """Import numbered lines, all or nothing; BadLine for those that are refused.

    One ledger entry for every run of lines with one reason: a line's own, else `reason`.
    """
    return Import(by=by, reason=reason, channel=channel).run(
        Line(number, content) for number, content in lines
    )


def _chunks(lines: Iterator[Line], size: int | None) -> Iterator[Iterator[Line]]:
    """The lines in chunks that go on record together."""
    if size is None:
        yield lines
        return
    for first in lines:
        yield itertools.chain([first], itertools.islice(lines, size - 1))


__all__ = ["BadLine", "Import", "RefusedLine", "import_lines"]
