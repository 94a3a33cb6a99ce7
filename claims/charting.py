"""From a judged claim to the chart of what was said of it: the statements in view, by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from claims.agreement import Head, Question, Silence, Silent, Statement, in_words, placed
from claims.agreement.lines import UNKNOWN, Entry
from claims.agreement.lines import Line as EntryLine
from claims.chart import Adopted, Chart, Ending, Line, Said
from claims.judging import Judged, judged
from claims.statements import time_zone_of
from claims.values import Stance, Value
from history.dates import Until
from history.linking import Linked
from history.snapshots import Snapshot
from sources.models import Document


def chart_of(snapshot: Snapshot, claim: Any, until: Until | None, linked: Linked) -> Chart:
    """The chart of a claim's row; the queries of its judgement and one for the time zone."""
    (judgement,) = judged(snapshot, [claim], until, linked, whole=[claim.id])
    return chart_of_judged(judgement, time_zone_of(snapshot, claim.topic_id), linked)


def chart_of_judged(judgement: Judged, zone: str, linked: Linked) -> Chart:
    """The chart of a claim that has been judged; no query but for links not yet looked up."""
    claim = judgement.claim
    return Chart(
        question=claim.question,
        value_type=judgement.given[0].value_type,
        is_count=claim.is_count,
        unit=claim.unit,
        zone=zone,
        lines=tuple(_Drafting(judgement, linked).lines()),
        adopted=_adopted(judgement),
    )


def _adopted(judgement: Judged) -> Adopted | None:
    claim = judgement.claim
    if claim.adopted_revision_id is None:
        return None
    question, statements, _, concepts = judgement.given
    values = {each.id: each.value for each in statements}
    value = values.get(claim.adopted_revision_id)
    words = "" if value is None else in_words(value, question, concepts)
    return Adopted(claim.adopted_wording, value, words)


class _Drafting:
    """The lines of one chart."""

    def __init__(self, judgement: Judged, linked: Linked) -> None:
        question, statements, speakers, concepts = judgement.given
        self._question: Question = question
        self._speakers = speakers
        self._concepts = concepts
        self._linked = linked
        self._rows = {row.id: row for row in judgement.rows}
        self._entries = placed(question, statements, concepts)
        self._at = {entry.id: _known(entry.order.stated_at) for entry in self._entries}
        self._heads: Mapping[UUID, Head] = {h.statement: h for h in judgement.agreement.heads}
        self._silent: Mapping[UUID, Silent] = {
            silent.statement: silent for silent in judgement.agreement.silent
        }

    def lines(self) -> Iterator[Line]:
        """In the order of their first statements; withdrawals end lines and are none."""
        members: dict[EntryLine, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            if entry.statement.stance is not Stance.WITHDRAWS:
                members[entry.line].append(entry)
        for line, entries in members.items():
            origin, publisher = self._names(entries[0])
            yield Line(origin, publisher, line.desk.definition, tuple(self._said(entries)))

    def _said(self, entries: Sequence[Entry]) -> Iterator[Said]:
        for entry, following in zip(entries, [*entries[1:], None], strict=True):
            statement, at = entry.statement, self._at[entry.id]
            ending, until = self._ending(entry, following)
            yield Said(
                at=at,
                before=statement.stated_before,
                until=until,
                ending=ending,
                stance=statement.stance,
                value=statement.value,
                answer=self._words(statement.value),
                wording=statement.wording,
                stated=self._stated(self._rows[entry.id]),
            )

    def _ending(self, entry: Entry, following: Entry | None) -> tuple[Ending, datetime | None]:
        """What became of it, and when: the next on its line or its silencer, whichever is first."""
        if entry.id in self._heads:
            behind = self._heads[entry.id].behind
            return (Ending.BEHIND if behind else Ending.STANDS), None
        silent = self._silent[entry.id]
        end = self._at[silent.by] if silent.by else None
        begun = self._at[following.id] if following else None
        if begun is not None and (end is None or begun <= end):
            return Ending.FOLLOWED, begun
        is_withdrawn = silent.why is Silence.WITHDRAWN
        return (Ending.WITHDRAWN if is_withdrawn else Ending.REPLACED), end

    def _names(self, entry: Entry) -> tuple[str, str]:
        """Whose word, and in what it was printed where that is another's."""
        statement = entry.statement
        printed = self._printed(statement)
        if statement.origin == statement.outlet:
            return printed, ""
        return self._speakers[statement.origin].name, printed

    def _printed(self, statement: Statement) -> str:
        """The outlet as it is read, merged or not; a document where nobody knows whose it is."""
        if statement.publisher is not None:
            return self._speakers[statement.publisher].name
        return f"“{self._linked.row(Document, statement.document).title}”"

    def _words(self, value: Value | None) -> str:
        return "" if value is None else in_words(value, self._question, self._concepts)

    def _stated(self, row: Any) -> str:
        document = self._linked.row(Document, row.document_id)
        return row.stated or document.published or "at an unknown time"


def _known(at: datetime) -> datetime | None:
    return None if at == UNKNOWN else at
