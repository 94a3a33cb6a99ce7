"""The admin of everything that is recorded: saving means calling the app's write module.

A subclass says which functions write (`register`, `edit`) and which fields an editor sees; here is
the fixed path: the reason, the version the editor was shown, refusals beside their fields, one
ledger entry a save.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from accounts.roles import may
from api.refusals import Fault, Invalid, Stale
from history.admin.base import Tool
from history.admin.changes import rows_of, told
from history.admin.forms import RecordForm
from history.admin.listing import by_id
from history.admin.pages import HistoryPages
from history.admin.steps import RESTORE, RETIRE, Step
from history.constraints import refusing_kindly
from history.merged import is_mergeable
from history.models import Channel
from history.recorded import with_version


class RecordAdmin(HistoryPages):
    """A tracked model's pages; `fixed` fields are set once, when the record is made."""

    form = RecordForm
    register: Callable[..., Any]
    edit: Callable[..., Any]
    fixed: Sequence[str] = ("slug",)
    steps: Sequence[Step] = (RETIRE, RESTORE)

    @admin.display(description="retired")
    def retired(self, record: Any) -> str:
        return "retired" if record.is_retired else ""

    def get_list_display(self, request: Any) -> Any:
        """Whether a record is retired is a column only where retired ones are listed."""
        columns = super().get_list_display(request)
        asked = "retired" in request.GET
        return [name for name in columns if asked or name != "retired"]

    def write_new(self, form: Any, recorded: dict[str, Any]) -> Any:
        """Put the form's record on record; `recorded` is by, reason, channel."""
        return type(self).register(**form.given(), **recorded)

    def write_change(self, record: Any, form: Any, recorded: dict[str, Any]) -> Any:
        """Change the record as the form says; `recorded` is by, reason, channel, version."""
        changes = form.changes()
        if not changes:
            raise nothing_changed()
        return type(self).edit(record, changes, **recorded)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.write = lambda form: self._write(request, form, obj)
        return form

    def get_object(self, request: Any, object_id: str, from_field: str | None = None) -> Any:
        """The record, with its `version_read`: both of one look, so that neither is the newer."""
        field: Any = self.opts.pk if from_field is None else self.opts.get_field(from_field)
        try:
            key = field.to_python(object_id)
        except ValidationError:
            return None
        return with_version(self.get_queryset(request)).filter(**{field.name: key}).first()

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return readonly if obj is None else (*readonly, *self.fixed)

    def get_prepopulated_fields(self, request: Any, obj: Any = None) -> Any:
        return super().get_prepopulated_fields(request, obj) if obj is None else {}

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        fieldsets = [*super().get_fieldsets(request, obj)]
        if obj is None:
            return [*fieldsets, ("Reason", {"fields": ["reason"]})]
        if self.has_change_permission(request, obj):
            return [*fieldsets, ("Reason", {"fields": ["reason", "version"]})]
        return fieldsets

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        """The records that some words find: by the model's index of words where it has one."""
        return super().get_search_results(request, queryset, words)[0]

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By slug or id where one was pasted, else by words; in boxes, only what is in use."""
        if request.path.endswith("/autocomplete/") and hasattr(self.model, "is_retired"):
            queryset = queryset.filter(is_retired=False)
            if is_mergeable(self.model):
                queryset = queryset.filter(merged_into=None)
        if not search_term.strip():
            return queryset, False
        named = by_id(queryset, self.model, search_term)
        return (self.search(request, queryset, search_term) if named is None else named), False

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Without Django's transaction around it: the write module has its own, and retries it."""
        return self._changeform_view(  # type: ignore[attr-defined]
            request, object_id, form_url, extra_context
        )

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        return form.written

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Written already, at the end of the form's validation."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Written already."""

    def get_urls(self) -> list[Any]:
        steps = [
            path(
                f"<path:object_id>/{step.action}/",
                self.admin_site.admin_view(self.step_view),
                {"step": step},
                name=f"{self.opts.app_label}_{self.opts.model_name}_{step.action}",
            )
            for step in self.steps
        ]
        return [*steps, *super().get_urls()]

    def tools(self, request: Any, record: Any) -> list[Tool]:
        return [
            Tool(step.label, self.page_of(record, step.action))
            for step in self.steps
            if may(request.user, step.verb, self.model) and step.applies(record)
        ]

    def step_view(self, request: Any, object_id: str, step: Step) -> HttpResponse:
        """Asks for what a step needs, then does it; a refusal is shown and nothing is changed."""
        if not may(request.user, step.verb, self.model):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404(f"no such {self.opts.verbose_name}")
        sent = request.POST if request.method == "POST" else None
        form = step.form(record, sent, initial=request.GET.dict())
        form.write = lambda: self._take(request, form, record, step)
        if request.method == "POST" and form.is_valid():
            self.message_user(request, f"“{record}” {step.done}.", messages.SUCCESS)
            return HttpResponseRedirect(self.after_step(record, step))
        return self._answer(
            request,
            record,
            step.template,
            title=step.label,
            step=step,
            form=form,
            media=self.media + form.media,
            record_url=self.page_of(record),
        )

    def after_step(self, record: Any, step: Step) -> str:
        """The page that shows what a step did."""
        return self.page_of(record)

    def page_of(self, record: Any, page: str = "change") -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=(quote(record.pk),), current_app=self.admin_site.name)

    def recorded(self, request: Any, form: Any) -> dict[str, Any]:
        """Who writes, why and through what, as the write modules take it."""
        reason = form.cleaned_data["reason"]
        return {"by": request.user, "reason": reason, "channel": Channel.ADMIN.value}

    def _write(self, request: Any, form: Any, record: Any) -> Any:
        recorded = self.recorded(request, form)
        if record is None:
            with refusing_kindly():
                return self.write_new(form, recorded)
        version = form.cleaned_data["version"]
        with refusing_kindly(), telling_what_changed(record, version):
            return self.write_change(record, form, {**recorded, "version": version})

    def _take(self, request: Any, form: Any, record: Any, step: Step) -> Any:
        recorded = self.recorded(request, form)
        given = {**form.cleaned_data}
        version = given.pop("version")
        del given["reason"]
        with refusing_kindly(), telling_what_changed(record, version):
            return step.do(record, given, **recorded, version=version)


def nothing_changed() -> Invalid:
    return Invalid(Fault("", "nothing_changed", "Nothing differs from what is on record."))


@contextmanager
def telling_what_changed(record: Any, version: int) -> Iterator[None]:
    """Turn Stale into a refusal that says who changed what since the editor opened the page."""
    try:
        yield
    except Stale as stale:
        since = told(
            rows_of(type(record), **{record._meta.pk.attname: record.pk}, position__gt=version)
        )
        opening = "It has changed since you opened it; open it again to edit what stands now."
        lines = [opening, *(change.sentence for change in since)]
        raise Invalid([Fault("", "stale", line) for line in lines]) from stale
