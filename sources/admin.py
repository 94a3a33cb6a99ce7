"""Sources and documents in the admin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse

from history.admin.base import Tool
from history.admin.filters import RetiredFilter
from history.admin.records import RecordAdmin
from history.admin.wording import moment, shows_moment
from sources.models import Document, DocumentVersion, Source
from sources.registering import edit_document, edit_source, register_document, register_source


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    register = register_source
    edit = edit_source
    list_display = ("name", "kind", "country", "parent", "parent_role", "slug", "retired")
    list_filter = (RetiredFilter, "kind", "parent_role")
    list_select_related = ("parent",)
    search_fields = ("name", "slug", "aliases")
    ordering = ("name", "id")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "aliases", "country", "url", "note")}),
        ("Speaks for, or part of", {"fields": ("parent", "parent_role")}),
    )

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
    list_display = ("title", "publisher", "published", "language", "address", "retired")
    list_filter = (RetiredFilter, "language", "published_at")
    list_select_related = ("publisher",)
    search_fields = ("title", "url", "key", "byline", "publisher__name", "publisher__slug")
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
        return document.url or document.key or ""

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
