"""A history for reading: changes gathered by the ledger entry that wrote them, a page at a time.

In: changes of one record and of what belongs to it, newest first, from `history.admin.changes`.
Out: entries, newest first, each with who, through what and why, and its changes in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from accounts.models import Token
from history.admin.changes import Change, FieldChange
from history.admin.wording import Names
from history.models import Entry

SHOWN = 6  # fields of a new record that are shown at once; more are folded


@dataclass(frozen=True, slots=True)
class Item:
    """One change: of what, and where the record stands as it was then or is now."""

    change: Change
    name: str
    url: str

    @property
    def is_long(self) -> bool:
        return self.change.kind == "+" and len(self.change.fields) > SHOWN


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of the ledger, as far as it is about the page's record."""

    entry: Entry
    token: str
    items: tuple[Item, ...]

    @property
    def who(self) -> str:
        return self.entry.actor_name or self.entry.role


def by_entry(
    changes: Sequence[Change], names: Names, urls: Mapping[int, str], tokens: Mapping[Any, str]
) -> list[Written]:
    """The changes by entry; `names` by (model, key), `urls` by history_id, `tokens` by id."""
    return [
        Written(
            entry=entry,
            token=tokens.get(entry.token_id, "") if entry.token_id else "",
            items=tuple(
                Item(each, names.get((each.model, each.key), ""), urls.get(each.history_id, ""))
                for each in gathered(list(members))
            ),
        )
        for entry, members in groupby(changes, key=lambda each: each.entry)
    ]


def tokens_of(changes: Iterable[Change]) -> dict[Any, str]:
    """The names of the tokens that were used, by key; no query where none was."""
    ids = {change.entry.token_id for change in changes if change.entry.token_id}
    return {token.pk: token.name for token in Token.objects.filter(pk__in=ids)} if ids else {}


def gathered(changes: Sequence[Change]) -> list[Change]:
    """One entry's changes in the order written; the parts a record was recorded with are its own.

    A statement's entities are told with it, not each for itself.
    """
    wholes = {(each.model, each.key): each for each in changes if each.kind == "+"}
    fields: dict[Any, list[FieldChange]] = {}
    left = []
    for each in reversed(changes):
        if each.kind == "+" and each.whole in wholes:
            fields.setdefault(each.whole, []).extend(each.own_fields)
        else:
            left.append(each)
    return [
        replace(each, fields=(*each.fields, *fields.get((each.model, each.key), ())))
        for each in left
    ]
