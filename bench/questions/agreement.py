"""(a) Who agrees, now; (b) who agreed, as of a position and by a day.

The limit answers with each line's latest statement, with the rules and without; the peers fetch
every statement, as whoever keeps history with them must, with the rules and without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bench import onrecord
from bench.contest import Answer, Asking, Question
from bench.filling import claim_slug, topic_slug
from bench.generated import SPAN, START, TOPIC, key
from bench.limit.judging import judged
from bench.limit.reading import CLAIM
from bench.limit.reading import TOPIC as CLAIMS_OF_TOPIC
from bench.peers import asking as peers
from bench.worlds import World
from claims.agreement import Speaker, judge
from claims.judging import question_of, statement_of
from claims.models import Claim
from history.dates import Until, read_stated_until
from sources.models import Document, Source

SAID_BY = START + SPAN / 2 + timedelta(seconds=30)  # nobody speaks in that second
LIMIT, LIMIT_ALONE = "limit with the rules", "limit"
ONRECORD, SHEET, VIEW = "onrecord judging", "onrecord sheet", "onrecord agreement"


@dataclass(frozen=True)
class Times:
    """Which record is asked: now, as of a position, by what was said until then."""

    name: str
    position: int | None = None
    at: datetime | None = None
    until: datetime | None = None

    @property
    def limit(self) -> Until | None:
        """The same as Onrecord reads it."""
        if self.until is None:
            return None
        return read_stated_until(self.text or "", tz=ZoneInfo("UTC"))

    @property
    def text(self) -> str | None:
        return self.until and self.until.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def parameters(self) -> dict[str, Any]:
        return {"as_of": self.position, "stated_until": self.text}


def now(world: World) -> list[Question]:
    return _questions(world, "a", Times("now"))


def then(world: World) -> list[Question]:
    past = {"position": world.past, "at": world.facts["past_at"]}
    return [
        *_questions(world, "b", Times("as of", **past)),
        *_questions(world, "b", Times("stated until", until=SAID_BY)),
        *_questions(world, "b", Times("as of, stated until", until=SAID_BY, **past)),
    ]


def _questions(world: World, letter: str, times: Times) -> list[Question]:
    return [
        _of_topic(world, letter, "typical", times),
        _of_topic(world, letter, "hot", times),
        _of_claim(world, letter, "short-line", times),
        _of_claim(world, letter, "long-line", times),
    ]


def _of_topic(world: World, letter: str, name: str, times: Times) -> Question:
    topic = world.plan.number(name)
    shape = world.plan.topics[topic]
    slug, id = topic_slug(world.plan, topic), key(TOPIC, topic)
    a_line = shape.statements // (shape.claims * shape.sources)

    def heads(claims: Sequence[Any]) -> Any:
        ids = [claim[0] for claim in claims]
        return world.reads.heads(ids, a_line=a_line, position=times.position, until=times.until)

    def limit() -> Any:
        claims = world.reads.fetch(CLAIMS_OF_TOPIC, {"topic": id})
        found = heads(claims)
        return judged(claims, found, world.reads.speakers(found))

    def alone() -> Any:
        found = heads(world.reads.fetch(CLAIMS_OF_TOPIC, {"topic": id}))
        world.reads.speakers(found)
        return found

    contestants = [
        Asking(LIMIT, limit, lambda found: onrecord.of_agreements(found.items())),
        Asking(LIMIT_ALONE, alone, lambda found: {"heads": sorted(head[6] for head in found)}),
        Asking(
            ONRECORD,
            lambda: onrecord.judgements(slug, times.position, times.limit),
            onrecord.of_judgements,
        ),
        Asking(
            SHEET,
            lambda: onrecord.service(f"topics/{slug}/sheet/", limit=500, **times.parameters),
            onrecord.of_sheet,
        ),
    ]
    if world.has_peers:
        every = times.at and not times.until
        for peer in peers.STATEMENTS if every else peers.STATEMENTS[:1]:
            contestants += _peer(peer, id, times)
    return Question(
        letter, f"{name} topic, {times.name}", world.size, contestants, entering=world.enter
    )


def _peer(peer: peers.Statements, topic: UUID, times: Times) -> list[Asking]:
    def fetched() -> Any:
        claims = list(Claim.objects.filter(topic_id=topic).order_by("id"))
        return claims, peer.fetched([claim.pk for claim in claims], times.at, times.until)

    def with_rules() -> Any:
        claims, statements = fetched()
        return _judged(claims, statements)

    return [
        Asking(f"{peer.name} with the rules", with_rules, _short_of(onrecord.of_agreements)),
        Asking(peer.name, fetched, lambda found: {"heads": _latest(found[1])}),
    ]


def _judged(claims: Iterable[Any], statements: Iterable[Any]) -> list[tuple[UUID, Any]]:
    """The rules over model instances, as a user of the peer would call them."""
    statements = list(statements)
    documents = Document.objects.in_bulk({one.document_id for one in statements})
    speakers = {s.pk: Speaker(s.pk, s.name, s.kind) for s in Source.objects.all()}
    by_claim: dict[UUID, list[Any]] = {claim.pk: [] for claim in claims}
    for one in statements:
        by_claim[one.claim_id].append(statement_of(one, documents[one.document_id], ()))
    return [
        (claim.pk, judge(question_of(claim), by_claim[claim.pk], speakers, {})) for claim in claims
    ]


def _latest(statements: Iterable[Any]) -> list[UUID]:
    """Each line's latest; not timed."""
    latest: dict[Any, Any] = {}
    for one in statements:
        line = one.claim_id, one.line_publisher, one.line_origin
        if line not in latest or one.stated_at > latest[line].stated_at:
            latest[line] = one
    return sorted(one.id for one in latest.values())


def _short_of(of: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    return lambda found: {"short": of(found)["short"]}


def _of_claim(world: World, letter: str, name: str, times: Times) -> Question:
    topic = world.plan.number(name)
    slug = claim_slug(world.plan, topic, 0)

    def limit() -> Any:
        claims = world.reads.fetch(CLAIM, {"slug": slug})
        found = world.reads.heads(
            [claims[0][0]], a_line=2000, position=times.position, until=times.until
        )
        return judged(claims, found, world.reads.speakers(found))

    path = f"claims/{slug}/agreement/"
    return Question(
        letter,
        f"{name}, {times.name}",
        world.size,
        [
            Asking(LIMIT, limit, lambda found: onrecord.of_agreements(found.items())),
            Asking(
                VIEW,
                lambda: onrecord.service(path, **times.parameters),
                onrecord.of_agreement_view,
            ),
        ],
        entering=world.enter,
        beside=f"lines, {times.name}",
    )
