"""Calling the API as somebody, and looking at all that is on record before and after."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from accounts.models import Scope, Token, User
from history.models import Entry
from history.tracking import TRACKED

API = "/api/v1/"


class Caller:
    """Somebody with a token, or nobody; paths are below /api/v1/."""

    def __init__(self, user: User | None = None, *scopes: str) -> None:
        self.token: Token | None = None
        headers = {}
        if user is not None:
            self.token, secret = Token.objects.create(
                user=user, name="a tool", scopes=list(scopes or Scope.values)
            )
            headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client(headers=headers, raise_request_exception=False)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(at(path), headers=named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("PATCH", path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("PUT", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method, at(path), content, content_type="application/json", headers=named(headers)
        )


def at(path: str) -> str:
    return path if path.startswith(("/", "http")) else API + path


def named(headers: dict[str, str]) -> dict[str, str]:
    """Header names as keyword arguments spell them: if_match."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def on_record() -> dict[str, list[Any]]:
    """Every row of every tracked table and every entry: equal if nothing was written."""
    rows = {
        model._meta.label: sorted(
            str(row)
            for row in model._default_manager.values_list(
                *(field.attname for field in tracked.historical.tracked_fields)
            )
        )
        for model, tracked in TRACKED.items()
    }
    return {**rows, "entries": list(Entry.objects.order_by("position").values_list())}


def head() -> int:
    """The newest position of the ledger."""
    newest = Entry.objects.order_by("-position").first()
    return newest.position if newest else 0


def written_since(position: int) -> list[dict[str, Any]]:
    """What the ledger says of every entry after a position."""
    return list(
        Entry.objects.filter(position__gt=position)
        .order_by("position")
        .values("actor_name", "token_id", "channel", "reason", "request_id")
    )


def faults(response: Any) -> list[tuple[str, str]]:
    """The status of a problem document, then where and what each fault is."""
    assert response["Content-Type"] == "application/problem+json", response.content
    body = response.json()
    assert body["status"] == response.status_code
    return [
        (str(response.status_code), body["type"].rpartition("/")[2]),
        *((fault["pointer"], fault["code"]) for fault in body["errors"]),
    ]
