"""Claims in the admin: who says what, what was said, and the claim's own fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import F
from django.urls import reverse

from accounts.roles import may
from claims.admin.agreement import who_says_what
from claims.admin.choosing import StatementField
from claims.admin.wording import origin_of, publisher_of, stated_of, value_of, with_links
from claims.adopting import adopt_figure
from claims.cataloguing import edit_claim, register_claim
from claims.change_words import changes_in_words, rows_of
from claims.models import Claim, ClaimParty, Entity, Revision
from history.admin.base import Tool
from history.admin.choosing import Choices
from history.admin.filters import RetiredFilter
from history.admin.forms import ReasonForm, RecordForm
from history.admin.records import RecordAdmin, nothing_changed
from history.admin.steps import RESTORE, RETIRE, Step
from history.admin.wording import shows_moment
from history.linking import Linked
from history.snapshots import reading
from sources.models import Source

STATEMENTS_SHOWN = 50


def _party_choice(column: str, model: Any) -> forms.ModelMultipleChoiceField:
    """A choice of several that remembers what was shown, so that saving adds and removes."""
    return forms.ModelMultipleChoiceField(
        model.objects.all(),
        required=False,
        show_hidden_initial=True,
        widget=Choices(ClaimParty._meta.get_field(column), admin.site),
    )


class ClaimForm(RecordForm):
    party_entities = _party_choice("entity", Entity)
    party_sources = _party_choice("source", Source)

    class Meta:
        model = Claim
        exclude = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            parties = [party for party in parties_of(self.instance) if not party.is_retired]
            self.initial["party_entities"] = [p.entity_id for p in parties if p.entity_id]
            self.initial["party_sources"] = [p.source_id for p in parties if p.source_id]

    def parties(self) -> list[Any]:
        return [*self.cleaned_data["party_entities"], *self.cleaned_data["party_sources"]]

    def parties_shown(self) -> list[Any]:
        return [*self.shown("party_entities"), *self.shown("party_sources")]


class AdoptForm(ReasonForm):
    """The statement this newsroom prints, and the words to print it in."""

    revision = StatementField(Revision.objects.none(), label="Statement")
    wording = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="As we print it; empty: the statement's words.",
    )
    field_order = ("revision", "wording", "reason", "version")

    def __init__(self, record: Claim, *args: Any, **kwargs: Any) -> None:
        super().__init__(record, *args, **kwargs)
        self.fields["revision"].queryset = with_links(  # type: ignore[attr-defined]
            record.revisions.filter(is_void=False)
        ).order_by("-stated_at", "-id")


def adopt(claim: Any, given: dict[str, Any], **recorded: Any) -> Any:
    return adopt_figure(claim, given["revision"], given["wording"], **recorded)


ADOPT = Step(
    action="adopt",
    label="Adopt a figure",
    question="The figure this newsroom prints: one of the claim's statements, in our words.",
    done="has a figure adopted",
    do=adopt,
    applies=lambda claim: not claim.is_retired,
    form=AdoptForm,
)

ADOPT_NONE = Step(
    action="adopt-none",
    permission="adopt",
    label="Print no figure",
    question="The newsroom prints no figure for this claim until another one is adopted.",
    done="has no figure adopted",
    do=lambda claim, given, **recorded: adopt_figure(claim, None, **recorded),
    applies=lambda claim: claim.adopted_revision_id is not None and not claim.is_retired,
)


def parties_of(claim: Claim) -> Any:
    return claim.parties.select_related("entity", "source").order_by("id")


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    form = ClaimForm
    fixed = ("slug", "topic", "value_type")
    steps = (ADOPT, ADOPT_NONE, RETIRE, RESTORE)
    history_also = ((ClaimParty, "claim_id"),)
    # The panel "who says what now" stands first; what it shows comes from `panel_context`.
    panels_above = ("claims/who_says_what.html", "claims/statements.html")
    list_display = ("question", "label", "topic", "value_type", "adopted_wording", "retired")
    list_filter = (RetiredFilter, "value_type", "topic__kind", "cumulative", "many")
    list_select_related = ("topic",)
    search_fields = ("question", "label", "slug", "topic__name", "topic__slug")
    ordering = ("slug",)
    autocomplete_fields = ("topic", "part_of")
    readonly_fields = ("adopted_revision", "adopted_wording", "settled")
    fieldsets = (
        (None, {"fields": ("topic", "question", "label", "slug", "part_of")}),
        (
            "Its answer",
            {
                "fields": (
                    "value_type",
                    "unit",
                    "is_count",
                    "cumulative",
                    "settled_at",
                    "many",
                    "tolerance",
                    "definitions",
                ),
                "description": "A cumulative count settles 90 days after its topic occurred, "
                "unless you say when.",
            },
        ),
        ("Parties to the event", {"fields": ("party_entities", "party_sources")}),
    )
    printed = ("The figure we print", {"fields": ("adopted_revision", "adopted_wording")})

    settled = shows_moment("settled_at", "settled at")

    @admin.display(description="party entities")
    def party_entities(self, claim: Claim) -> str:
        return self._party_names(claim, "entity")

    @admin.display(description="party sources")
    def party_sources(self, claim: Claim) -> str:
        return self._party_names(claim, "source")

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        first, *others = super().get_fieldsets(request, obj)
        return [first, *others] if obj is None else [first, self.printed, *others]

    def write_new(self, form: Any, recorded: dict[str, Any]) -> Claim:
        given = form.given()
        if given["settled_at"] is None:
            del given["settled_at"]
        return register_claim(**given, parties=form.parties(), **recorded)

    def write_change(self, record: Any, form: Any, recorded: dict[str, Any]) -> Claim:
        shown, wanted = form.parties_shown(), form.parties()
        changes = form.changes()
        added = [party for party in wanted if party not in shown]
        removed = [party for party in shown if party not in wanted]
        if not (changes or added or removed):
            raise nothing_changed()
        return edit_claim(record, changes, add_parties=added, remove_parties=removed, **recorded)

    def tools(self, request: Any, record: Any) -> list[Tool]:
        tools = super().tools(request, record)
        if may(request.user, "add", Revision) and not record.is_retired:
            add = reverse("admin:claims_revision_add", current_app=self.admin_site.name)
            query = urlencode({"claim": record.pk})
            return [Tool("Record a statement", f"{add}?{query}"), *tools]
        return tools

    def panel_context(self, request: Any, record: Any) -> dict[str, Any]:
        rows = with_links(record.revisions).prefetch_related("superseded_by")
        said = rows.order_by(F("stated_at").desc(nulls_last=True), "-sequence", "-id")
        newest = list(said[: STATEMENTS_SHOWN + 1])
        shown = newest[STATEMENTS_SHOWN - 1 :: -1]
        told = _told(record, shown)
        return {
            "who_says_what": who_says_what(record),
            "statements": [_line(row, told.get(row.pk, "")) for row in shown],
            "more_statements": len(newest) > STATEMENTS_SHOWN,
        }

    def _party_names(self, claim: Claim, column: str) -> str:
        named = [getattr(party, column) for party in parties_of(claim) if not party.is_retired]
        return ", ".join(str(party) for party in named if party)


def _told(claim: Claim, revisions: Sequence[Revision]) -> dict[Any, str]:
    """What each statement does to the one it follows, in words."""
    with reading() as snapshot:
        rows = rows_of(snapshot, claim.pk)
        known = {row.id for row in rows}
        wanted = [revision.pk for revision in revisions if revision.pk in known]
        return changes_in_words(claim, rows, wanted, Linked(snapshot))


def _line(revision: Revision, change: str) -> dict[str, Any]:
    superseded = any(not later.is_void for later in revision.superseded_by.all())
    return {
        "revision": revision,
        "publisher": publisher_of(revision),
        "origin": origin_of(revision),
        "stated": stated_of(revision),
        "value": value_of(revision),
        "change": change,
        "mark": "void" if revision.is_void else "superseded" if superseded else "",
    }
