"""What every page of the admin has in common: nothing is deleted, one log, no query per row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import Http404, HttpResponse
from django.urls import reverse

from history.admin.choosing import Choice
from history.admin.forms import LinesField, MomentWidget
from history.admin.listing import BoundedPaginator, Listing

LONG = 200  # from this many characters on a text's box is as wide as the page


@dataclass(frozen=True, slots=True)
class Tool:
    """A link at the head of a record's page."""

    label: str
    url: str


class PlainAdmin(admin.ModelAdmin):
    """Django's, without deletion, bulk actions, its own log and the count of every row."""

    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    paginator = BoundedPaginator
    change_form_template = "history/change_form.html"
    formfield_overrides: ClassVar = {
        ArrayField: {"form_class": LinesField},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
        models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": MomentWidget},
        models.URLField: {"assume_scheme": "https"},
    }
    # Templates shown above the form and below it; `panel_context` gives them what they show.
    panels_above: Sequence[str] = ()
    panels_below: Sequence[str] = ()
    has_history = False

    class Media:
        css: ClassVar = {"screen": ["history/record.css"]}

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        long = type(db_field) is models.CharField and (db_field.max_length or 0) >= LONG
        if long and field is not None:
            field.widget.attrs["class"] = "vLargeTextField"
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = Choice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist(self, request: Any, **kwargs: Any) -> type[Listing]:
        return Listing

    def prepare_page(self, request: Any, records: Sequence[Any]) -> None:
        """Read for all rows of a list's page what its columns show beside the rows themselves."""

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """The ledger is the log; a second one would come to disagree with it."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """The ledger is the log."""

    def tools(self, request: Any, record: Any) -> list[Tool]:
        """Links at the head of the record's page, beside its history."""
        return []

    def stands(self, record: Any) -> Tool | None:
        """The record that stands for this one, with its page; None unless it is merged."""
        into = getattr(record, "merged_into", None)
        if into is None:
            return None
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return Tool(str(into), reverse(name, args=[quote(into.pk)]))

    def panel_context(self, request: Any, record: Any) -> dict[str, Any]:
        """What the record's panels show."""
        return {}

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        record = context.get("original")
        if record is not None:
            context |= {
                "has_history": self.has_history,
                "tools": self.tools(request, record),
                "stands": self.stands(record),
                "panels_above": self.panels_above,
                "panels_below": self.panels_below,
                **self.panel_context(request, record),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's would read its own log, which is off; what is tracked has a page of ours."""
        raise Http404(f"{self.opts.verbose_name_plural} have no history of their own")


class ReadOnlyAdmin(PlainAdmin):
    """Pages to look at: nothing is added or changed here."""

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False
