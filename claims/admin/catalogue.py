"""Topics and entities in the admin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse

from accounts.roles import may
from claims.cataloguing import edit_entity, edit_topic, register_entity, register_topic
from claims.models import Claim, Entity, Topic
from history.admin.base import Tool
from history.admin.filters import RetiredFilter
from history.admin.records import RecordAdmin


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    register = register_topic
    edit = edit_topic
    list_display = ("name", "kind", "occurred", "place", "slug", "retired")
    list_filter = (RetiredFilter, "kind")
    search_fields = ("name", "slug", "place", "description")
    ordering = ("name", "id")
    prepopulated_fields = {"slug": ["name"]}
    fields = (
        "name", "slug", "kind", "description", "occurred", "place", "time_zone", "wikidata_id",
    )  # fmt: skip

    def tools(self, request: Any, record: Any) -> list[Tool]:
        claims = reverse("admin:claims_claim_changelist", current_app=self.admin_site.name)
        of_topic = urlencode({"topic__id__exact": record.pk})
        tools = [Tool("Its claims", f"{claims}?{of_topic}")]
        if may(request.user, "add", Claim) and not record.is_retired:
            add = reverse("admin:claims_claim_add", current_app=self.admin_site.name)
            tools.append(Tool("Add a claim", f"{add}?{urlencode({'topic': record.pk})}"))
        return [*tools, *super().tools(request, record)]


@admin.register(Entity)
class EntityAdmin(RecordAdmin):
    register = register_entity
    edit = edit_entity
    list_display = ("name", "kind", "broader", "slug", "wikidata_id", "retired")
    list_filter = (RetiredFilter, "kind")
    list_select_related = ("broader",)
    search_fields = ("name", "slug", "aliases", "wikidata_id")
    ordering = ("name", "id")
    autocomplete_fields = ("broader",)
    prepopulated_fields = {"slug": ["name"]}
    fields = ("name", "slug", "kind", "aliases", "broader", "wikidata_id")
