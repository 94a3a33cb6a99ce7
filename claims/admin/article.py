"""Paste an article: its text in, statements to tick, correct and save out. Two pages, no script.

The first POST reads the text and shows what it seems to state; nothing is written. The second
sends everything again, with the rows as the editor left them, and records the ticked ones in one
entry. The text shown is the one just sent, never one that we keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import View

from accounts.roles import may
from api.refusals import Refusal
from claims.admin.article_catalogue import OnRecord
from claims.admin.article_form import MAX_ROWS, PasteForm, SaveForm
from claims.admin.article_page import Choices, pieces_of, rows_of, suggestions
from claims.admin.article_recording import Pasted, Ticked, known_from, record_article
from claims.admin.article_rows import Sent, sent_rows
from claims.articles import Article, propose
from claims.models import Revision, Topic
from claims.values import Stance
from history.desk.cards import link
from history.models import Channel
from sources.models import Document, DocumentVersion, Source
from sources.texts import sha256_of

LISTED: Final = 300
NEEDED: Final = (Revision, Document, DocumentVersion)


def may_paste(user: Any) -> bool:
    """Whether somebody may record all that an article makes."""
    return all(may(user, "add", model) for model in NEEDED)


link("Paste an article", "admin:claims_article", may_paste)


@method_decorator(sensitive_post_parameters("text"), name="dispatch")
class ArticleView(View):
    """The two pages; whoever may not record statements sees neither."""

    http_method_names = ["get", "head", "post"]
    site: admin.AdminSite = admin.site

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_paste(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._paste(PasteForm(initial={"topic": self._topic_asked(request)}))

    @sensitive_variables("pasted", "form")
    def post(self, request: HttpRequest) -> HttpResponse:
        saving = request.POST.get("step") == "save"
        form = SaveForm(request.POST) if saving else PasteForm(request.POST)
        if not form.is_valid():
            return self._paste(form, status=200)
        pasted, topic = form.pasted(), form.cleaned_data["topic"]
        if not saving:
            return self._proposed(pasted, topic, form.data)
        if form.cleaned_data["read"] != sha256_of(pasted.text):
            messages.warning(request, "The text has changed since it was read: read again.")
            return self._proposed(pasted, topic, form.data)
        return self._save(pasted, topic, form)

    @sensitive_variables("pasted", "form")
    def _save(self, pasted: Pasted, topic: Topic, form: Any) -> HttpResponse:
        """Record what is ticked; else the page as it was sent, each refusal beside its row."""
        rows = sent_rows(form.data, form.cleaned_data["rows"] or 0, pasted.text)
        ticked = [row.ticked for row in rows if row.ticked is not None]
        faults = any(row.errors for row in rows)
        if not faults:
            try:
                written = self._record(pasted, ticked, form)
            except Refusal as refusal:
                self._tell(refusal, rows)
            else:
                return self._saved(pasted, topic, written)
        return self._shown(pasted, topic, form.data, rows=rows)

    def _record(self, pasted: Pasted, ticked: Sequence[Ticked], form: Any) -> list[Revision]:
        user: Any = self.request.user
        reason = form.cleaned_data["reason"]
        return record_article(pasted, ticked, by=user, reason=reason, channel=Channel.ADMIN.value)

    def _tell(self, refusal: Refusal, rows: Sequence[Sent]) -> None:
        """Each fault beside its row; what is about the document, above the form."""
        by_number = {str(row.number): row for row in rows}
        for fault in refusal.faults:
            steps = fault.pointer.strip("/").split("/")
            row = by_number.get(steps[1]) if steps[0] == "rows" and len(steps) > 1 else None
            if row is None:
                where = steps[-1] if steps[0] == "document" and len(steps) > 1 else ""
                messages.error(self.request, f"{where}: {fault.detail}" if where else fault.detail)
            else:
                row.errors.setdefault(_field(steps[2:]), []).append(fault.detail)

    def _saved(self, pasted: Pasted, topic: Topic, written: Sequence[Revision]) -> HttpResponse:
        count = len(written)
        said = f"{count} statement{'' if count == 1 else 's'}"
        messages.success(self.request, f"{said} recorded from “{pasted.title}”, in one entry.")
        page = reverse("admin:claims_topic_change", args=(topic.pk,))
        return HttpResponseRedirect(page)

    @sensitive_variables("pasted")
    def _proposed(self, pasted: Pasted, topic: Topic, sent: Any) -> HttpResponse:
        return self._shown(pasted, topic, sent)

    @sensitive_variables("pasted", "article", "pieces", "sent")
    def _shown(
        self, pasted: Pasted, topic: Topic, sent: Any, *, rows: Sequence[Sent] | None = None
    ) -> HttpResponse:
        """The text with its figures marked, and the rows: as proposed, or as they were sent."""
        on_record = OnRecord(pasted.text, topic)
        document = pasted.document()
        known = known_from(document, pasted.text)
        publisher = document.publisher if document else pasted.publisher
        article = Article(
            pasted.text,
            pasted.published or (document.published if document else ""),
            str(publisher.pk) if publisher else "",
        )
        if rows is None:
            shown = rows_of(propose(article, on_record.catalogue(), MAX_ROWS), on_record, known)
        else:
            shown = [row.as_row() for row in rows]
        choices = Choices(on_record)
        for row in shown:
            row.choices = choices.chosen(row.values["claim"])
        new = [row for row in shown if row.known is None]
        return self._page(
            "claims/article_rows.html",
            title="Statements in this article",
            form=SaveForm(initial=_again(sent, pasted, topic)),
            document=document,
            pieces=pieces_of(pasted.text, shown),
            placed=[row for row in new if row.is_placed],
            unplaced=[row for row in new if not row.is_placed],
            known=[row for row in shown if row.known is not None],
            rows=len(shown),
            is_full=len(shown) >= MAX_ROWS,
            read=sha256_of(pasted.text),
            stances=[s.value for s in Stance if s is not Stance.WITHDRAWS],
            has_errors=any(row.errors for row in shown),
            **suggestions(on_record),
        )

    def _paste(self, form: PasteForm, status: int = 200) -> HttpResponse:
        return self._page(
            "claims/article_paste.html",
            title="Paste an article",
            form=form,
            outlets=Source.objects.filter(is_retired=False, kind__in=["outlet", "agency"])
            .order_by("name", "id")
            .values_list("slug", "name")[:LISTED],
            topics=Topic.objects.filter(is_retired=False)
            .order_by("-id")
            .values_list("slug", "name")[:LISTED],
        )

    def _page(self, template: str, **context: Any) -> HttpResponse:
        self.request.current_app = self.site.name
        everywhere = self.site.each_context(self.request)
        return TemplateResponse(self.request, template, {**everywhere, **context})

    def _topic_asked(self, request: HttpRequest) -> str:
        """The topic a link names by its key or slug, as the form takes it; "" for none."""
        given = request.GET.get("topic", "")
        if not given:
            return ""
        try:
            topic = Topic.objects.filter(pk=given).first()
        except ValidationError:
            topic = Topic.objects.filter(slug=given).first()
        return topic.slug if topic else ""


def paste_url(topic: Any = None) -> str:
    """Where an article is pasted; with its topic filled in, if one is given."""
    url = reverse("admin:claims_article")
    return f"{url}?{urlencode({'topic': topic.slug})}" if topic else url


def _again(sent: Any, pasted: Pasted, topic: Topic) -> dict[str, Any]:
    """The document's fields as sent, for the form that is sent again."""
    names = ("title", "outlet", "published", "url")
    fields = {name: sent.get(name, "") for name in names}
    reason = sent.get("reason") or f"Read from “{pasted.title}”"[:1000]
    return {**fields, "topic": topic.slug, "text": pasted.text, "reason": reason}


def _field(steps: Sequence[str]) -> str:
    """The row's field that a fault's pointer names; "" for the row."""
    names = {"attributed_to": "origin", "entities": "value", "quotation": "wording"}
    first = steps[0] if steps else ""
    return names.get(first, first)
