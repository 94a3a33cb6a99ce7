"""(e) A page of the feed of changes: the first one of the statements, and one 90 % deep.

Fifty entries, each with its first hundred changes: runs of a thousand statements, and mistakes
taken back one by one. The peers have no entries: they give as many changes, going on after a key.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import Max

from api.rendering import dumps
from api.typeid import decode
from bench import onrecord
from bench.contest import Answer, Asking, Question
from bench.limit.reading import FEED
from bench.peers import asking as peers
from bench.peers.models import Historical
from bench.questions.history import KINDS
from bench.worlds import World
from history.models import Entry

A_PAGE = 50
DEPTH = 0.9


def questions(world: World) -> list[Question]:
    world.enter()
    first = world.facts["first"]
    deep = first + round((world.facts["last"] - first) * DEPTH) - A_PAGE
    return [_question(world, "first", first), _question(world, "90 % deep", max(first, deep))]


def _question(world: World, name: str, after: int) -> Question:
    limit = {"after": after, "limit": A_PAGE}
    most = len(world.reads.fetch(FEED, limit))
    return Question(
        "e",
        f"changes, {name}",
        world.size,
        [
            Asking("limit", lambda: world.reads.fetch(FEED, limit), _of_rows),
            Asking(
                "onrecord",
                lambda: onrecord.service("changes/", after=after, limit=A_PAGE),
                _of_feed,
            ),
            *(_peers(after, most) if world.has_peers else ()),
        ],
        entering=world.enter,
        beside="changes",
    )


def _peers(after: int, most: int) -> list[Asking]:
    key = _key(after)
    return [
        Asking("simple-history", lambda: peers.feed_by_simple_history(key, most), _number),
        Asking("pghistory", lambda: peers.feed_by_pghistory(key, most), _number),
    ]


def _key(after: int) -> int:
    """Behind which of a peer's rows the page begins; both have them in the same order."""
    at = Entry.objects.values_list("recorded_at", flat=True).get(pk=after)
    rows = Historical.objects.filter(history_date__lte=at)
    return int(rows.aggregate(key=Max("history_id"))["key"] or 0)


def _of_rows(rows: list[tuple[Any, ...]]) -> Answer:
    return {
        "changes": [(row[0], row[11], row[9], row[10]) for row in rows],
        "number": len(rows),
    }


def _of_feed(answer: dict[str, Any]) -> Answer:
    # Changes stand in the answer as text.
    changes = [
        (
            entry["position"],
            decode("rev", change["object"]["id"]),
            KINDS[change["kind"]],
            [each["field"] for each in change["fields"]] if change["kind"] == "changed" else [],
        )
        for entry in orjson.loads(dumps(answer))["results"]
        for change in entry["changes"]
    ]
    return {"changes": changes, "number": len(changes)}


def _number(changes: list[Any]) -> Answer:
    return {"number": len(changes)}
