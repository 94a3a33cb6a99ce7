"""Worlds made ready: migrated, filled, vacuumed; one that a former run kept is taken as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from bench import filling
from bench.generated import CLAIM, Plan, key
from bench.limit import tables
from bench.peers import filling as peers
from bench.peers.models import COLUMNS
from bench.putting_by import put_by
from bench.worlds import World, filled
from history.models import Entry
from history.recording import recording

PAST = 0.6  # of the statements' entries
SAID_AGAIN = {
    "id": "gen_random_uuid()",
    "supersedes_id": "NULL",
    "replaces_id": "NULL",
    "change_kind": "''",
    "stated_at": "stated_at + interval '400 days'",
    "stated_before": "stated_before + interval '400 days'",
}
LATER = f"""
    INSERT INTO claims_revision ({", ".join(f'"{each}"' for each in COLUMNS)})
    SELECT {", ".join(SAID_AGAIN.get(each, f'"{each}"') for each in COLUMNS)}
    FROM claims_revision WHERE id = ANY(%s)
"""  # noqa: S608
SAID_BEFORE = """
    SELECT id FROM claims_revision WHERE NOT is_void ORDER BY md5(id::text) LIMIT %s
"""
A_WRITE = 10  # statements that an editor records at once: an article's
ASKED = ("typical", "hot", "short-line", "long-line")


def make_ready(world: World, is_new: bool, told: filling.Told) -> None:
    """Fill a new world or one half filled, bring a kept one up to today's code, find what questions
    ask for."""
    world.enter()
    ContentType.objects.clear_cache()  # the former world's keys
    if is_new:
        filling.fill(world.plan, told)
        _make_others(world)
        filled(world)
    else:
        _follow_the_code(world)
    put_by([id for name in ASKED for id in claims_of(world.plan, name)])
    statements = Entry.objects.filter(reason=filling.STATED).order_by("position")
    positions = list(statements.values_list("position", flat=True))
    world.past = positions[int(len(positions) * PAST)]
    world.facts["first"] = positions[0] - 1
    world.facts["last"] = Entry.objects.order_by("-position").values_list("pk", flat=True)[0]
    world.facts["past_at"] = Entry.objects.get(pk=world.past).recorded_at


def _make_others(world: World) -> None:
    """The tables of the limit and of the peers, anew; these stay empty where they are left out."""
    tables.drop(world.reads.session)
    peers.make_tables()
    if world.has_peers:
        peers.fill()
        peers.keep_versions([id for name in ASKED for id in claims_of(world.plan, name)])
    tables.make(world.reads.session)
    filling.vacuum()


def _follow_the_code(world: World) -> None:
    """What rules or columns of today see otherwise than those the world was filled with."""
    if peers.columns_made() != set(COLUMNS):
        _make_others(world)
    if filling.assess_all():
        filling.vacuum()


def add_newer(statements: int) -> None:
    """So many statements more, all over the record: each line's own words, a year later.

    Recorded as editors do, a few in an entry: what an entry touches is judged with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(SAID_BEFORE, [statements])
        said = [id for (id,) in cursor.fetchall()]
        for some in filling.in_runs(said, A_WRITE):
            with recording(by=None, channel="api", reason="Newer"):
                cursor.execute(LATER, [some])


def claims_of(plan: Plan, name: str) -> Sequence[Any]:
    """The claims of the first topic of a shape."""
    topic = plan.number(name)
    return [key(CLAIM, topic, number) for number in range(plan.topics[topic].claims)]
