"""Who changed what on a claim or a topic, change by change, as the feed tells it.

Tokens are left out: whoever may read a report need not be one who may see them.
"""

from __future__ import annotations

from django.db.models import Q

from api.refusals import Fault, Invalid
from claims.audit.reports import Finding
from claims.audit.scope import Scope
from history.feed.choosing import Choice, entries_at, refs_in_order
from history.feed.loading import changes_at
from history.feed.presenting import present_together
from history.snapshots import Snapshot
from history.telling import TELLINGS


def who_changed(
    snapshot: Snapshot, scope: Scope, key: int | None, backwards: bool, most: int
) -> list[Finding]:
    """In the order written. Raises Invalid where neither a claim nor a topic is named."""
    refs = refs_in_order(_choice(scope), snapshot.position, key, most, backwards=backwards)
    changes = changes_at(refs)
    entries = entries_at(ref.position for ref in refs)
    shown = present_together(changes, entries, audits=False)
    return [Finding(ref.history_id, each) for ref, each in zip(refs, shown, strict=True)]


def _choice(scope: Scope) -> Choice:
    about = {"topic": scope.topic, "claim": scope.claim}
    named = {name: id for name, id in about.items() if id is not None}
    if not named:
        raise Invalid(Fault("claim", "required", "of which claim, or of which topic?"))
    tellings = [
        each
        for each in TELLINGS.values()
        if named.keys() <= each.within.keys() and not each.is_of_people
    ]
    return Choice(
        tellings=tuple(tellings),
        rows={
            each.model: Q(
                **{
                    f"{each.within[name]}_id" if each.within[name] else "id": id
                    for name, id in named.items()
                }
            )
            for each in tellings
        },
        entries=_recorded(scope),
        is_narrow=True,
        picks=True,
    )


def _recorded(scope: Scope) -> Q:
    condition = Q()
    if scope.since is not None:
        condition &= Q(recorded_at__gte=scope.since)
    if scope.until is not None:
        condition &= Q(recorded_at__lte=scope.until)
    return condition
