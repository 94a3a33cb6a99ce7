"""Who stands behind a statement: which speaker it is, and whether that is certain.

Two questions, two ways up the parents. Is it the same speaker? Only `speaks_for` is followed: a
ministry does not revise a member of parliament. Is it independent? Both roles are followed: a
tracker that recomputes a ministry's count adds no origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from claims.agreement.shapes import Speaker, Statement

SPEAKS_FOR = frozenset({"speaks_for"})
EITHER_ROLE = frozenset({"speaks_for", "part_of"})
UNNAMED = "unnamed"
MEDIA = frozenset({"outlet", "agency", "media_group"})
"""Who passes on what others say: without attribution, nobody knows whose word it is."""
UNCERTAIN = MEDIA | {UNNAMED}

Voice = tuple[UUID, UUID | None]


class Voices:
    """The speakers behind statements, each looked up once."""

    def __init__(self, speakers: Mapping[UUID, Speaker]) -> None:
        self._speakers = speakers
        self._tops: dict[UUID, tuple[UUID, bool]] = {}
        self._independent: dict[UUID, UUID] = {}

    def voice(self, statement: Statement) -> Voice:
        """Whose word it is, spokespeople followed to the top.

        An unnamed source is one voice within one publisher only: the "experts" of two outlets
        are not known to be the same.
        """
        origin = statement.origin
        if origin not in self._tops:
            top = self._climb(origin, SPEAKS_FOR)
            self._tops[origin] = top, self._kind(top) == UNNAMED
        top, is_unnamed = self._tops[origin]
        return top, statement.outlet if is_unnamed else None

    def independent(self, statement: Statement) -> UUID:
        """The origin as it is counted, collapsed over both roles."""
        origin = statement.origin
        if origin not in self._independent:
            self._independent[origin] = self._climb(origin, EITHER_ROLE)
        return self._independent[origin]

    def is_certain(self, statement: Statement) -> bool:
        """Whether the origin is known: somebody named, or one who publishes a count of its own."""
        if statement.attributed_to or statement.via:
            return self._kind(statement.origin) != UNNAMED
        publisher = statement.publisher
        return publisher is not None and self._kind(publisher) not in UNCERTAIN

    def _kind(self, source: UUID) -> str | None:
        """None for a document that stands in for an unidentified publisher."""
        speaker = self._speakers.get(source)
        return speaker.kind if speaker else None

    def _climb(self, source: UUID, roles: frozenset[str]) -> UUID:
        """ValueError for sources that are their own parents."""
        speaker = self._speakers.get(source)
        if speaker is None or speaker.parent is None:
            return source
        at, seen = source, {source}
        while (speaker := self._speakers.get(at)) is not None:
            if speaker.parent is None or speaker.parent_role not in roles:
                break
            at = speaker.parent
            if at in seen:
                raise ValueError(f"source {source} is its own parent")
            seen.add(at)
        return at
