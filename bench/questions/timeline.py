"""(c) The first page of a claim's timeline: who said what, what superseded it, when."""

from __future__ import annotations

from typing import Any

from api.typeid import decode
from bench import onrecord
from bench.contest import Answer, Asking, Question
from bench.filling import claim_slug
from bench.generated import CLAIM, key
from bench.limit.reading import TIMELINE
from bench.peers.asking import timeline_page
from bench.worlds import World

A_PAGE = 50


def questions(world: World) -> list[Question]:
    return [_question(world, name) for name in ("typical", "hot")]


def _question(world: World, name: str) -> Question:
    topic = world.plan.number(name)
    slug, id = claim_slug(world.plan, topic, 0), key(CLAIM, topic, 0)
    contestants = [
        Asking(
            "limit",
            lambda: world.reads.fetch(TIMELINE, {"slug": slug, "limit": A_PAGE}),
            _of_rows,
        ),
        Asking(
            "onrecord",
            lambda: onrecord.service(f"claims/{slug}/timeline/", limit=A_PAGE),
            _of_timeline,
        ),
    ]
    if world.has_peers:
        serializing = Asking("ModelSerializer", lambda: timeline_page(id, A_PAGE), _of_serialized)
        contestants.append(serializing)
    return Question(
        "c", f"timeline of a {name} claim", world.size, contestants, entering=world.enter
    )


def _of_rows(rows: list[tuple[Any, ...]]) -> Answer:
    return {"said": [(row[0], row[1], row[18], row[21], row[24]) for row in rows]}


def _of_timeline(answer: dict[str, Any]) -> Answer:
    return {
        "said": [
            (
                decode("rev", one["id"]),
                one["wording"],
                one["publisher"]["name"],
                one["attributed_to"] and one["attributed_to"]["name"],
                [decode("rev", id) for id in one["superseded_by"]],
            )
            for one in answer["results"]
        ]
    }


def _of_serialized(shown: list[dict[str, Any]]) -> Answer:
    return {
        "said": [
            (
                _uuid(one["id"]),
                one["wording"],
                one["document"]["publisher"]["name"],
                one["attributed_to"] and one["attributed_to"]["name"],
                one["superseded_by"],
            )
            for one in shown
        ]
    }


def _uuid(id: Any) -> Any:
    from uuid import UUID  # noqa: PLC0415

    return id if isinstance(id, UUID) else UUID(id)
