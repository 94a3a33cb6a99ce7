"""The pages that record a statement: the form, what it asks while one types, where it leads.

`revision` has the lists and the page of a past statement; this writes, through claims.recording.
"""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from accounts.roles import may
from api.refusals import Fault, Invalid
from claims.admin.answers import ANSWERS
from claims.admin.article import ArticleView
from claims.admin.choosing import StatementField, StatementSearch, StatementSelect
from claims.admin.correcting import BEGINNINGS, find
from claims.admin.new_statement import statement_of, written_document
from claims.admin.statement_form import StatementForm
from claims.admin.wording import in_a_line, value_of
from claims.admin.wording import with_links as with_names
from claims.models import Claim, Revision
from claims.recording import record_statement, void_statement
from history.admin.base import Tool
from history.admin.records import RecordAdmin
from history.admin.steps import Step
from history.recording import recording


class StatementPages(RecordAdmin):
    form = StatementForm
    autocomplete_fields = ("claim",)
    add_form_template = "claims/record_statement.html"
    add_fieldsets = ((None, {"fields": tuple(StatementForm.base_fields)}),)

    class Media:
        css: ClassVar = {"screen": ["claims/claims.css"]}
        js: ClassVar = ["claims/statement.js"]

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
        record = context.get("original")
        if record is not None:
            claim = record.claim
            context |= {"title": f"“{record}”", "subtitle": f"{claim.topic} · {claim}"}
        else:
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
