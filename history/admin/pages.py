"""A record's history, the record as it stood, and at two points: pages to read, none to revert.

simple-history's own admin is not used: its page of an old version takes a POST, from people who
may only view. Here every page refuses everything but reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.roles import may
from api.refusals import Invalid
from history.admin.base import PlainAdmin
from history.admin.changes import Change, as_it_stood, rows_of, told
from history.admin.comparing import CompareForm, between, compared
from history.admin.listing import last_changes
from history.admin.paging import page_of
from history.admin.timeline import by_entry, tokens_of
from history.admin.wording import Names, moment, names_of
from history.models import Entry
from history.snapshots import Snapshot
from history.tracking import TRACKED

MOST_SENTENCES = 100


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
        compare = path(
            "<path:object_id>/history/compare/",
            self.admin_site.admin_view(self.compare_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_compare",
        )
        return [compare, version, *super().get_urls()]

    @method_decorator(require_safe)
    def history_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what, when, through what and why; newest first, entry by entry."""
        record = self._readable(request, object_id)
        page = page_of(self._parts(record), request.GET)
        links = {model: column.split("__")[0].removesuffix("_id") for model, column in self._own()}
        changes = told(page.rows, owners=dict(self.history_also), links=links)
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for change in changes:
            if change.model is not self.model:
                wanted[change.model].add(change.key)
        return self._answer(
            request,
            record,
            "history/history.html",
            title=f"History of {self.opts.verbose_name}",
            changes=changes,
            entries=by_entry(
                changes,
                self.names_in_history(wanted),
                self._urls(record, changes),
                tokens_of(changes),
            ),
            page=page,
            shows_ledger=may(request.user, "view", Entry),
        )

    def names_in_history(self, wanted: Mapping[type[models.Model], Iterable[Any]]) -> Names:
        """What the records are called that belong to the page's own."""
        return names_of(wanted)

    def differences(self, record: Any, then: Snapshot, now: Snapshot) -> list[str]:
        """What else differs between two points, in sentences."""
        return []

    @method_decorator(require_safe)
    def compare_view(self, request: Any, object_id: str) -> HttpResponse:
        """What differs between the record at two points of the ledger."""
        record = self._readable(request, object_id)
        form = CompareForm(request.GET if "from" in request.GET else None)
        shown: dict[str, Any] = {}
        direct = [each for each in self._own() if "__" not in each[1]]
        if form.is_valid():
            try:
                with between(form.cleaned_data) as (then, now):
                    sentences = self.differences(record, then, now)
                    shown = {
                        "then": then,
                        "now": now,
                        "moments": (moment(then.recorded_at), moment(now.recorded_at)),
                        "sentences": sentences[:MOST_SENTENCES],
                        "left_off": max(0, len(sentences) - MOST_SENTENCES),
                        "differing": compared(record, direct, then, now),
                    }
            except Invalid as refusal:
                form.add_error(refusal.faults[0].pointer, refusal.faults[0].detail)
        title = f"{self.opts.verbose_name} at two points".capitalize()
        return self._answer(
            request, record, "history/compare.html", title=title, form=form, **shown
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

    def _own(self) -> list[tuple[type[models.Model], str]]:
        """Of what belongs to the record what has no pages of its own."""
        also = self.history_also
        return [each for each in also if not self.admin_site.is_registered(each[0])]

    def _parts(self, record: Any) -> list[Any]:
        """The historical rows of the record and of what belongs to it."""
        parts = [(self.model, self.opts.pk.attname), *self.history_also]
        return [rows_of(model, **{column: record.pk}) for model, column in parts]

    def _urls(self, record: Any, changes: Sequence[Change]) -> dict[int, str]:
        """Where a change is read on: the record as it stood; of what belongs to it, its history."""
        found = {}
        for change in changes:
            if change.model is self.model:
                arguments = [quote(record.pk), change.history_id]
                found[change.history_id] = self._url(self.model, "version", arguments)
            elif self.admin_site.is_registered(change.model):
                found[change.history_id] = self._url(change.model, "history", [quote(change.key)])
        return found

    def _url(self, model: type[models.Model], page: str, arguments: list[Any]) -> str:
        opts = model._meta
        name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_{page}"
        return reverse(name, args=arguments)

    def _answer(self, request: Any, record: Any, template: str, **context: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        everywhere = self.admin_site.each_context(request)
        shown = {**everywhere, "opts": self.opts, "original": record, **context}
        return TemplateResponse(request, template, shown)
