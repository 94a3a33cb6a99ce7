"""Choosing a statement: found by words, told apart by who said it and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from claims.admin.wording import in_a_line
from claims.models import Revision
from history.admin.choosing import Choice


class StatementSearch(AutocompleteJsonView):
    """Answers the box below; what is said twice in the same words is no choice without more."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": in_a_line(obj)}


class StatementSelect(Choice):
    url_name = "%s:claims_revision_autocomplete"


class StatementField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Revision) -> str:
        return in_a_line(obj)
