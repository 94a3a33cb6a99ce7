"""Merging a record into another one of its kind, and taking that back, in the admin.

The steps, the choice of what is to stand for the record, and the filter of lists. docs/merging.md
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from history.admin.choosing import Choice
from history.admin.filters import RetiredFilter
from history.admin.forms import ReasonForm
from history.admin.steps import Step
from history.merging import merge, unmerge


class MergeForm(ReasonForm):
    """Which record stands for this one; `?into=` chooses it beforehand."""

    field_order = ("into", "reason", "version")

    def __init__(self, record: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(record, *args, **kwargs)
        model = type(record)
        others = model._default_manager.exclude(pk=record.pk)
        self.fields["into"] = forms.ModelChoiceField(
            others,
            label="Into",
            widget=Choice(model._meta.get_field("merged_into"), admin.site),
            help_text="It stands for this one wherever this one is read.",
        )
        self.order_fields(self.field_order)


def _merge(record: Any, given: dict[str, Any], **recorded: Any) -> Any:
    return merge(record, given["into"], **recorded)


def _unmerge(record: Any, given: dict[str, Any], **recorded: Any) -> Any:
    return unmerge(record, **recorded)


MERGE = Step(
    action="merge",
    label="Merge into…",
    question="The other one stands for it wherever it is read. No statement is touched, and it "
    "can be taken back.",
    done="is merged",
    do=_merge,
    applies=lambda record: record.merged_into_id is None,
    form=MergeForm,
)
UNMERGE = Step(
    action="unmerge",
    label="Take the merge back",
    question="It stands for itself again; everything is read as before the merge.",
    done="stands for itself again",
    do=_unmerge,
    applies=lambda record: record.merged_into_id is not None,
)


class StandingFilter(RetiredFilter):
    """In use unless asked: what is merged is read as another record, and out of lists."""

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("merged", "Merged"), *super().lookups(request, model_admin)]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() == "merged":
            return queryset.filter(merged_into__isnull=False)
        found = super().queryset(request, queryset)
        return found.filter(merged_into=None) if self.value() is None else found
