"""Lists as an editor scans them: the newest change of each row, told in a few queries a page.

In: a page of records as Django's list found it. Out: the same, each with `last_change`. No list
counts every row: past `MOST_LISTED` it says so and asks to be narrowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import connection, models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from api.typeid import MalformedTypeID, decode
from history.models import Channel, Entry
from history.tracking import TRACKED, parts_of

MOST_LISTED = 2000
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a record last, and when."""

    position: int
    who: str
    at: datetime

    @property
    def shown(self) -> SafeString:
        words = format_html(
            '<span class="when">{}</span>', f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        )
        return format_html('{} <span class="quiet">{}</span>', words, self.who)


class BoundedPaginator(Paginator):
    """Pages of what is listed at most; `is_more` says that there is more."""

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_LISTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST_LISTED)

    @property
    def is_more(self) -> bool:
        return self._found > MOST_LISTED


class Listing(ChangeList):
    """Django's list; what its columns need of the page's rows is read for all of them at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = str(self.opts.verbose_name_plural).capitalize()

    def get_results(self, request: Any) -> None:
        super().get_results(request)
        listing: Any = self.model_admin
        records: Any = list(self.result_list)
        self.result_list = records
        listing.prepare_page(request, records)


def last_changes(model: type[models.Model], keys: Sequence[UUID]) -> dict[UUID, LastChange]:
    """The newest change of each record or of its parts. Two queries."""
    tables = [(TRACKED[model].historical, str(model._meta.pk.column))]
    tables += [(tracked.historical, link.column) for tracked, link in parts_of(model)]
    newest = newest_positions([(found._meta.db_table, column) for found, column in tables], keys)
    return changes_at(newest)


def newest_positions(tables: Iterable[tuple[str, str]], keys: Sequence[UUID]) -> dict[UUID, int]:
    """The highest position in which any of the tables' rows names each key. One query."""
    newest = " UNION ALL ".join(
        f'SELECT {column} AS key, max("position") AS at FROM public.{table}'  # noqa: S608  models' names
        f" WHERE {column} = ANY(%(keys)s::uuid[]) GROUP BY 1"
        for table, column in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key, max(at) FROM ({newest}) n GROUP BY 1", {"keys": list(keys)})  # noqa: S608
        return dict(cursor.fetchall())


def changes_at(newest: Mapping[UUID, int]) -> dict[UUID, LastChange]:
    """Who wrote at each record's position, and when. One query."""
    rows = Entry.objects.filter(position__in=set(newest.values()), recorded_at__isnull=False)
    entries = {
        position: LastChange(position, name or Channel(channel).label, at)  # type: ignore[arg-type]  # sealed
        for position, name, channel, at in rows.values_list(
            "position", "actor_name", "channel", "recorded_at"
        )
    }
    return {key: entries[at] for key, at in newest.items() if at in entries}


def counts_of(model: type[models.Model], column: str, keys: Sequence[UUID]) -> dict[UUID, int]:
    """How many rows name each key in an indexed column, up to `MOST_COUNTED`. One query."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT wanted.key, (
                SELECT count(*) FROM (
                    SELECT FROM public.{table} t WHERE t.{column} = wanted.key LIMIT %(most)s
                ) counted
            ) FROM unnest(%(keys)s::uuid[]) AS wanted (key)
            """,  # noqa: S608  made of models' names
            {"keys": list(keys), "most": MOST_COUNTED},
        )
        return dict(cursor.fetchall())


def in_full(count: int) -> str:
    """A count of `counts_of` as a list shows it; nothing where there is none."""
    return f"{count:,}" if count < MOST_COUNTED else f"{MOST_COUNTED:,}+"


def with_aliases(record: Any) -> SafeString:
    """A name, and below it what else the record goes by."""
    return (
        format_html('{} <span class="quiet">{}</span>', record.name, ", ".join(record.aliases))
        if record.aliases
        else format_html("{}", record.name)
    )


def by_id(queryset: Any, model: type[models.Model], words: str) -> Any | None:
    """The one record whose slug or id somebody pasted; None if the words are neither."""
    text = words.strip()
    prefix = getattr(model, "PREFIX", "")
    try:
        if prefix and text.startswith(f"{prefix}_"):
            return queryset.filter(pk=decode(prefix, text))
        return queryset.filter(pk=UUID(text))
    except (MalformedTypeID, ValueError):
        pass
    if hasattr(model, "slug") and queryset.filter(slug=text).exists():
        return queryset.filter(slug=text)
    return None
