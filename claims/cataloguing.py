"""The one way topics, entities and claims are written; statements are `claims.recording`'s.

Keyword-only, atomic, one actor and one reason; errors are api.refusals and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.models import User
from api.refusals import Fault, Invalid
from claims.finding import fold_new_names
from claims.models import Claim, ClaimParty, Entity, Topic
from history.constraints import Rule, explain, refusing_kindly
from history.dates import UnreadableDate, read_edtf
from history.editing import check_fields, create, edit, refuse_retired
from history.recording import recording, retried
from sources.models import Source

SETTLED_AFTER = timedelta(days=90)
WIKIDATA = Rule("wikidata_id", "invalid", "a Wikidata id is Q and its number: Q2429253")

explain(
    {
        "claims_topic_wikidata_id": WIKIDATA,
        "claims_entity_wikidata_id": WIKIDATA,
        "claims_entity_not_its_own_broader": Rule(
            "broader", "circle", "it can't be broader than itself"
        ),
        "claims_entity_broader_no_circle": Rule(
            "broader", "circle", "its broader entities would run in a circle"
        ),
        "claims_claim_only_quantities_count": Rule(
            "value_type", "not_a_quantity", "only a quantity can be a count or cumulative"
        ),
        "claims_claim_tolerance": Rule(
            "tolerance", "out_of_range", "a tolerance is a share from 0 to below 1: 0.01 is 1 %"
        ),
        "claims_claim_not_part_of_itself": Rule("part_of", "circle", "it can't be part of itself"),
        "claims_claim_part_of_no_circle": Rule(
            "part_of", "circle", "parts and wholes would run in a circle"
        ),
        "claims_claim_part_of_same_topic": Rule(
            "part_of", "other_topic", "a claim is part of a claim of its own topic"
        ),
        "claims_claim_adopts_its_own": Rule(
            "adopted_revision", "not_its_own", "adopt a statement of this claim that is not void"
        ),
        "claims_entity_with_merges_no_circle": Rule(
            "", "circle", "merges followed, its broader entities would run in a circle"
        ),
        "claims_claim_with_merges_no_circle": Rule(
            "", "circle", "merges followed, parts and wholes would run in a circle"
        ),
        "claims_claim_merged_same_kind": Rule(
            "into", "other_kind", "claims that are merged have one value type and one unit"
        ),
        "claims_claim_merged_same_topic": Rule(
            "into", "other_topic", "claims that are merged are of one topic; merge the topics first"
        ),
        "claims_topic_merged_claims": Rule(
            "", "claims_merged", "claims of the two topics are merged; unmerge them first"
        ),
        "claims_claim_merged_adopted": Rule(
            "",
            "adopted",
            "where it is merged, one of its statements is adopted; adopt another one there first",
        ),
        "claims_claimparty_once": Rule("parties", "taken", "it is a party already"),
        "claims_claimparty_entity_or_source": Rule(
            "parties", "one_of_two", "a party is an entity or a source"
        ),
    }
)


def register_topic(*, by: User | None, reason: str = "", channel: str, **fields: Any) -> Topic:
    """Put a topic on record; `occurred` is EDTF, `time_zone` an IANA name."""
    return create(new_topic(**fields), by=by, reason=reason, channel=channel)


def new_topic(**fields: Any) -> Topic:
    """A topic as it would go on record, but for what its own fields and the database say."""
    topic = Topic(**fields)
    _check_topic(topic.occurred, topic.time_zone)
    return topic


def edit_topic(
    topic: Topic,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> Topic:
    """Change a topic with a reason."""
    _check_topic(changes.get("occurred", topic.occurred), changes.get("time_zone", topic.time_zone))
    return edit(topic, changes, by=by, reason=reason, channel=channel, version=version)


@retried
def register_entity(*, by: User | None, reason: str = "", channel: str, **fields: Any) -> Entity:
    """Put an entity on record."""
    entity = new_entity(**fields)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        create(entity, by=by, reason=reason, channel=channel)
        fold_new_names()
    return entity


def new_entity(**fields: Any) -> Entity:
    """An entity as it would go on record, but for what its own fields and the database say."""
    entity = Entity(**fields)
    refuse_retired(entity.broader, "broader")
    return entity


@retried
def edit_entity(
    entity: Entity,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> Entity:
    """Change an entity with a reason; it is found under its new names at once."""
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        edited = edit(entity, changes, by=by, reason=reason, channel=channel, version=version)
        if changes.keys() & {"name", "aliases"}:
            fold_new_names()
    return edited


@retried
def register_claim(
    *,
    by: User | None,
    reason: str = "",
    channel: str,
    parties: Sequence[Entity | Source] = (),
    **fields: Any,
) -> Claim:
    """Put a claim on record, with its parties.

    A cumulative claim on an event is settled 90 days after it occurred, unless `settled_at` says
    otherwise (None: still open).
    """
    claim = new_claim(**fields)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        create(claim, by=by, reason=reason, channel=channel)
        for party in parties:
            _add_party(claim, party)
    return claim


def new_claim(**fields: Any) -> Claim:
    """A claim as it would go on record, but for what its own fields and the database say."""
    claim = Claim(**fields)
    refuse_retired(claim.topic, "topic")
    refuse_retired(claim.part_of, "part_of")
    if claim.cumulative and "settled_at" not in fields:
        claim.settled_at = settled_by_default(claim.topic)
    return claim


def new_party(claim: Claim, party: Entity | Source) -> ClaimParty:
    """A party as it would go on record, but for what the database says."""
    refuse_retired(party, "parties")
    row = ClaimParty(claim=claim)
    if isinstance(party, Entity):
        row.entity = party
    else:
        row.source = party
    return row


@retried
def edit_claim(
    claim: Claim,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
    add_parties: Sequence[Entity | Source] = (),
    remove_parties: Sequence[Entity | Source] = (),
) -> Claim:
    """Change a claim or its parties with a reason; topic, slug and value type never change.

    A party removed is retired, not deleted; added again, it is restored.
    """
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        edited = edit(claim, changes, by=by, reason=reason, channel=channel, version=version)
        for party in remove_parties:
            _parties(claim, party).filter(is_retired=False).update(is_retired=True)
        for party in add_parties:
            if not _parties(claim, party).update(is_retired=False):
                _add_party(claim, party)
    return edited


def edit_whole_claim(claim: Claim, changes: Mapping[str, Any], **recorded: Any) -> Claim:
    """Change a claim whose `parties`, if among the changes, are all it is to have."""
    changes = dict(changes)
    wanted = changes.pop("parties", None)
    if wanted is None:
        return edit_claim(claim, changes, **recorded)
    rows = ClaimParty.objects.filter(claim=claim, is_retired=False)
    held = [row.entity or row.source for row in rows.select_related("entity", "source")]
    return edit_claim(
        claim,
        changes,
        add_parties=[party for party in wanted if party not in held],
        remove_parties=[party for party in held if party and party not in wanted],
        **recorded,
    )


def settled_by_default(topic: Topic) -> datetime | None:
    """90 days after the end of what occurred; None where that isn't known."""
    if not topic.occurred:
        return None
    end = read_edtf(topic.occurred, tz=ZoneInfo(topic.time_zone)).end
    return None if end is None else end + SETTLED_AFTER


def _parties(claim: Claim, party: Entity | Source) -> QuerySet[ClaimParty]:
    return ClaimParty.objects.filter(
        Q(entity=party) if isinstance(party, Entity) else Q(source=party), claim=claim
    )


def _add_party(claim: Claim, party: Entity | Source) -> None:
    row = new_party(claim, party)
    check_fields(row)
    row.save(force_insert=True)


def _check_topic(occurred: str, time_zone: str) -> None:
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(
            Fault("/time_zone", "unknown", f"{time_zone!r} is no IANA time zone, like Asia/Tehran")
        ) from error
    if occurred:
        try:
            read_edtf(occurred, tz=zone)
        except UnreadableDate as error:
            raise Invalid(Fault("/occurred", error.code, error.message)) from error
