"""The newest changes in words, for the home: who, what, why, when.

In: a reader. Out: the newest entries that hold something they may see, each told in a line. The
number of queries depends on how many kinds of record were changed, never on how much is on record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.roles import may
from history.feed.choosing import Choice, Ref, refs_of
from history.feed.loading import changes_at
from history.models import Channel, Entry, EntryTable
from history.telling import TELLINGS, Telling
from history.telling_rows import Change
from history.tracking import TRACKED

ENTRIES = 10
SHOWN = 20  # changes of an entry that its line is told from
NAMED = 3

# Who did what nobody signed for.
NOBODY = {
    Channel.API: "A program",
    Channel.ADMIN: "The admin",
    Channel.IMPORT: "An import",
    Channel.COMMAND: "A command",
    Channel.SQL: "Plain SQL",
}

# A field's new value that says more of a change than "changed" does.
_VERBS: dict[str, dict[bool, str]] = {
    "is_retired": {True: "retired", False: "restored"},
    "is_void": {True: "voided"},
}


@dataclass(frozen=True, slots=True)
class Named:
    """A record that a line names, and its history."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Recent:
    """One entry: "Alice recorded 2 statements", which, why, when, through what."""

    position: int
    who: str
    did: str
    named: Sequence[Named]
    and_more: bool
    why: str
    at: datetime
    channel: str
    url: str


def verb(field: str, words: str) -> None:
    """Say what somebody did whose change gave this field a value."""
    _VERBS[field] = {True: words}


def recent_changes(user: Any) -> list[Recent]:
    """The newest entries with something the reader may see."""
    seen = [telling for telling in TELLINGS.values() if _may_see(user, telling)]
    entries = _newest([telling.table for telling in seen])
    tables = _tables_of(entries)
    rows = [_Written(entry.position, tables[entry.position]) for entry in entries]
    refs = refs_of(Choice(tellings=tuple(seen)), rows, most=SHOWN + 1) if rows else []  # type: ignore[arg-type]
    told = _by_position(refs)
    names = _names(told)
    ledger = may(user, "view", Entry)
    return [_recent(entry, told[entry.position], names, ledger) for entry in entries]


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry as `refs_of` reads it."""

    position: int
    tables: Sequence[str]


def _may_see(user: Any, telling: Telling) -> bool:
    part_of = TRACKED[telling.model].part_of
    whole = telling.model._meta.get_field(part_of).related_model if part_of else telling.model
    return may(user, "view", whole)


def _newest(tables: Sequence[str]) -> list[Entry]:
    written = EntryTable.objects.filter(position=OuterRef("position"), historical_table__in=tables)
    sealed = Entry.objects.filter(Exists(written), recorded_at__isnull=False)
    return list(sealed.order_by("-position").defer("digest", "root")[:ENTRIES])


def _tables_of(entries: Sequence[Entry]) -> dict[int, list[str]]:
    tables: dict[int, list[str]] = defaultdict(list)
    rows = EntryTable.objects.filter(position__in=[entry.position for entry in entries])
    for position, table in rows.values_list("position", "historical_table"):
        tables[position].append(table)
    return tables


def _by_position(refs: Sequence[Ref]) -> dict[int, list[Change]]:
    """An entry's changes; what has no page of its own only where nothing else was changed."""
    told: dict[int, list[Change]] = defaultdict(list)
    for change in changes_at(refs):
        told[change.position].append(change)
    return {position: _wholes(changes) or changes for position, changes in told.items()}


def _wholes(changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if admin.site.is_registered(change.telling.model)]


def _names(told: dict[int, list[Change]]) -> dict[Any, str]:
    """What the records that lines name are called today. One query a kind."""
    from history.admin.wording import names_of  # noqa: PLC0415  its package registers with the site

    wanted: dict[Any, set[Any]] = defaultdict(set)
    for changes in told.values():
        for change in changes[:NAMED]:
            wanted[change.telling.model].add(change.id)
    return names_of(wanted)


def _recent(entry: Entry, changes: list[Change], names: dict[Any, str], ledger: bool) -> Recent:
    page = reverse("admin:history_entry_change", args=[entry.position]) if ledger else ""
    return Recent(
        position=entry.position,
        who=entry.actor_name or NOBODY[Channel(entry.channel)],
        did=_did(changes),
        named=[
            Named(names[change.telling.model, change.id], _page_of(change))
            for change in changes[:NAMED]
            if (change.telling.model, change.id) in names
        ],
        and_more=len(changes) > NAMED,
        why=entry.reason,
        at=entry.recorded_at,  # type: ignore[arg-type]  # it is sealed
        channel=Channel(entry.channel).label,
        url=page,
    )


def _did(changes: Sequence[Change]) -> str:
    """ "recorded 2 statements and 1 document", "retired 1 source"."""
    counts = Counter((_verb(change), change.telling.model) for change in changes[:SHOWN])
    by_verb: dict[str, list[str]] = defaultdict(list)
    for (verb_, model), count in counts.items():
        opts = model._meta
        name = opts.verbose_name if count == 1 else opts.verbose_name_plural
        by_verb[verb_].append(f"{'one' if count == 1 else count} {name}")
    done = "; ".join(f"{verb_} {' and '.join(what)}" for verb_, what in by_verb.items())
    return f"{done}, and more" if len(changes) > SHOWN else done


def _verb(change: Change) -> str:
    if change.kind == "created":
        return "recorded"
    for field in change.fields:
        words = _VERBS.get(field["field"], {}).get(bool(field["new"]))
        if words:
            return words
    return "removed" if change.kind == "deleted" else "changed"


def _page_of(change: Change) -> str:
    """The record's history; parts of a record have no page of their own."""
    opts = change.telling.model._meta
    if not admin.site.is_registered(change.telling.model):
        return ""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[quote(change.id)])
