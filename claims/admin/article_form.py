"""The forms of a pasted article: the document, and a row for each statement that it may make.

Sources, topics and entities are typed by slug or name (the browser suggests those of the text), so
that the page works without a script. A name of several is refused: give the slug.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from api.refusals import Invalid
from claims.admin.article_recording import Pasted
from claims.articles.shapes import Span
from claims.finding import find_entities
from claims.models import Claim, Topic
from claims.placing import source_named
from claims.values import Stance
from history.admin.forms import reason_field
from sources.models import Source
from sources.registering import read_published

MAX_BYTES: Final = 200_000
MAX_ROWS: Final = 100
STANCES: Final = [(s.value, s.value) for s in Stance if s is not Stance.WITHDRAWS]
WIDE: Final = {"class": "vLargeTextField"}


class PasteForm(forms.Form):
    """The article as pasted, and what it is about."""

    topic = forms.CharField(
        max_length=200,
        help_text="What it is about: a topic’s name or slug. Background on other topics is found.",
        widget=forms.TextInput(attrs={**WIDE, "list": "topics"}),
    )
    title = forms.CharField(max_length=500, widget=forms.TextInput(attrs=WIDE))
    outlet = forms.CharField(
        max_length=200,
        required=False,
        help_text="The source that published it, by name or slug. Empty: unidentified.",
        widget=forms.TextInput(attrs={**WIDE, "list": "outlets"}),
    )
    published = forms.CharField(
        max_length=64,
        required=False,
        help_text="2024-01-04, 2024-01-04T10:30Z, 2024-01-19/..",
    )
    url = forms.URLField(
        max_length=1000,
        required=False,
        label="URL",
        assume_scheme="https",
        help_text="A document that is on record under it is found. Empty: the text names it.",
        widget=forms.URLInput(attrs=WIDE),
    )
    text = forms.CharField(
        strip=False,
        help_text=f"In English, at most {MAX_BYTES:,} bytes; kept to check quotations.",
        widget=forms.Textarea(attrs={"rows": 16, **WIDE}),
    )

    def clean_text(self) -> str:
        """As pasted, but for line ends, which browsers send as two characters."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > MAX_BYTES:
            raise ValidationError(
                f"The text has {size:,} bytes; at most {MAX_BYTES:,} are read. Paste less of it."
            )
        if not text.strip():
            raise ValidationError("The text is empty; paste the article's words.")
        return text

    def clean_published(self) -> str:
        published: str = self.cleaned_data["published"]
        try:
            read_published(published)
        except Invalid as refusal:
            raise ValidationError([fault.detail for fault in refusal.faults]) from refusal
        return published

    def clean_topic(self) -> Topic:
        given = self.cleaned_data["topic"]
        found = list(Topic.objects.filter(Q(slug=given) | Q(name__iexact=given)).order_by("slug"))
        exact = [topic for topic in found if topic.slug == given] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise ValidationError(f"No topic “{given}” is on record; add it, or name another.")
        slugs = ", ".join(topic.slug for topic in exact[:5])
        raise ValidationError(f"“{given}” is the name of several: {slugs}. Give the slug.")

    def clean_outlet(self) -> Source | None:
        given = self.cleaned_data["outlet"]
        try:
            return source_named(given, "outlet") if given else None
        except Invalid as refusal:
            raise ValidationError([fault.detail for fault in refusal.faults]) from refusal

    def pasted(self) -> Pasted:
        given = self.cleaned_data
        return Pasted(
            title=given["title"],
            text=given["text"],
            publisher=given["outlet"],
            published=given["published"],
            url=given["url"],
        )


class SaveForm(PasteForm):
    """The same with the reason, and how the text was when its statements were proposed."""

    reason = reason_field(required=False)
    read = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    rows = forms.IntegerField(
        min_value=0, max_value=MAX_ROWS, required=False, widget=forms.HiddenInput
    )


class RowForm(forms.Form):
    """One statement: ticked or not, its claim, words, origin, stance, day and answer.

    `place` is the words' place in the text and their sentence's: four numbers.
    """

    pick = forms.BooleanField(required=False)
    place = forms.RegexField(r"^[0-9]{1,7}(-[0-9]{1,7}){3}$", widget=forms.HiddenInput)
    claim = forms.UUIDField(required=False)
    wording = forms.CharField(max_length=500, required=False)
    origin = forms.CharField(max_length=200, required=False)
    via = forms.CharField(max_length=200, required=False)
    stance = forms.ChoiceField(choices=STANCES)
    stated = forms.CharField(max_length=64, required=False)
    value = forms.CharField(max_length=500, required=False)

    def clean_wording(self) -> str:
        return str(self.cleaned_data["wording"]).replace("\r\n", "\n")


def places_in(place: str, text: str) -> tuple[Span, Span]:
    """The place of the words and of their sentence. ValidationError if the text has no such."""
    start, end, first, last = map(int, place.split("-"))
    if not (first <= start < end <= last <= len(text)):
        raise ValidationError(f"{place!r} is no place in the text", code="place")
    return (start, end), (first, last)


def sources_called(references: Iterable[str]) -> Mapping[str, Source | Invalid]:
    """The source of each slug or name in any spelling, else why there is none."""
    answers: dict[str, Source | Invalid] = {}
    for text in dict.fromkeys(references):
        try:
            answers[text] = source_named(text, "source")
        except Invalid as refusal:
            answers[text] = refusal
    return answers


def claims_of(keys: Iterable[Any]) -> Mapping[Any, Claim]:
    return {c.pk: c for c in Claim.objects.filter(pk__in=set(keys)).select_related("topic")}


def entities_named(references: Iterable[str]) -> Mapping[str, Sequence[Any]]:
    """Whom each text means, in any spelling: none, one or several."""
    wanted = list(references)
    return find_entities(wanted) if wanted else {}
