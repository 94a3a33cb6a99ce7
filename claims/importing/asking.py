"""Lines in, the names they mention out, by model: what a batch looks up at once. Asks nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from api.typeid import MalformedTypeID, decode
from claims.importing import staging
from claims.models import Claim, Topic
from claims.values import ValueType
from sources.models import Document, Source

Model = type[models.Model]
ABOVE: dict[Model, tuple[str, Model]] = {
    Claim: ("topic", Topic),
    Document: ("publisher", Source),
}
"""The link of what is found that recording reads too."""


class Asked:
    """The slugs, ids, addresses and names that lines mention, by model.

    `versions`: whether any mentions versions of documents; `hashes`: of those that lines make.
    """

    def __init__(self) -> None:
        self.names: dict[Model, set[str]] = defaultdict(set)
        self.versions = False
        self.hashes: set[str] = set()

    def line(self, line: Mapping[str, Any]) -> None:
        if len(line) == 1:
            [(kind, fields)] = line.items()
            if kind == "document":
                self._document(fields)
            elif isinstance(fields, Mapping):
                self._record(kind, fields)
            return
        for name in ("publisher", "attributed_to", "via"):
            self._one("source", line.get(name))
        self._one("topic", line.get("topic"))
        self._one("claim", line.get("claim"))
        self._document(line.get("document"))
        self.versions = self.versions or bool(line.get("version"))
        for entity in _listed(line.get("entities")):
            self._one("entity", entity)

    def _one(self, kind: str, reference: Any) -> None:
        if isinstance(reference, str):
            self.names[staging.MODELS[kind]].add(reference)
        elif isinstance(reference, Mapping):
            self._record(kind, reference)

    def _record(self, kind: str, fields: Mapping[str, Any]) -> None:
        if kind in staging.MODELS and isinstance(fields.get("slug"), str):
            self.names[staging.MODELS[kind]].add(fields["slug"])
        for name, linked in (
            ("parent", "source"), ("topic", "topic"), ("broader", "entity"), ("part_of", "claim"),
        ):  # fmt: skip
            self._text(linked, fields.get(name))
        if kind in staging.MODELS:
            self._text(kind, fields.get("merged_into"))
        for party in _listed(fields.get("parties")):
            if isinstance(party, Mapping):
                self._text("entity", party.get("entity"))
                self._text("source", party.get("source"))

    def _document(self, reference: Any) -> None:
        if isinstance(reference, str):
            self.names[Document].add(reference)
        elif isinstance(reference, Mapping):
            for name in ("url", "key"):
                self._text("document", reference.get(name))
            self._text("source", reference.get("publisher"))
            for version in _listed(reference.get("versions")):
                self.versions = True
                sha256 = version.get("content_sha256") if isinstance(version, Mapping) else None
                if isinstance(sha256, str):
                    self.hashes.add(sha256)

    def _text(self, kind: str, reference: Any) -> None:
        if isinstance(reference, str) and reference:
            self.names[staging.MODELS[kind]].add(reference)


def wordings_of(
    lines: Iterable[Mapping[str, Any]], asks_for_entities: Callable[[str], bool]
) -> list[str]:
    """The words of statements that may be the name of their answer."""

    def is_asked(claim: Any) -> bool:
        if isinstance(claim, Mapping):
            if claim.get("value_type") == ValueType.ENTITY:
                return True
            claim = claim.get("slug")
        return isinstance(claim, str) and asks_for_entities(claim)  # else refused when read

    return [
        line["wording"]
        for line in lines
        if line.get("wording") and not line.get("entities") and is_asked(line.get("claim"))
    ]


def ids_of(model: Any, texts: Iterable[str]) -> tuple[dict[UUID, str], list[str]]:
    """Which texts are keys of the model, and which are names."""
    ids: dict[UUID, str] = {}
    names = []
    for text in texts:
        try:
            ids[decode(model.PREFIX, text)] = text
        except MalformedTypeID:
            names.append(text)
    return ids, names


def names_of(row: Any, ids: Mapping[UUID, str]) -> list[str]:
    """The texts by which a record is known."""
    given = [ids[row.pk]] if row.pk in ids else []
    if isinstance(row, Document):
        return [*given, *(name for name in (row.url, row.key) if name)]
    return [*given, row.slug]


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
