"""Statements in the admin: recorded, superseded, voided, corrected; never edited."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.roles import may
from api.refusals import Fault, Invalid
from api.typeid import encode
from claims.admin.answers import ANSWERS
from claims.admin.article import ArticleView
from claims.admin.choosing import StatementField, StatementSearch, StatementSelect
from claims.admin.correcting import BEGINNINGS, VOID, find
from claims.admin.listing import statements_by_words
from claims.admin.new_statement import statement_of, written_document
from claims.admin.statement_form import StatementForm
from claims.admin.wording import (
    in_a_line,
    origin_of,
    publisher_of,
    stated_of,
    stated_range,
    value_of,
)
from claims.admin.wording import with_links as with_names
from claims.models import Claim, Revision, RevisionEntity
from claims.recording import record_statement, void_statement
from claims.values import Qualifier, Stance
from history.admin.base import Tool
from history.admin.filters import OutOfUseFilter
from history.admin.records import RecordAdmin
from history.admin.steps import Step
from history.admin.wording import NOTHING, leads_to
from history.recording import recording
from sources.models import Document, Source

leads_to(Revision, "line_publisher", Source, Document)
leads_to(Revision, "line_origin", Source, Document)


class VoidFilter(OutOfUseFilter):
    title = "void"
    parameter_name = "void"
    column = "is_void"
    out_of_use = "Void"


@admin.register(Revision)
class RevisionAdmin(RecordAdmin):
    form = StatementForm
    fixed = ()
    steps = (VOID,)
    history_also = ((RevisionEntity, "revision_id"),)
    panels_above = ("claims/void_mark.html",)
    list_display = (
        "wording", "value", "of_claim", "says_so", "said", "mark", "last_change",
    )  # fmt: skip
    list_filter = (
        VoidFilter,
        "stance",
        "qualifier",
        "quotation_match",
        "change_kind",
        "value_type",
    )
    search_fields = ("wording",)
    search_help_text = (
        "Words of the statement or its quotation, its claim, its topic or who says so; an id."
    )
    ordering = ("-id",)

    class Media:
        css: ClassVar = {"screen": ["claims/claims.css"]}
        js: ClassVar = ["claims/statement.js"]

    autocomplete_fields = ("claim",)
    add_form_template = "claims/record_statement.html"
    add_fieldsets = ((None, {"fields": tuple(StatementForm.base_fields)}),)
    view_fieldsets = (
        (None, {"fields": ("claim", "stance", "wording", "value", "qualifier", "best", "read_by",
                           "definition")}),
        ("Who says so", {"fields": ("document", "version", "publisher", "via", "attributed_to",
                                    "origin")}),
        ("When and where", {"fields": ("stated", "stated_range", "sequence", "locator",
                                       "quotation_prefix", "quotation_exact", "quotation_suffix")}),
        ("Its place", {"fields": ("supersedes", "change_kind", "superseded", "api_id",
                                  "importer", "external_id")}),
    )  # fmt: skip

    @admin.display(description="claim", ordering="claim__label")
    def of_claim(self, revision: Revision) -> SafeString:
        words = '{} <span class="quiet">{}</span>'
        return format_html(words, revision.claim.label, revision.claim.topic)

    @admin.display(description="says so")
    def says_so(self, revision: Revision) -> SafeString:
        """Whose word it is, and in what it was printed where that is another's."""
        who, publisher = origin_of(revision), publisher_of(revision)
        words = '{} <span class="quiet">in {}</span>' if publisher != who else "{}"
        return format_html(words, who, publisher)

    @admin.display(description="read as")
    def value(self, revision: Revision) -> str:
        return value_of(revision)

    @admin.display(description="publisher", ordering="document__publisher__name")
    def publisher(self, revision: Revision) -> str:
        return publisher_of(revision)

    @admin.display(description="origin")
    def origin(self, revision: Revision) -> str:
        return origin_of(revision)

    @admin.display(description="stated", ordering="stated_at")
    def said(self, revision: Revision) -> str:
        return stated_of(revision)

    @admin.display(description="that is")
    def stated_range(self, revision: Revision) -> str:
        return stated_range(revision)

    @admin.display(description="superseded by")
    def superseded(self, revision: Revision) -> str:
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((self.page_of(later), later) for later in revision.superseded_by.all()),
        )
        return links or NOTHING

    @admin.display(description="mark")
    def mark(self, revision: Revision) -> SafeString | str:
        """What to know of a statement before it is taken at its word; nothing of most."""
        stance = "" if revision.stance == Stance.ASSERTS else revision.get_stance_display()
        unread = "not read" if revision.qualifier == Qualifier.UNREADABLE else ""
        marks = ["void" if revision.is_void else "", stance, unread]
        return format_html_join(
            " ", '<span class="badge badge-doubt">{}</span>', ((words,) for words in marks if words)
        )

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        imported = queryset.filter(external_id=words.strip())
        return imported if imported.exists() else statements_by_words(queryset, words)

    @admin.display(description="id in the API")
    def api_id(self, revision: Revision) -> str:
        return encode(Revision.PREFIX, revision.pk)

    def get_queryset(self, request: Any) -> Any:
        return with_names(super().get_queryset(request))

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            found = found.filter(is_void=False)
        return found, duplicates

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        return self.add_fieldsets if obj is None else self.view_fieldsets

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        if obj is None:
            return ()
        return [name for _, options in self.view_fieldsets for name in options["fields"]]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "supersedes":
            kwargs |= {
                "form_class": StatementField,
                "widget": StatementSelect(db_field, self.admin_site),
                "queryset": with_names(Revision.objects.all()),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.may_void = may(request.user, "void", Revision)
        return form

    def blank(self, request: Any, claim: Claim) -> Any:
        """The form for the claim's own page; it is sent to the page that adds a statement."""
        return self.get_form(request)(claim=claim, auto_id="new_%s")

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        for name, begin in BEGINNINGS.items():
            earlier = find(given.get(name, ""))
            if earlier is not None:
                return {**begin(earlier), **given}
        return given

    def write_new(self, form: Any, recorded: dict[str, Any]) -> Revision:
        """The statement, with a new document or the void of our mistake, in one entry."""
        mistaken = form.cleaned_data["replaces"]
        if mistaken is not None and not may(recorded["by"], "void", Revision):
            raise Invalid(Fault("", "not_allowed", "your role does not void statements"))
        with recording(**recorded):
            new = statement_of(form, written_document(form, **recorded))
            if mistaken is None:
                return record_statement(new, **recorded)
            _, replacement = void_statement(mistaken, replacement=new, **recorded)
            assert replacement is not None
            return replacement

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        if context.get("original") is None:
            form = context["adminform"].form
            corrected = find(str(form["corrects"].value() or form["replaces"].value() or ""))
            context |= {
                "title": f"Correct “{corrected}”" if corrected else "Record a statement",
                "subtitle": f"{form.claim.topic} · {form.claim}" if form.claim else None,
                "corrected": corrected and in_a_line(corrected),
                "claim_url": self.claim_page(form.claim) if form.claim else None,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        """Back to the claim's page, where the new line is marked; or on, with the same document."""
        said = f"Recorded “{obj.wording or obj.stance}”, read as {value_of(obj)}."
        self.message_user(request, said, messages.SUCCESS)
        if "_addanother" in request.POST:
            again = {"claim": obj.claim_id, "where": obj.document.url or obj.document.key}
            return HttpResponseRedirect(f"{request.path}?{urlencode(again)}")
        return HttpResponseRedirect(f"{self.claim_page(obj.claim)}#statement-{obj.pk}")

    def after_step(self, record: Any, step: Step) -> str:
        return f"{self.claim_page(record.claim)}#statement-{record.pk}"

    def claim_page(self, claim: Claim) -> str:
        page = "admin:claims_claim_change"
        return reverse(page, args=(quote(claim.pk),), current_app=self.admin_site.name)

    def get_urls(self) -> list[Any]:
        search = self.admin_site.admin_view(StatementSearch.as_view(admin_site=self.admin_site))
        answers = [
            path(f"{name}/", self.admin_site.admin_view(answer), name=f"claims_revision_{name}")
            for name, answer in ANSWERS.items()
        ]
        article = self.admin_site.admin_view(ArticleView.as_view(site=self.admin_site))
        return [
            *answers,
            path("autocomplete/", search, name="claims_revision_autocomplete"),
            path("article/", article, name="claims_article"),
            *super().get_urls(),
        ]

    def tools(self, request: Any, record: Any) -> list[Tool]:
        page = Tool("The claim", self.claim_page(record.claim))
        others = super().tools(request, record)
        if record.is_void or not may(request.user, "add", Revision):
            return [page, *others]
        add = reverse("admin:claims_revision_add", current_app=self.admin_site.name)
        follow = Tool("Record its next statement", f"{add}?{urlencode({'supersedes': record.pk})}")
        correct = Tool("Correct", f"{add}?{urlencode({'corrects': record.pk})}")
        return [page, correct, follow, *others]
