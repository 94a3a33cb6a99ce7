"""The entities that an import makes, by the names they go by: found as those on record are.

They are kept in memory, unlike all else that an import makes: any line may name one by an alias.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.typeid import is_typeid
from claims.importing.staged import staged_entities
from claims.models import Entity
from claims.naming import folded


class MadeEntities:
    """Entities with the lines that make them; a line finds those of earlier lines and its own."""

    def __init__(self, import_id: UUID) -> None:
        self.import_id = import_id
        self._made: list[tuple[int, Entity]] = []
        self._names: dict[str, list[tuple[int, Entity]]] = {}
        self._in_batch: set[int] = set()

    def begin(self) -> None:
        """Forget what was staged, and learn it anew: lines may have been taken back since."""
        self._made, self._names, self._in_batch = [], {}, set()
        for line, entity in staged_entities(self.import_id):
            self._know(line, entity)

    def add(self, line: int, entity: Entity) -> None:
        """An entity that the batch at work makes."""
        self._in_batch.add(id(entity))
        self._know(line, entity)

    def restart(self) -> None:
        """The batch begins again: nothing of it is made yet."""
        self.forget(set(self._in_batch))
        self._in_batch = set()

    def keep(self) -> None:
        """The batch is staged: what it made stays known."""
        self._in_batch = set()

    def forget(self, gone: set[int]) -> None:
        """Unmake entities, by identity."""
        made = self._made
        self._made, self._names = [], {}
        for line, entity in made:
            if id(entity) not in gone:
                self._know(line, entity)

    def all(self) -> Iterator[Entity]:
        return (entity for _, entity in self._made)

    def with_slug(self, slug: str, line: int) -> Entity | None:
        for made_at, entity in self._names.get(f"slug {slug}", ()):
            if made_at <= line:
                return entity
        return None

    def candidates(self, text: str, live: Sequence[Entity], line: int) -> Sequence[Entity]:
        """As claims.finding, which answers `live`: the one of this slug, else all of this name."""
        if not self._made or is_typeid(Entity.PREFIX, text):
            return live
        if any(entity.slug == text for entity in live):
            return live
        made = self.with_slug(text, line)
        if made is not None:
            return [made]
        known = self._names.get(f"name {folded(text)}", ()) if folded(text) else ()
        both = {entity.pk: entity for entity in live}
        both |= {entity.pk: entity for made_at, entity in known if made_at <= line}
        entities = sorted(both.values(), key=lambda entity: entity.slug)
        return [entity for entity in entities if not entity.is_retired] or entities

    def _know(self, line: int, entity: Entity) -> None:
        self._made.append((line, entity))
        names = {f"name {folded(name)}" for name in [entity.name, *entity.aliases] if folded(name)}
        for key in {f"slug {entity.slug}", *names}:
            self._names.setdefault(key, []).append((line, entity))
