"""The ledger, to read: entries, and what each one changed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import Q
from django.urls import reverse

from history.admin.base import ReadOnlyAdmin
from history.admin.changes import Change, rows_of, told
from history.admin.wording import NOTHING, names_of, shows_moment
from history.models import Entry, EntryTable
from history.tracking import TRACKED

MOST_CHANGES = 100
MOST_POSITIONS = 2**63 - 1


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("position", "recorded", "actor_name", "channel", "reason", "role")
    list_display_links = ("position", "recorded")
    list_filter = ("channel", "recorded_at")
    search_fields = ("actor_name", "reason", "request_id")
    search_help_text = "Position, actor, reason or request id."
    ordering = ("-position",)
    fields = (
        "position",
        "recorded",
        "actor_name",
        "channel",
        "reason",
        "role",
        "token_id",
        "request_id",
        "digest_hex",
        "root_hex",
    )
    readonly_fields = fields
    panels_below = ("history/entry_changes.html",)

    recorded = shows_moment("recorded_at", "recorded at")

    @admin.display(description="digest")
    def digest_hex(self, entry: Entry) -> str:
        return _hex(entry.digest)

    @admin.display(description="root")
    def root_hex(self, entry: Entry) -> str:
        return _hex(entry.root)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        digits = search_term.strip().removeprefix("#")
        if digits.isascii() and digits.isdigit() and int(digits) <= MOST_POSITIONS:
            found = found | queryset.filter(Q(position=int(digits)))
        return found, duplicates

    def panel_context(self, request: Any, record: Entry) -> dict[str, Any]:
        rows = _rows_of(record)
        changes = told(rows[:MOST_CHANGES])
        keys = defaultdict(set)
        for change in changes:
            keys[change.model].add(change.key)
        names = names_of(keys)
        shown = [
            (change, names.get((change.model, change.key)), self._page_of(change))
            for change in changes
        ]
        return {"changes": shown, "left_off": len(rows) > MOST_CHANGES}

    def _page_of(self, change: Change) -> str | None:
        """The history of the record that was changed; parts of a record have no page."""
        if not self.admin_site.is_registered(change.model):
            return None
        opts = change.model._meta
        name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_history"
        return reverse(name, args=[quote(change.key)])


def _rows_of(entry: Entry) -> list[Any]:
    """The entry's historical rows, as many as are shown and one more a table."""
    by_table = {tracked.historical._meta.db_table: model for model, tracked in TRACKED.items()}
    tables = EntryTable.objects.filter(position=entry.pk).values_list("historical_table", flat=True)
    rows = [
        row
        for table in tables
        if table in by_table
        for row in rows_of(by_table[table], position=entry.pk).order_by("history_id")[
            : MOST_CHANGES + 1
        ]
    ]
    return sorted(rows, key=lambda row: row.history_id)


def _hex(digest: Any) -> str:
    return NOTHING if digest is None else bytes(digest).hex()
