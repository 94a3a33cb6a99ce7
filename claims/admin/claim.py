"""Claims in the admin: who says what, what was said, and the claim's own fields."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from accounts.roles import may
from claims.admin.adopted import ADOPT, ADOPT_NONE, adopted
from claims.admin.agreement import who_says_what
from claims.admin.as_of import ASKED, AsOfForm, in_words
from claims.admin.chart import chart
from claims.admin.claim_listing import ClaimListing
from claims.admin.desk import Desk, NotOnRecord, at_desk, zone_of
from claims.admin.notes import PANEL as NOTES
from claims.admin.notes import add_note, notes_panel, with_notes
from claims.admin.past import names_in_history, sentences_between
from claims.admin.said import said
from claims.cataloguing import edit_claim, register_claim
from claims.models import Claim, ClaimNote, ClaimParty, Entity, Revision, RevisionEntity
from claims.presenting import CLAIM_FIELDS
from history.admin.base import Tool
from history.admin.choosing import Choices
from history.admin.forms import RecordForm
from history.admin.merging import MERGE, UNMERGE
from history.admin.records import nothing_changed
from history.admin.steps import RESTORE, RETIRE
from history.admin.wording import moment, shows_moment
from history.snapshots import InTheFuture
from sources.models import Source


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
            parties = [party for party in self.instance.parties.all() if not party.is_retired]
            self.initial["party_entities"] = [p.entity_id for p in parties if p.entity_id]
            self.initial["party_sources"] = [p.source_id for p in parties if p.source_id]

    def parties(self) -> list[Any]:
        return [*self.cleaned_data["party_entities"], *self.cleaned_data["party_sources"]]

    def parties_shown(self) -> list[Any]:
        return [*self.shown("party_entities"), *self.shown("party_sources")]


@admin.register(Claim)
class ClaimAdmin(ClaimListing):
    form = ClaimForm
    fixed = ("slug", "topic", "value_type")
    steps = (ADOPT, ADOPT_NONE, MERGE, UNMERGE, RETIRE, RESTORE)
    history_also = (
        (ClaimParty, "claim_id"),
        (ClaimNote, "claim_id"),
        (Revision, "claim_id"),
        (RevisionEntity, "revision__claim_id"),
    )
    change_form_template = "claims/claim_page.html"
    # What they show comes from `panels`, and on the page of another time too.
    panels_above = (
        "claims/as_of.html",
        "claims/chart.html",
        "claims/who_says_what.html",
        "claims/adopted.html",
        "claims/statements.html",
        "claims/new_statement.html",
        NOTES,
    )
    autocomplete_fields = ("topic", "part_of")
    readonly_fields = ("settled",)
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

    class Media:
        css: ClassVar = {"screen": ["claims/claims.css", "claims/chart.css", "claims/notes.css"]}
        js: ClassVar = ["claims/statement.js"]

    settled = shows_moment("settled_at", "settled at")

    @admin.display(description="party entities")
    def party_entities(self, claim: Claim) -> str:
        return self._party_names(claim, "entity")

    @admin.display(description="party sources")
    def party_sources(self, claim: Claim) -> str:
        return self._party_names(claim, "source")

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
            return [Tool("Record a statement", "#new_where"), *tools]
        return tools

    def names_in_history(self, wanted: Any) -> Any:
        return names_in_history(wanted)

    def differences(self, record: Any, then: Any, now: Any) -> list[str]:
        return sentences_between(record.pk, then, now)

    def get_queryset(self, request: Any) -> Any:
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name.endswith("_claim_change"):
            shown = ClaimParty.objects.select_related("entity", "source").order_by("id")
            rows = rows.select_related("topic", "part_of", "adopted_revision")
            return with_notes(rows.prefetch_related(Prefetch("parties", shown)))
        return rows

    def get_urls(self) -> list[Any]:
        note = self.admin_site.admin_view(add_note)
        return [path("<str:object_id>/note/", note, name="claims_claim_note"), *super().get_urls()]

    def panel_context(self, request: Any, record: Any) -> dict[str, Any]:
        with at_desk(record) as desk:
            return {
                **panels(desk, request.GET.get("p")),
                **self.allowed(request, record),
                **notes_panel(request, record),
            }

    def allowed(self, request: Any, record: Any) -> dict[str, Any]:
        """What the page offers to do, by the visitor's roles and the claim's state."""
        in_use = not (record.is_retired or record.topic.is_retired)
        asked = AsOfForm(zone=zone_of(record))
        may_record = in_use and may(request.user, "add", Revision)
        statements: Any = self.admin_site.get_model_admin(Revision)
        return {
            "may_record": may_record,
            "new_statement": statements.blank(request, record) if may_record else None,
            "may_void": may(request.user, "void", Revision),
            "may_adopt": ADOPT.applies(record) and may(request.user, "adopt", Claim),
            "as_of_form": asked,
        }

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        record = context.get("original")
        if record is not None:
            context |= {"title": record.question, "subtitle": f"{record.topic} · {record.label}"}
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if any(request.GET.get(name, "").strip() for name in ASKED):
            return self.past_view(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    @method_decorator(require_safe)
    def past_view(self, request: Any, object_id: str) -> HttpResponse:
        """The page as it stood: to read, with a way back."""
        record = self._readable(request, object_id)
        asked = AsOfForm(request.GET, zone=zone_of(record))
        shown: dict[str, Any] = {"as_of_form": asked, "claim": record}
        if asked.is_valid():
            given = asked.cleaned_data
            try:
                with at_desk(record, given["as_of"], given["stated_until"]) as desk:
                    then = Claim(**{name: getattr(desk.claim, name) for name in CLAIM_FIELDS})
                    shown |= {
                        **panels(desk, request.GET.get("p")),
                        "claim": then,
                        "topic": desk.topic.name,
                        "snapshot": desk.snapshot,
                        "recorded_at": moment(desk.snapshot.recorded_at),
                    }
            except (InTheFuture, NotOnRecord) as error:
                asked.add_error("as_of", str(error))
                return self._past(request, record, shown)
            shown["asked"] = in_words(
                given["as_of"], given["stated_until"], request.GET.get("stated_until", "")
            )
        return self._past(request, record, shown)

    def _past(self, request: Any, record: Any, shown: dict[str, Any]) -> HttpResponse:
        return self._answer(
            request,
            shown["claim"],
            "claims/claim_as_it_stood.html",
            title=str(shown["claim"]),
            media=self.media,
            now_url=self.page_of(record),
            keeping=_keeping(request),
            panels_above=self.panels_above,
            **shown,
        )

    def _party_names(self, claim: Claim, column: str) -> str:
        named = [getattr(party, column) for party in claim.parties.all() if not party.is_retired]
        return ", ".join(str(party) for party in named if party)


def panels(desk: Desk, page: str | None) -> dict[str, Any]:
    """What every panel of the page shows, now or as it stood."""
    return {
        "chart": chart(desk),
        "who_says_what": who_says_what(desk),
        "adopted": adopted(desk),
        "said": said(desk, page),
    }


def _keeping(request: Any) -> str:
    """The times asked for, for the addresses of further pages."""
    kept = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    return f"{urlencode(kept)}&" if kept else ""
