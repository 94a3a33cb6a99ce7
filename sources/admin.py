"""Sources and documents in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from history.admin.base import Tool
from history.admin.filters import RetiredFilter
from history.admin.listing import counts_of, in_full, with_aliases
from history.admin.merging import MERGE, UNMERGE, StandingFilter
from history.admin.records import RecordAdmin
from history.admin.steps import RESTORE, RETIRE
from history.admin.wording import moment, shows_moment
from sources.models import Document, DocumentVersion, Source
from sources.registering import edit_document, edit_source, register_document, register_source
from sources.searching import each_word, with_words


def of_document(word: str) -> QuerySet[Any]:
    return with_words(Document.objects.order_by(), Document, word).values("pk")


def of_publisher(word: str) -> QuerySet[Any]:
    named = with_words(Source.objects.order_by(), Source, word)
    return Document.objects.order_by().filter(publisher__in=named).values("pk")


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    register = register_source
    steps = (MERGE, UNMERGE, RETIRE, RESTORE)
    edit = edit_source
    list_display = ("named", "kind", "country", "above", "published", "last_change", "retired")
    list_filter = (StandingFilter, "kind", "parent_role")
    list_select_related = ("parent",)
    search_fields = ("name", "slug", "aliases")
    search_help_text = "Words of its name or an alias; a slug or an id."
    ordering = ("name", "id")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "aliases", "country", "url", "note")}),
        ("Speaks for, or part of", {"fields": ("parent", "parent_role")}),
    )

    @admin.display(description="name", ordering="name")
    def named(self, source: Source) -> SafeString:
        return with_aliases(source)

    @admin.display(description="parent", ordering="parent__name")
    def above(self, source: Source) -> str:
        role = source.parent_role.replace("_", " ")
        return f"{role} {source.parent}" if source.parent else ""

    @admin.display(description="documents")
    def published(self, source: Any) -> str:
        return in_full(source.documents_found)

    def prepare_page(self, request: Any, records: Sequence[Any]) -> None:
        super().prepare_page(request, records)
        found = counts_of(Document, "publisher_id", [source.pk for source in records])
        for source in records:
            source.documents_found = found[source.pk]

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        return with_words(queryset, Source, words)

    def tools(self, request: Any, record: Any) -> list[Tool]:
        documents = reverse("admin:sources_document_changelist", current_app=self.admin_site.name)
        query = urlencode({"publisher__id__exact": record.pk})
        return [Tool("Its documents", f"{documents}?{query}"), *super().tools(request, record)]


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    register = register_document
    edit = edit_document
    fixed = ("url", "key")
    history_also = ((DocumentVersion, "document_id"),)
    panels_below = ("sources/document_versions.html",)
    list_display = (
        "title", "publisher", "published", "language", "address", "last_change", "retired",
    )  # fmt: skip
    list_filter = (RetiredFilter, "language", "published_at")
    list_select_related = ("publisher",)
    search_fields = ("title", "url", "key", "byline", "publisher__name", "publisher__slug")
    search_help_text = "Words of its title, its byline or its publisher; its address."
    ordering = ("-published_at", "-id")
    autocomplete_fields = ("publisher",)
    fieldsets = (
        (None, {"fields": ("title", "publisher", "byline", "language", "published")}),
        ("Where it is", {"fields": ("url", "key", "archived_url")}),
    )

    earliest = shows_moment("published_at", "published at or after")
    before = shows_moment("published_before", "published before")

    @admin.display(description="address")
    def address(self, document: Document) -> str:
        """Where it is, short: the host that published it, else its key."""
        return urlsplit(document.url).netloc if document.url else document.key or ""

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        address = words.strip()
        at = queryset.filter(Q(url=address) | Q(key=address))
        return at if at.exists() else each_word(queryset, words, of_document, of_publisher)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "earliest", "before")

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        read = ("As read from “published”", {"fields": ("earliest", "before")})
        return [*fieldsets[:2], read, *fieldsets[2:]]

    def panel_context(self, request: Any, record: Any) -> dict[str, Any]:
        versions = record.versions.order_by("retrieved_at", "id")
        return {"versions": [(version, moment(version.retrieved_at)) for version in versions]}
