"""The form of one new statement: what a person reads off a document.

Short: where it stands, its words, whose word it is, when, the quotation. The rest is folded. What
is typed is resolved here; the document that isn't on record yet is made when it is written, by
`new_statement`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from api.refusals import Invalid
from claims.admin.choosing import SourceField, Typed
from claims.admin.correcting import CHANGED, SLIP, WAYS, of_another_document
from claims.admin.layout import layout_of
from claims.admin.reading import Read, read_for
from claims.models import Claim, Entity, Revision, RevisionEntity
from claims.placing import Place, on_a_day, place_of
from claims.values import ValueType
from history.admin.choosing import Choices
from history.admin.forms import RecordForm
from sources.models import Document

TEXT = {"class": "vTextField"}
LONG = {"class": "vLargeTextField"}
OF_NEW = ("title", "published", "publisher")
OF_FAULTS = {"version": "document_version", "url": "where", "key": "where"}


class StatementForm(RecordForm):
    """Words, or words and bounds by hand, or the answer; links to who said it and where.

    `replaces`: the statement that we recorded wrongly, voided in the same entry. `corrects`: one
    that is replaced or superseded, as `how` says. `may_void` is the role's, set by the admin.
    """

    may_void: ClassVar[bool] = True
    # A statement is never edited; the model's own `version` is a document's.
    version = None  # type: ignore[assignment]
    where = forms.CharField(
        required=False,
        max_length=1000,
        label="Source or document",
        widget=Typed("where", attrs=LONG),
        help_text="A web address; or a source, and below when it said so.",
    )
    document = forms.ModelChoiceField(
        Document.objects.select_related("publisher"), required=False, widget=forms.HiddenInput
    )
    title = forms.CharField(
        required=False,
        max_length=500,
        label="Title of a new document",
        widget=forms.TextInput(attrs=LONG),
    )
    published = forms.CharField(
        required=False,
        max_length=64,
        label="Published",
        widget=forms.TextInput(attrs=TEXT),
        help_text="A new document: 2024-01-04, 2024-01-04T10:30Z.",
    )
    publisher = SourceField(
        label="Its publisher", help_text="Empty: as its address tells; else unidentified."
    )
    document_version = forms.CharField(
        required=False,
        max_length=64,
        label="Which reading of the document",
        widget=Typed("version", attrs=TEXT),
        help_text="Where it was read more than once: its ver_… id, or the hash of its text.",
    )
    attributed_to = SourceField(help_text="Whose word it is, if the document says so.")
    via = SourceField(help_text="A relay between the publisher and the origin.")
    lower = forms.DecimalField(required=False, help_text="Only where the words can't be read.")
    lower_inclusive = forms.BooleanField(required=False, initial=True, label="including it")
    upper = forms.DecimalField(required=False)
    upper_inclusive = forms.BooleanField(required=False, initial=True, label="including it")
    value = forms.CharField(
        required=False,
        label="The answer",
        widget=forms.TextInput(attrs=TEXT),
        help_text="Dates as 2020-01-03 or 2019, yes or no, text; not for numbers.",
    )
    entities = forms.ModelMultipleChoiceField(
        Entity.objects.all(),
        required=False,
        widget=Choices(RevisionEntity._meta.get_field("entity"), admin.site),
        help_text="Where the words alone are no name on record. Several mean: one of these.",
    )
    replaces = forms.ModelChoiceField(
        Revision.objects.all(), required=False, widget=forms.HiddenInput
    )
    corrects = forms.ModelChoiceField(
        Revision.objects.all(), required=False, widget=forms.HiddenInput
    )
    how = forms.ChoiceField(
        required=False, label="What happened", widget=forms.RadioSelect, choices=WAYS
    )

    class Meta:
        model = Revision
        fields = (
            "claim", "stance", "wording", "best", "definition", "stated", "sequence", "locator",
            "quotation_exact", "quotation_prefix", "quotation_suffix", "supersedes", "change_kind",
            "qualifier",
        )  # fmt: skip

    def __init__(self, *args: Any, claim: Claim | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = Place()
        self.claim = claim or self._claim_named()
        if self.claim is not None:
            self.initial["claim"] = self.claim.pk
            self.fields["claim"].widget = forms.HiddenInput()
        if "wording" not in self.fields:
            return  # a page to read
        self.fields["wording"].required = False  # a withdrawal may have no words
        self.fields["wording"].label = "Words of the figure" if self._counts() else "Words"
        self.fields["stated"].label = "When said"
        self.fields["stated"].help_text = "If it says so: 2024-01-04. Else the document's day."
        self.fields["quotation_exact"].label = "Quotation"
        self.fields["quotation_exact"].widget.attrs["rows"] = 2
        if self.claim is not None and self.claim.definitions:
            said = [(name, name) for name in self.claim.definitions]
            self.fields["definition"].widget = forms.Select(choices=[("", "not said"), *said])
        if not self.may_void:
            self.fields["how"].choices = [WAYS[0]]  # type: ignore[attr-defined]

    def layout(self) -> Any:
        """The fields in the order that the page shows them; the folded ones apart."""
        return layout_of(self)

    def preview(self) -> Read | None:
        """How the words that were sent are read; None where there are none."""
        words = str(self["wording"].value() or "")
        if self.claim is None or not words.strip():
            return None
        return read_for(self.claim, words, str(self["value"].value() or ""))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self._correct(given)
        try:
            self.place = self._place(given)
        except Invalid as refusal:
            self.show(refusal)
        return given

    def _field_of(self, fault: Any) -> str | None:
        """A replacement's faults, and its document's, stand beside the same fields."""
        name = fault.pointer.strip("/").removeprefix("replacement/")
        return OF_FAULTS.get(name) or super()._field_of(replace(fault, pointer=name))

    def _claim_named(self) -> Claim | None:
        """The claim that the page was opened for, or that was sent."""
        given = self.data.get("claim") if self.is_bound else self.initial.get("claim")
        try:
            return Claim.objects.select_related("topic").filter(pk=given).first() if given else None
        except ValidationError:
            return None

    def _counts(self) -> bool:
        return self.claim is not None and self.claim.value_type == ValueType.QUANTITY

    def _correct(self, given: dict[str, Any]) -> None:
        """What a correction means, as it says how it came about."""
        corrects, how = given.get("corrects"), given.get("how")
        if corrects is None:
            return
        if not how:
            self.add_error("how", "Say what happened: did the source change, or did we slip?")
        if not given.get("reason", "").strip():
            self.add_error("reason", "Say why: a correction needs a reason.")
        if how == SLIP:
            given["replaces"] = corrects
        elif how == CHANGED:
            given["supersedes"] = corrects

    def _place(self, given: dict[str, Any]) -> Place:
        """Where it stands; a new document with what was said of it before what was guessed."""
        where, document = given.get("where", ""), given.get("document")
        if not where:
            if document is None and "document" not in self.errors:
                self.add_error("where", "Say where it stands: a web address, or a source.")
            return Place(document)
        place = self._on_its_day(place_of(where), given)
        corrects = given.get("corrects")
        if corrects is not None and given.get("how") == CHANGED:
            given |= of_another_document(corrects, place, given)
        if place.document is not None or place.needs_day:
            return place
        said = {name: given[name] for name in OF_NEW if given.get(name)}
        return Place(fields={**place.fields, **said}, why=place.why)

    def _on_its_day(self, place: Place, given: dict[str, Any]) -> Place:
        """What a source said on a day; what has an address already is what it is."""
        if not place.needs_day:
            return place
        if not given.get("stated"):
            self.add_error("stated", f"Say when: this is {place.why}.")
            return place
        return on_a_day(place, given["stated"])
