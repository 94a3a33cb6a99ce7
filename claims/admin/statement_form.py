"""The form of one new statement: what a person reads off a document, as `NewStatement` takes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from claims.drafting import NewStatement
from claims.models import Entity, Revision, RevisionEntity
from claims.models.revision import ReadBy
from claims.quotations import Quotation
from claims.stated_value import GivenValue
from claims.values import Stance, ValueType
from history.admin.choosing import Choices
from history.admin.forms import RecordForm

TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
SAME = (
    "claim", "document", "attributed_to", "via", "stance", "wording", "best", "definition",
    "stated", "sequence", "locator", "quotation_exact", "quotation_prefix", "quotation_suffix",
    "supersedes", "change_kind",
)  # fmt: skip


class StatementForm(RecordForm):
    """Words, or words and bounds by hand, or the answer; links to who said it and where.

    `replaces`: the statement that we recorded wrongly, voided in the same entry.
    """

    version = None  # type: ignore[assignment]  # a statement is never edited; the model's own `version` is a document's
    lower = forms.DecimalField(required=False, help_text="Only where the words can't be read.")
    lower_inclusive = forms.BooleanField(required=False, initial=True, label="including it")
    upper = forms.DecimalField(required=False)
    upper_inclusive = forms.BooleanField(required=False, initial=True, label="including it")
    value = forms.CharField(
        required=False, help_text="Dates as 2020-01-03 or 2019, yes or no, text; not for numbers."
    )
    entities = forms.ModelMultipleChoiceField(
        Entity.objects.all(),
        required=False,
        widget=Choices(RevisionEntity._meta.get_field("entity"), admin.site),
        help_text="Several mean: one of these.",
    )
    replaces = forms.ModelChoiceField(
        Revision.objects.all(), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Revision
        fields = (*SAME, "qualifier")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "wording" in self.fields:
            self.fields["wording"].required = False  # a withdrawal may have no words

    def statement(self) -> NewStatement:
        given = self.cleaned_data
        return NewStatement(
            claim=given["claim"],
            document=given["document"],
            attributed_to=given["attributed_to"],
            via=given["via"],
            stance=Stance(given["stance"]),
            given=self._given_value(),
            entities=list(given["entities"]),
            definition=given["definition"],
            stated=given["stated"],
            sequence=given["sequence"],
            quotation=Quotation(
                exact=given["quotation_exact"],
                prefix=given["quotation_prefix"],
                suffix=given["quotation_suffix"],
            ),
            locator=given["locator"],
            supersedes=given["supersedes"],
            change_kind=given["change_kind"],
        )

    def _given_value(self) -> GivenValue:
        given = self.cleaned_data
        value = given["value"] or None
        if given["claim"].value_type == ValueType.BOOLEAN and value is not None:
            value = TRUTHS.get(value.strip().lower(), value)
        return GivenValue(
            wording=given["wording"],
            qualifier=given["qualifier"],
            lower=given["lower"],
            lower_inclusive=given["lower_inclusive"],
            upper=given["upper"],
            upper_inclusive=given["upper_inclusive"],
            best=given["best"],
            value=value,
            entities=[entity.pk for entity in given["entities"]],
        )


def to_follow(revision: Revision) -> dict[str, Any]:
    """What the next statement of the same line begins with."""
    return {
        "claim": revision.claim_id,
        "attributed_to": revision.attributed_to_id,
        "via": revision.via_id,
        "definition": revision.definition,
        "supersedes": revision.pk,
    }


def to_correct(revision: Revision) -> dict[str, Any]:
    """What our own corrected record of the same statement begins with: all of it."""
    links = {"claim", "document", "attributed_to", "via", "supersedes"}
    same = {name: getattr(revision, f"{name}_id" if name in links else name) for name in SAME}
    entities = [named.entity_id for named in revision.entities.all()]
    return {**same, **_value_given(revision), "entities": entities, "replaces": revision.pk}


def find(key: str) -> Revision | None:
    """The statement a link names; None for what is no key of one."""
    try:
        return Revision.objects.filter(pk=key).first()
    except ValidationError:
        return None


def _value_given(revision: Revision) -> dict[str, Any]:
    if revision.boolean is not None:
        return {"value": "yes" if revision.boolean else "no"}
    if revision.edtf or revision.text:
        return {"value": revision.edtf or revision.text}
    if revision.quantity is None or revision.read_by != ReadBy.PERSON:
        return {}
    return {
        "qualifier": revision.qualifier,
        "lower": revision.quantity.lower,
        "lower_inclusive": revision.quantity.lower_inc,
        "upper": revision.quantity.upper,
        "upper_inclusive": revision.quantity.upper_inc,
    }
