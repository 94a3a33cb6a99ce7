"""One good write for every address that writes, over the Kerman example with one statement."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from api.typeid import encode
from history.editing import create, retire
from history.merging import merge
from tests.callers import Caller, named
from tests.kerman import Kerman
from tests.routes import Route

WHY = {"reason": "Checked with the desk"}


@dataclass(frozen=True)
class Write:
    """A method of a route, what is sent to whom, and the permission it takes; None: any reader.

    `target` names the record in its path, `first` what must be there before.
    """

    method: str
    path: str
    permission: str | None
    body: Callable[[Kerman], dict[str, Any]]
    target: Callable[[Kerman], str] = field(default=lambda kerman: "")
    needs_version: bool = False
    first: Callable[[Kerman, User], Any] = field(default=lambda kerman, by: None)
    query: str = ""
    media_type: str = "application/json"

    def __str__(self) -> str:
        return f"{self.method} {self.path.removeprefix('/api/v1/')}"

    def address(self, kerman: Kerman) -> str:
        return Route(self.path, None).at(reference=self.target(kerman)) + self.query

    def send(
        self, caller: Caller, kerman: Kerman, body: bytes | None = None, **headers: str
    ) -> Any:
        """Carry it out, with the version that stands."""
        path = self.address(kerman)
        if self.needs_version:
            record = path.removesuffix("/").rpartition("/")[0] if self.method == "POST" else path
            headers.setdefault("if_match", _etag(kerman, record))
        content = body if isinstance(body, bytes) else json.dumps(self.body(kerman)).encode()
        return caller.client.generic(
            self.method, path, content, content_type=self.media_type, headers=named(headers)
        )


def _etag(kerman: Kerman, record: str) -> str:
    """As an auditor reads it, who may read everything."""
    return kerman.made["reader"].get(f"{record.rstrip('/')}/")["ETag"]


def _slug(name: str) -> Callable[[Kerman], str]:
    return lambda kerman: name


def _document(kerman: Kerman) -> str:
    return encode("doc", kerman["irna-1"].pk)


def _statement(kerman: Kerman) -> str:
    return encode("rev", kerman["said"].pk)


def _always(**body: Any) -> Callable[[Kerman], dict[str, Any]]:
    return lambda kerman: {**body, **WHY}


def _double(kerman: Kerman, key: str) -> Any:
    """Another record of the same kind, that it could be merged into."""
    record = kerman[key]
    double = type(record)(
        **{
            field.attname: getattr(record, field.attname)
            for field in record._meta.concrete_fields
            if field.name not in ("id", "slug", "parent", "parent_role", "broader")
        },
        slug="double",
    )
    return create(double, by=kerman.by, reason="A double", channel="admin")


def _of_mergeable(
    kind: str, model: str, slug: Callable[[Kerman], str], key: str, **change: Any
) -> list[Write]:
    """PATCH, retire, restore, merge and unmerge."""
    path = f"/api/v1/{kind}/{{reference}}/"

    def doubled(kerman: Kerman, by: User) -> None:
        _double(kerman, key)

    def merged(kerman: Kerman, by: User) -> None:
        merge(kerman[key], _double(kerman, key), by=by, reason="One", channel="admin")

    return [
        *_of_record(kind, model, slug, key, **change),
        Write("POST", f"{path}merge/", model.replace(".", ".merge_"), _always(into="double"), slug,
              needs_version=True, first=doubled),
        Write("POST", f"{path}unmerge/", model.replace(".", ".unmerge_"), _always(), slug,
              needs_version=True, first=merged),
    ]  # fmt: skip


def _of_record(
    kind: str, model: str, slug: Callable[[Kerman], str], key: str, **change: Any
) -> list[Write]:
    """PATCH, retire and restore of a kind of record."""
    path = f"/api/v1/{kind}/{{reference}}/"

    def retired(kerman: Kerman, by: User) -> None:
        retire(kerman[key], by=by, reason="Out of lists", channel="admin")

    def on(method: str, action: str, below: str = "", **more: Any) -> Write:
        permission = model.replace(".", f".{action}_")
        body = _always() if below else _always(**change)
        return Write(method, path + below, permission, body, slug, needs_version=True, **more)

    return [
        on("PATCH", "change"),
        on("POST", "retire", "retire/"),
        on("POST", "restore", "restore/", first=retired),
    ]


NEW_CLAIM = {
    "topic": "kerman",
    "slug": "injured",
    "question": "How many were hurt?",
    "label": "Injured",
    "value_type": "quantity",
}
VERSION = {"retrieved_at": "2024-01-05T10:00:00Z", "text": "At least 84 people were killed."}

WRITES = [
    Write(
        "POST", "/api/v1/sources/", "sources.add_source",
        _always(slug="tasnim", name="Tasnim", kind="agency"),
    ),
    *_of_mergeable("sources", "sources.source", _slug("irna"), "irna", name="IRNA English"),
    Write(
        "POST", "/api/v1/documents/", "sources.add_document",
        _always(key="bbc-2", title="Iran mourns", publisher="bbc", published="2024-01-04"),
    ),
    *_of_record("documents", "sources.document", _document, "irna-1", title="Toll rises"),
    Write(
        "POST", "/api/v1/documents/{reference}/versions/", "sources.add_documentversion",
        _always(**VERSION), _document,
    ),
    Write(
        "POST", "/api/v1/topics/", "claims.add_topic",
        _always(slug="shiraz", name="Shiraz attack", kind="event"),
    ),
    *_of_mergeable("topics", "claims.topic", _slug("kerman"), "kerman", name="Kerman attack"),
    Write(
        "POST", "/api/v1/entities/", "claims.add_entity",
        _always(slug="jaish", name="Jaish al-Adl", kind="group"),
    ),
    *_of_mergeable("entities", "claims.entity", _slug("isis-k"), "isis-k", name="IS-K"),
    Write("POST", "/api/v1/claims/", "claims.add_claim", _always(**NEW_CLAIM)),
    *_of_mergeable("claims", "claims.claim", _slug("deaths"), "deaths", question="How many died?!"),
    Write(
        "POST", "/api/v1/claims/{reference}/adopt/", "claims.adopt_claim",
        lambda kerman: {"revision": _statement(kerman), "wording": "84", **WHY},
        _slug("deaths"), True,
    ),
    Write(
        "POST", "/api/v1/revisions/", "claims.add_revision",
        lambda kerman: {
            "claim": "deaths", "document": _document(kerman), "wording": "95", "sequence": 1,
            "supersedes": _statement(kerman), **WHY,
        },
    ),
    Write(
        "POST", "/api/v1/revisions/{reference}/void/", "claims.void_revision", _always(),
        _statement, True,
    ),
    Write(
        "POST", "/api/v1/imports/", "claims.add_revision",
        lambda kerman: {
            "claim": "deaths", "document": _document(kerman), "wording": "95", "sequence": 1,
            "importer": "desk", "external_id": "1",
        },
        query="?reason=Checked", media_type="application/x-ndjson",
    ),
    Write(
        "POST", "/api/v1/wording/", None,
        lambda kerman: {"wording": "at least 84"},
    ),
]  # fmt: skip
# A statement is never edited; these are there to say so.
REFUSALS = {("PATCH", "/api/v1/revisions/{reference}/"), ("PUT", "/api/v1/revisions/{reference}/")}


def prepare(kerman: Kerman, reader: User) -> Kerman:
    """One statement on record, and somebody to read versions by."""
    kerman.made["said"] = kerman.says("deaths", "irna-1", "84")
    kerman.made["reader"] = Caller(reader)
    return kerman
