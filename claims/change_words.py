"""The changes of a claim's statements in words: "correction: lowered from 95 to at least 84".

The kind is the one on record; what moved is worked out from the two statements, as they are in
view. In: rows of one claim. Out: words by statement, left out where there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Q

from claims.above import merged_concepts_of
from claims.agreement import Statement
from claims.judging import question_of, statement_of
from claims.merged import of_claims, spoken_by, standing_for
from claims.models import Revision
from claims.nearest import Start, rows_before, rows_of_past
from claims.said_order import Span, View
from claims.statement_rows import SaidRow, StatementRow
from claims.statements import FIELDS, entities_of, note_links, note_speakers
from claims.succession import Lines, Succession, in_words, move_of, stances_of_line
from claims.values import ChangeKind, Concepts, Stance, ValueType
from history.keys_as_text import Key
from history.linking import Linked
from history.snapshots import Snapshot
from sources.models import Document, Source

Pair = tuple[Any, Any]
"""A row, and the row it follows or None."""

NEAREST = (3, 50, 1 << 31)
"""How many to read of a line back from a statement: mostly the first of them is what it follows."""


def rows_of(snapshot: Snapshot, claim_id: UUID, said: Q | None = None) -> list[Any]:
    """Every statement of a claim and what is merged into it, or those `said` picks. One query."""
    rows = of_claims(snapshot.of(Revision).filter(said or Q()), snapshot, [claim_id])
    return list(rows.values_list(*FIELDS, named=True))


def changes_in_words(
    claim: Any, rows: Sequence[Any], wanted: Sequence[UUID], linked: Linked
) -> dict[UUID, str]:
    """What each wanted statement does to the one it follows, of all `rows` of the claim.

    One query for documents; for entities three more, and one a level of their tree.
    """
    linked.want(Document, (row.document_id for row in rows))
    for row in rows:
        publisher = linked.row(Document, row.document_id).publisher_id
        linked.want(Source, (publisher, row.attributed_to_id, row.via_id))
    return _known(claim, rows, linked).told(wanted)


def changes_of_read(
    claim: Any,
    rows: Sequence[Any],
    wanted: Sequence[str],
    snapshot: Snapshot,
    merged: Mapping[str, str],
) -> dict[str, str]:
    """The same of rows that carry what is read of their documents; `merged`: of who speaks.

    No query; for entities three, and one a level of their tree.
    """
    return _known_of_read(claim, rows, snapshot, merged).told(wanted)


def changes_shown(
    claim: Any, shown: Sequence[StatementRow], view: View, linked: Linked, span: Span
) -> dict[str, str]:
    """The same of a page in the order said: of the rest of the claim only what it can follow.

    None or one query; where a line goes back and forth more, another or two. As of a position the
    whole claim is read.
    """
    if view.snapshot.past:
        said = rows_of_past(view)
        note_speakers(said, linked)
        return _known_of_shown(claim, said, linked).told([row.id for row in shown])
    unsure = _unsure(claim, shown, span)
    starts = list(dict.fromkeys(_starts(unsure, linked, span, shown)))
    for most in NEAREST:
        near = rows_before(view, shown, starts, most)
        note_links(near, linked)
        rows = [*shown, *near]
        superseded = {row.id: row.superseded_by[0] for row in rows if row.superseded_by}
        known = _known_of_shown(claim, rows, linked, superseded)
        if all(known.is_certain(row, most) for row in unsure):
            break
    return known.told([row.id for row in shown])


def tells_all(claim: Any, shown: Sequence[StatementRow], span: Span) -> bool:
    """Whether the changes of a page, of a claim that asks for no entities, need nothing but the
    page: what its statements follow is on it."""
    named = {row.supersedes_id for row in shown if row.supersedes_id}
    return named <= {row.id for row in shown} and not _unsure(claim, shown, span)


def changes_among(claim: Any, rows: Sequence[StatementRow], linked: Linked) -> dict[str, str]:
    """The same where all that counts of the claim is shown."""
    return _known_of_shown(claim, rows, linked).told([row.id for row in rows])


def _known(claim: Any, rows: Sequence[Any], linked: Linked) -> _Known:
    """Rows of the table alone: their documents and who speaks are among what is linked."""
    stands = linked.standing(Source)
    said = {
        row.id: spoken_by(statement_of(row, linked.row(Document, row.document_id), ()), stands)
        for row in rows
    }
    return _Known(claim, rows, said, linked.snapshot)


def _known_of_shown(
    claim: Any,
    rows: Sequence[StatementRow | SaidRow],
    linked: Linked,
    superseded: Mapping[Key, Key] = MappingProxyType({}),
) -> _Known:
    """Rows with what is read of their documents; who speaks is among what is linked."""
    stands = linked.standing(Source)
    named = {id for row in rows for id in (row.publisher_id, row.attributed_to_id, row.via_id)}
    merged = {id: into for id in named if id and (into := stands(id)) != id}
    return _known_of_read(claim, rows, linked.snapshot, merged, superseded)


def _known_of_read(
    claim: Any,
    rows: Sequence[Any],
    snapshot: Snapshot,
    merged: Mapping[Key, Key],
    superseded: Mapping[Key, Key] = MappingProxyType({}),
) -> _Known:
    """Rows with what is read of their documents; `merged`: of those who speak in them."""
    said = {row.id: statement_of(row, row, ()) for row in rows}
    if merged:
        stands = standing_for(merged)
        said = {id: spoken_by(statement, stands) for id, statement in said.items()}
    return _Known(claim, rows, said, snapshot, superseded)


class _Known:
    """The rows of a claim at hand, and the statements that they make but for their entities."""

    def __init__(
        self,
        claim: Any,
        rows: Sequence[Any],
        said: Mapping[Key, Statement],
        snapshot: Snapshot,
        superseded: Mapping[Key, Key] = MappingProxyType({}),
    ) -> None:
        self._question = question_of(claim)
        self._snapshot = snapshot
        self._rows = {row.id: row for row in rows}
        self._said = said
        standing = (self._said[row.id] for row in rows if not row.is_void)
        self._lines = Lines(standing, self._question, superseded)
        self._last: dict[Key, Statement | None] = {}

    def told(self, wanted: Sequence[Key]) -> dict[Key, str]:
        pairs = [(self._rows[id], self._before(self._rows[id])) for id in wanted]
        entities = _entities(pairs, self._snapshot)
        named = {id for each in entities.values() for id in each}
        concepts, merged = merged_concepts_of(self._snapshot, named)
        stands = standing_for(merged)

        def statement(row: Any) -> Statement:
            said = self._said[row.id]
            if row.id not in entities or said.value is None:
                return said
            return replace(said, value=Concepts(frozenset(map(stands, entities[row.id]))))

        told = {}
        for row, before in pairs:
            succession = Succession(
                after=statement(row),
                before=before and statement(before),
                one_reading=before is not None and _reading(row) == _reading(before),
                took_back=self._taken_back(before),
            )
            move = move_of(succession, self._question, concepts)
            kind = ChangeKind(row.change_kind) if row.change_kind else None
            told[row.id] = in_words(kind, move, succession)
        return {id: words for id, words in told.items() if words}

    def is_certain(self, row: Any, most: int) -> bool:
        """Whether what it follows is known, of so many nearest on its line."""
        statement = self._said[row.id]
        if row.supersedes_id or not stances_of_line(statement.stance, self._question):
            return True
        return self._lines.is_certain(statement, self._last_before(row.id), most)

    def _before(self, row: Any) -> Any:
        """What it followed when it came on record: named, or the last on its line by then."""
        if row.supersedes_id:
            return self._rows.get(row.supersedes_id)
        last = self._last_before(row.id)
        return self._rows[last.id] if last else None

    def _last_before(self, id: Key) -> Statement | None:
        if id not in self._last:
            self._last[id] = self._lines.last_before(self._said[id])
        return self._last[id]

    def _taken_back(self, before: Any) -> Stance | None:
        if before is None or before.stance != Stance.WITHDRAWS:
            return None
        named = self._rows.get(before.supersedes_id)
        return Stance(named.stance) if named else None


def _unsure(claim: Any, shown: Sequence[StatementRow], span: Span) -> list[StatementRow]:
    """Those on a line that don't say what they follow, where that may lie beyond the page.

    On the first page it can't, unless what was said at the page's last instant is cut there.
    """
    question = question_of(claim)
    return [
        row
        for row in shown
        if not row.supersedes_id
        and stances_of_line(Stance(row.stance), question)
        and (not span.is_first or span.is_cut and row.stated_at_text == shown[-1].stated_at_text)
    ]


def _starts(
    unsure: Sequence[StatementRow], linked: Linked, span: Span, shown: Sequence[StatementRow]
) -> Iterator[Start]:
    """Where to look for what they follow.

    Between a voice's first one on a page and its others nothing is left out, but what was said at
    the last instant of a page that is cut there.
    """
    stands, begun = linked.standing(Source), set()
    for row in unsure:
        outlet = stands(row.publisher_id) if row.publisher_id else row.document_id
        origin = row.attributed_to_id or row.via_id
        voice = outlet, stands(origin) if origin else outlet
        at_the_cut = span.is_cut and row.stated_at_text == shown[-1].stated_at_text
        if voice not in begun or at_the_cut:
            begun.add(voice)
            yield Start(*voice, row.stated_at_text)


def _reading(row: Any) -> tuple[Any, Any]:
    return row.document_id, row.version_id


def _entities(pairs: Sequence[Pair], snapshot: Snapshot) -> dict[Key, list[UUID]]:
    compared = {row.id for pair in pairs for row in pair if row and _names_entities(row)}
    key_of = {UUID(str(id)): id for id in compared}
    return {key_of[id]: named for id, named in entities_of(snapshot, sorted(key_of)).items()}


def _names_entities(row: Any) -> bool:
    return bool(row.value_type == ValueType.ENTITY)
