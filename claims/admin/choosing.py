"""Choosing by typing: a statement found by its words, a source by any of its names.

A source is typed as text, with what is on record offered as one types: quick by keyboard, and no
script is needed for it. The server takes the name, the slug or the id.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from api.refusals import Invalid
from claims.admin.wording import in_a_line
from claims.models import Revision
from claims.placing import option, source_named
from history.admin.choosing import Choice
from sources.models import Source


class StatementSearch(AutocompleteJsonView):
    """Answers the box below; what is said twice in the same words is no choice without more."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": in_a_line(obj)}


class StatementSelect(Choice):
    url_name = "%s:claims_revision_autocomplete"


class StatementField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Revision) -> str:
        return in_a_line(obj)


class Typed(forms.TextInput):
    """A text box with a list of what is on record, filled by claims/statement.js as one types."""

    template_name = "claims/typed.html"

    def __init__(self, of: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.of = of

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        listed = f"{given.get('id', name)}_names"
        given |= {"list": listed, "data-names": self.of, "autocomplete": "off", "maxlength": 300}
        return {**context, "listed": listed}


class SourceField(forms.CharField):
    """A source by its name; gives the source, None if empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "widget": Typed("source", attrs={"class": "vTextField"}),
                **kwargs,
            }
        )

    def clean(self, value: Any) -> Source | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return source_named(text, "")
        except Invalid as refusal:
            fault = refusal.faults[0]
            raise forms.ValidationError(fault.detail, code=fault.code) from refusal

    def prepare_value(self, value: Any) -> Any:
        """The name of a source that a page begins with; what was typed, as it was typed."""
        if isinstance(value, UUID):
            value = Source.objects.filter(pk=value).first()
        if isinstance(value, Source):
            alike = list(Source.objects.filter(name__iexact=value.name)[:2])
            return option(value, alike)
        return value
