"""Notes on a claim's page: those that stand, a form for one more, and withdrawing one.

In: a claim and who looks at it. Out: the panel `claims/notes.html`; nothing for whoever may not
see notes. What was written when, and by whom, is the ledger's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, JSONObject
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from accounts.roles import may
from api.refusals import Refusal
from claims.models import Claim, ClaimNote
from claims.models.note import LONGEST_NOTE
from claims.noting import note_claim, withdraw_note
from history.admin.records import RecordAdmin
from history.admin.steps import Step
from history.admin.wording import moment
from history.models import Channel, Entry
from history.tracking import TRACKED

PANEL = "claims/notes.html"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as the page shows it."""

    id: UUID
    text: str
    by: str
    at: str


class NoteForm(forms.Form):
    text = forms.CharField(
        max_length=LONGEST_NOTE,
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For editors alone: in no answer of the API and no export.",
    )


def with_notes(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with their notes that stand, newest first, in the claims' own query."""
    made = TRACKED[ClaimNote].historical.objects.filter(id=OuterRef("id"), history_type="+")
    notes = ClaimNote.objects.filter(claim=OuterRef("pk"), is_void=False).annotate(
        made_at=Subquery(made.values("position")[:1])
    )
    entry = Entry.objects.filter(position=OuterRef("made_at"))
    told = notes.annotate(
        by=Subquery(entry.values("actor_name")[:1]), at=Subquery(entry.values("recorded_at")[:1])
    ).order_by("-id")
    shown = JSONObject(id=Cast("id", CharField()), text=F("text"), by=F("by"), at=F("at"))
    return claims.annotate(notes_told=ArraySubquery(told.values(json=shown)))


def notes_panel(request: Any, claim: Any) -> dict[str, Any]:
    """What the panel shows; `notes` None where the visitor may not see them."""
    if not may(request.user, "view", ClaimNote):
        return {"notes": None}
    return {
        "notes": [_note(told) for told in getattr(claim, "notes_told", ())],
        "note_form": NoteForm() if may(request.user, "add", ClaimNote) else None,
        "may_withdraw": may(request.user, "void", ClaimNote),
    }


def _note(told: dict[str, Any]) -> Note:
    at = parse_datetime(told["at"]) if told["at"] else None
    return Note(UUID(told["id"]), told["text"], told["by"] or "", moment(at) if at else "")


@require_POST
def add_note(request: Any, object_id: str) -> HttpResponse:
    """Put a note on a claim, and go back to its page."""
    if not may(request.user, "add", ClaimNote):
        raise PermissionDenied
    key = _key(object_id)
    claim = Claim.objects.filter(pk=key).first() if key else None
    if claim is None:
        raise Http404("no such claim")
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            note_claim(
                claim, form.cleaned_data["text"], by=request.user, channel=Channel.ADMIN.value
            )
            messages.success(request, "The note is on record.")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["text"]))
    return HttpResponseRedirect(_notes_of(claim.pk))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _notes_of(claim_id: Any) -> str:
    return f"{reverse('admin:claims_claim_change', args=[quote(claim_id)])}#notes"


WITHDRAW = Step(
    action="void",
    label="Withdraw",
    question="It leaves the claim's page. It stays in the claim's history, with the reason.",
    done="is withdrawn",
    do=lambda note, given, **recorded: withdraw_note(note, **recorded),
    applies=lambda note: not note.is_void,
)


@admin.register(ClaimNote)
class NoteAdmin(RecordAdmin):
    """A note's own pages: to read, and to withdraw it. They are reached from its claim."""

    steps = (WITHDRAW,)
    fixed = ("claim", "text")
    fields = ("claim", "text")
    list_display = ("text", "claim")
    list_select_related = ("claim",)
    ordering = ("-id",)

    def has_module_permission(self, request: Any) -> bool:
        return False

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def after_step(self, record: Any, step: Step) -> str:
        return _notes_of(record.claim_id)
