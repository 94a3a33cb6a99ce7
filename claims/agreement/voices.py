"""Who stands behind a statement: which speaker it is, and whether that is certain.

Two questions, two ways up the parents. Is it the same speaker? Only `speaks_for` is followed: a
ministry does not revise a member of parliament. Is it independent? Both roles are followed: a
tracker that recomputes a ministry's count adds no origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from claims.agreement.shapes import Speaker, Statement

SPEAKS_FOR = frozenset({"speaks_for"})
EITHER_ROLE = frozenset({"speaks_for", "part_of"})
UNNAMED = "unnamed"
MEDIA = frozenset({"outlet", "agency", "media_group"})
"""Who passes on what others say: without attribution, nobody knows whose word it is."""
UNCERTAIN = MEDIA | {UNNAMED}

Voice = tuple[int, int]
"""Who speaks, and through whom where that is nobody by name: numbers of identifiers, or 0."""


@dataclass(slots=True, eq=False)
class Known:
    """A source: its kind (None for a document in a publisher's place) and where it leads.

    `voice` is who speaks through it, and `is_unnamed` whether that is nobody by name; `counted`
    the origin it is counted as. Both are None until they are asked for.
    """

    kind: str | None
    voice: UUID | None = None
    is_unnamed: bool = False
    counted: UUID | None = None


class Voices:
    """The speakers behind statements, each looked up once."""

    def __init__(self, speakers: Mapping[UUID, Speaker]) -> None:
        self._speakers = speakers
        self._known: dict[int, Known] = {}

    def voice(self, statement: Statement) -> Voice:
        """Whose word it is, spokespeople followed to the top.

        An unnamed source is one voice within one publisher only: the "experts" of two outlets
        are not known to be the same.
        """
        origin = statement.origin
        known = self._of(origin)
        if known.voice is None:
            known.voice = self._climb(origin, SPEAKS_FOR)
            known.is_unnamed = self._of(known.voice).kind == UNNAMED
        return known.voice.int, statement.outlet.int if known.is_unnamed else 0

    def counted(self, statement: Statement) -> tuple[UUID, bool]:
        """The origin as it is counted, collapsed over both roles, and whether it is certain.

        Certain is somebody named, or one who publishes a count of its own.
        """
        origin = statement.origin
        known = self._of(origin)
        if known.counted is None:
            known.counted = self._climb(origin, EITHER_ROLE)
        if statement.attributed_to or statement.via:
            return known.counted, known.kind != UNNAMED
        return known.counted, statement.publisher is not None and known.kind not in UNCERTAIN

    def independent(self, statement: Statement) -> UUID:
        """The origin as it is counted."""
        return self.counted(statement)[0]

    def is_certain(self, statement: Statement) -> bool:
        """Whether the origin is known."""
        return self.counted(statement)[1]

    def _of(self, source: UUID) -> Known:
        known = self._known.get(source.int)
        if known is None:
            speaker = self._speakers.get(source)
            known = self._known[source.int] = Known(speaker.kind if speaker else None)
            if speaker is None or speaker.parent is None:
                known.voice = known.counted = source
                known.is_unnamed = known.kind == UNNAMED
        return known

    def _climb(self, source: UUID, roles: frozenset[str]) -> UUID:
        """ValueError for sources that are their own parents."""
        at, seen = source, {source}
        while (speaker := self._speakers.get(at)) is not None:
            if speaker.parent is None or speaker.parent_role not in roles:
                break
            at = speaker.parent
            if at in seen:
                raise ValueError(f"source {source} is its own parent")
            seen.add(at)
        return at
