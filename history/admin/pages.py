"""The history of a record, and the record as it stood: two pages to read, nothing to revert.

simple-history's own admin is not used: its page of an old version takes a POST, from people who
may only view. Here both pages refuse everything but reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from history.admin.base import PlainAdmin
from history.admin.changes import as_it_stood, rows_of, told
from history.admin.listing import last_changes
from history.admin.wording import moment
from history.models import Entry
from history.tracking import TRACKED

ROWS_A_PAGE = 100


class HistoryPages(PlainAdmin):
    """A record's history, with that of the rows that belong to it."""

    # Models whose rows are part of the record, each with its column that names the record.
    history_also: Sequence[tuple[type[models.Model], str]] = ()
    has_history = True

    def prepare_page(self, request: Any, records: Sequence[Any]) -> None:
        changes = last_changes(self.model, [record.pk for record in records])
        for record in records:
            record.changed_last = changes.get(record.pk)

    @admin.display(description="last change")
    def last_change(self, record: Any) -> str:
        return record.changed_last.shown if record.changed_last else ""

    def get_urls(self) -> list[Any]:
        version = path(
            "<path:object_id>/history/<int:history_id>/",
            self.admin_site.admin_view(self.version_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_version",
        )
        return [version, *super().get_urls()]

    @method_decorator(require_safe)
    def history_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what, when, through what and why; newest first."""
        record = self._readable(request, object_id)
        page = Paginator(self._row_ids(record.pk), ROWS_A_PAGE).get_page(request.GET.get("p"))
        return self._answer(
            request,
            record,
            "history/history.html",
            title=f"History of {self.opts.verbose_name}",
            changes=[
                # What belongs to the record has no page of its own to stand on.
                (change, change.history_id if change.model is self.model else None)
                for change in told(
                    self._rows(list(page.object_list)), owners=dict(self.history_also)
                )
            ],
            page=page,
        )

    @method_decorator(require_safe)
    def version_view(self, request: Any, object_id: str, history_id: int) -> HttpResponse:
        """The record's own fields as one historical row holds them."""
        record = self._readable(request, object_id)
        historical = TRACKED[self.model].historical
        row = historical.objects.filter(
            **{self.opts.pk.attname: record.pk}, history_id=min(history_id, 2**63 - 1)
        ).first()
        if row is None:
            raise Http404(f"no such row in the history of {record}")
        entry = Entry.objects.get(pk=row.position)
        return self._answer(
            request,
            record,
            "history/version.html",
            title=f"{self.opts.verbose_name} as it stood".capitalize(),
            fields=as_it_stood(row),
            entry=entry,
            when=moment(entry.recorded_at),
        )

    def _readable(self, request: Any, object_id: str) -> Any:
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if record is None:
            raise Http404(f"no such {self.opts.verbose_name}")
        return record

    def _row_ids(self, key: Any) -> list[tuple[int, type[models.Model]]]:
        """Every row of the record and of what belongs to it; history_id is one sequence for all."""
        parts = [(self.model, self.opts.pk.attname), *self.history_also]
        ids = [
            (history_id, model)
            for model, column in parts
            for history_id in TRACKED[model]
            .historical.objects.filter(**{column: key})
            .order_by()
            .values_list("history_id", flat=True)
        ]
        return sorted(ids, key=lambda pair: pair[0], reverse=True)

    def _rows(self, ids: Sequence[tuple[int, type[models.Model]]]) -> list[Any]:
        rows = [
            row
            for model in {model for _, model in ids}
            for row in rows_of(model, history_id__in=[id for id, of in ids if of is model])
        ]
        return sorted(rows, key=lambda row: row.history_id, reverse=True)

    def _answer(self, request: Any, record: Any, template: str, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        everywhere = self.admin_site.each_context(request)
        shown = {**everywhere, "opts": self.opts, "original": record, **context}
        return TemplateResponse(request, template, shown)
