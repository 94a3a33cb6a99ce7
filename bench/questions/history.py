"""(d) The first page of a claim's history: every change of its statements, field by field.

Onrecord lists the claim's own changes among them; of these only the making comes first, and it is
left out of the comparison. The peers tell each field of a change as well, old and new: equal
columns. The words of a change, and whom it names, only Onrecord tells.
"""

from __future__ import annotations

from typing import Any

from api.typeid import decode
from bench import onrecord
from bench.contest import Answer, Asking, Question
from bench.filling import claim_slug
from bench.generated import CLAIM, key
from bench.limit.reading import HISTORY
from bench.peers.asking import HISTORIES, Change
from bench.worlds import World

A_PAGE = 50
KINDS = {"created": "+", "changed": "~"}


def questions(world: World) -> list[Question]:
    return [_question(world, name) for name in ("typical", "hot")]


def _question(world: World, name: str) -> Question:
    topic = world.plan.number(name)
    slug, id = claim_slug(world.plan, topic, 0), key(CLAIM, topic, 0)
    contestants = [
        Asking(
            "limit",
            lambda: world.reads.fetch(HISTORY, {"slug": slug, "limit": A_PAGE}),
            _of_rows,
        ),
        Asking(
            "onrecord",
            lambda: onrecord.service(f"claims/{slug}/history/", limit=A_PAGE + 1),
            _of_history,
        ),
    ]
    for peer in HISTORIES if world.has_peers else ():
        contestants.append(Asking(peer.name, lambda peer=peer: peer.changes(id, A_PAGE), _of_peer))
    return Question(
        "d", f"history of a {name} claim", world.size, contestants, entering=world.enter
    )


def _of_rows(rows: list[tuple[Any, ...]]) -> Answer:
    return {"changes": [(row[4], row[2], row[3]) for row in rows]}


def _of_history(answer: dict[str, Any]) -> Answer:
    return {
        "changes": [
            (
                decode("rev", one["object"]["id"]),
                KINDS[one["kind"]],
                [each["field"] for each in one["changes"]] if one["kind"] == "changed" else [],
            )
            for one in answer["results"]
            if one["object"]["type"] == "revision"
        ]
    }


def _of_peer(changes: list[Change]) -> Answer:
    return {
        "changes": [
            (one.id, one.kind, sorted(one.fields) if one.kind == "~" else []) for one in changes
        ]
    }
