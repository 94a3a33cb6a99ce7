"""Records of the running example, made through the write modules: Kerman, 3 January 2024."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from claims import cataloguing
from claims.models import Claim, Entity, Revision, Topic
from claims.recording import NewStatement, record_statement
from claims.stated_value import GivenValue
from claims.values import Stance
from history.recording import recording
from sources.models import Document, Source
from sources.registering import register_document, register_source


@dataclass
class Kerman:
    """Who speaks, what they published, what is asked; `says` records one more statement."""

    by: User
    made: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.made[name]

    @property
    def recorded(self) -> dict[str, Any]:
        return {"by": self.by, "channel": "admin"}

    def source(self, slug: str, name: str, kind: str = "outlet", **more: Any) -> Source:
        self.made[slug] = register_source(slug=slug, name=name, kind=kind, **more, **self.recorded)
        return self.made[slug]

    def document(self, key: str, publisher: Source | None, published: str = "") -> Document:
        self.made[key] = register_document(
            key=key, title=key.title(), publisher=publisher, published=published, **self.recorded
        )
        return self.made[key]

    def topic(self, slug: str, **more: Any) -> Topic:
        self.made[slug] = cataloguing.register_topic(
            slug=slug, **{"name": slug, "kind": "event", **more}, **self.recorded
        )
        return self.made[slug]

    def entity(self, slug: str, name: str, **more: Any) -> Entity:
        self.made[slug] = cataloguing.register_entity(
            slug=slug, name=name, **{"kind": "group", **more}, **self.recorded
        )
        return self.made[slug]

    def claim(self, slug: str, question: str, value_type: str, **more: Any) -> Claim:
        self.made[slug] = cataloguing.register_claim(
            slug=slug,
            question=question,
            label=slug.title(),
            value_type=value_type,
            **{"topic": self["kerman"], **more},
            **self.recorded,
        )
        return self.made[slug]

    def says(
        self, claim: str, document: str, wording: str, *, value: Any = None, **more: Any
    ) -> Revision:
        """A statement on record; its value is read from the words unless given."""
        entities = more.pop("entities", ())
        given = GivenValue(wording=wording, value=value, entities=[each.pk for each in entities])
        new = NewStatement(
            claim=self[claim],
            document=self[document],
            stance=Stance(more.pop("stance", "asserts")),
            given=given,
            entities=entities,
            **more,
        )
        return record_statement(new, **self.recorded)


def kerman(by: User) -> Kerman:
    """Three sources, two documents, a topic, two entities and five claims; nothing said yet."""
    made = Kerman(by)
    with recording(by=by, reason="The example", channel="admin"):
        iran = made.source("iran", "Iranian authorities", "government", country="IR")
        made.source("irna", "IRNA", "agency", parent=iran, parent_role="speaks_for")
        made.source("bbc", "BBC", country="GB")
        made.document("irna-1", made["irna"], "2024-01-03")
        made.document("bbc-1", made["bbc"], "2024-01-05")
        made.topic("kerman", name="Kerman bombings", occurred="2024-01-03", time_zone="Asia/Tehran")
        made.entity("islamic-state", "Islamic State")
        made.entity("isis-k", "ISIS-K", broader=made["islamic-state"])
        made.claim(
            "deaths", "How many died?", "quantity", unit="people", is_count=True, cumulative=True
        )
        made.claim("day", "When was it?", "date")
        made.claim("perpetrator", "Who did it?", "entity")
        made.claim("claimed", "Was it claimed?", "boolean")
        made.claim("method", "How was it done?", "text")
    return made
