"""What a file makes and says is retired: its own statements may name it all the same.

It goes on record retired at once, so that nobody else's statement can name it meanwhile. What was
on record before is not the file's: it takes no statement if it is retired.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from claims.models import Claim, Entity, Topic
from sources.models import Document, Source

KIND_OF: dict[type[models.Model], str] = {
    Source: "source",
    Topic: "topic",
    Entity: "entity",
    Claim: "claim",
    Document: "document",
}


class RetiredHere:
    """The retired records of one import, by kind and slug, url or key."""

    def __init__(self) -> None:
        self._names: set[tuple[str, str]] = set()

    def add(self, kind: str, name: str) -> None:
        self._names.add((kind, name))

    def learn(self, line: Mapping[str, Any]) -> None:
        """A line that this import has put on record before it stopped."""
        for kind in KIND_OF.values():
            fields = line.get(kind)
            if isinstance(fields, Mapping) and fields.get("is_retired") is True:
                name = fields.get("slug") or fields.get("url") or fields.get("key")
                self.add(kind, str(name))

    def lift(self, record: Any) -> None:
        """Let lines name a record of earlier lines, and what hangs above it."""
        if not self._names or record is None:
            return
        kind = KIND_OF[type(record)]
        names = (record.url, record.key) if kind == "document" else (record.slug,)
        if record.is_retired and any((kind, name) in self._names for name in names):
            record.is_retired = False
        if kind == "claim":
            self.lift(record.topic)
        if kind == "document":
            self.lift(record.publisher)
