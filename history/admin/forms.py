"""Forms whose saving can be refused: the write happens at the end of validation.

So a refusal of the write module becomes an error beside its field, on the page as the editor left
it, and nothing is changed. Uniqueness and constraints are left to the write modules, which say
them in their own words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db import models

from api.refusals import Fault, Refusal

REASON_HELP = "Why: kept in the ledger with your name."


def reason_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=REASON_HELP,
    )


class RefusableForm(forms.BaseForm):
    """A form that writes once all its fields are valid, and shows what the write was refused for.

    `write` takes the form and gives the record as written, which is then `written`.
    """

    write: Callable[[], Any]
    written: Any = None
    _errors: Any

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self._errors:
            try:
                self.written = self.write()
            except Refusal as refusal:
                self.show(refusal)

    def show(self, refusal: Refusal) -> None:
        """Each fault beside the field its pointer names, else above the form."""
        for fault in refusal.faults:
            field = self._field_of(fault)
            named = field or not fault.pointer
            words = fault.detail if named else f"{fault.pointer.strip('/')}: {fault.detail}"
            self.add_error(field, ValidationError(words, code=fault.code))

    def _field_of(self, fault: Fault) -> str | None:
        steps = fault.pointer.strip("/").split("/")
        candidates = ["_".join(steps[:end]) for end in range(len(steps), 0, -1)]
        return next((name for name in candidates if name in self.fields), None)


class RecordForm(RefusableForm, forms.ModelForm):
    """A record's form: its fields, the reason, and the version that the editor was shown."""

    ASIDE: ClassVar = {"reason", "version"}

    reason = reason_field(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in self.ASIDE & self.fields.keys():
                self.fields[name].required = True
            self.initial["version"] = getattr(self.instance, "version_read", None)

    def clean(self) -> dict[str, Any]:
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):  # browsers send every line end as two characters
                self.cleaned_data[name] = value.replace("\r\n", "\n")
        return self.cleaned_data

    def _post_clean(self) -> None:
        """Nothing: the write module checks, and the page's record stays as it was read."""

    def given(self) -> dict[str, Any]:
        """The model's fields for a new record, by name."""
        return {
            name: self.cleaned_data[name]
            for name in self.cleaned_data
            if name in self._model_fields() and name not in self.ASIDE
        }

    def changes(self) -> dict[str, Any]:
        """The model's fields that the editor changed, by attribute name."""
        fields = self._model_fields()
        changes: dict[str, Any] = {}
        for name in self.changed_data:
            if name in fields and name not in self.ASIDE:
                value, before = self.cleaned_data[name], self[name].initial
                if isinstance(before, str) and before.strip() == value:
                    continue  # its own spaces at the ends are no change of the editor's
                key = value.pk if isinstance(value, models.Model) else value
                changes[fields[name].attname] = key
        return changes

    def shown(self, name: str) -> set[Any]:
        """What a multiple choice with `show_hidden_initial` held when the editor opened it."""
        bound = self[name]
        posted = self._widget_data_value(  # type: ignore[attr-defined]
            bound.field.hidden_widget(), bound.html_initial_name
        )
        return set(bound.field.to_python(posted) or ())

    def _model_fields(self) -> dict[str, Any]:
        return {field.name: field for field in self._meta.model._meta.concrete_fields}


class ReasonForm(RefusableForm, forms.Form):
    """The reason for a step that needs no more, and the version the editor was shown."""

    required_css_class = "required"

    reason = reason_field(required=True)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, record: models.Model, *args: Any, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)
        self.initial["version"] = getattr(record, "version_read", None)


class MomentWidget(AdminSplitDateTime):
    """A day and a time of day; each box says which it is."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], ("Date", "Time"), strict=True):
            part["attrs"]["aria-label"] = label
        return context


class LinesField(SimpleArrayField):
    """A list, one item a line: names hold commas."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, delimiter="\n", **kwargs)
        self.help_text = f"{self.help_text} One a line.".strip()

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)
