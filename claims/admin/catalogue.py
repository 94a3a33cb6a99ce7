"""Topics and entities in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.roles import may
from claims.admin.article import paste_url
from claims.admin.listing import count_claims, count_statements
from claims.cataloguing import edit_entity, edit_topic, register_entity, register_topic
from claims.models import Claim, Entity, Revision, Topic
from history.admin.base import Tool
from history.admin.listing import in_full, with_aliases
from history.admin.merging import MERGE, UNMERGE, StandingFilter
from history.admin.records import RecordAdmin
from history.admin.steps import RESTORE, RETIRE
from sources.searching import with_words


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    register = register_topic
    steps = (MERGE, UNMERGE, RETIRE, RESTORE)
    edit = edit_topic
    list_display = ("name", "kind", "occurred", "place", "claims", "last_change", "retired")
    list_filter = (StandingFilter, "kind")
    search_fields = ("name", "slug", "place", "description")
    search_help_text = "Words of its name, description or place; a slug or an id."
    ordering = ("name", "id")
    prepopulated_fields = {"slug": ["name"]}
    fields = (
        "name", "slug", "kind", "description", "occurred", "place", "time_zone", "wikidata_id",
    )  # fmt: skip

    @admin.display(description="claims")
    def claims(self, topic: Any) -> str:
        return in_full(topic.claims_found)

    def prepare_page(self, request: Any, records: Sequence[Any]) -> None:
        super().prepare_page(request, records)
        count_claims(records)

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        return with_words(queryset, Topic, words)

    def tools(self, request: Any, record: Any) -> list[Tool]:
        claims = reverse("admin:claims_claim_changelist", current_app=self.admin_site.name)
        of_topic = urlencode({"topic__id__exact": record.pk})
        tools = [Tool("Its claims", f"{claims}?{of_topic}")]
        if may(request.user, "add", Claim) and not record.is_retired:
            add = reverse("admin:claims_claim_add", current_app=self.admin_site.name)
            tools.append(Tool("Add a claim", f"{add}?{urlencode({'topic': record.pk})}"))
        if may(request.user, "add", Revision) and not record.is_retired:
            tools.append(Tool("Paste an article", paste_url(record)))
        return [*tools, *super().tools(request, record)]


@admin.register(Entity)
class EntityAdmin(RecordAdmin):
    register = register_entity
    steps = (MERGE, UNMERGE, RETIRE, RESTORE)
    edit = edit_entity
    list_display = ("named", "kind", "broader", "statements", "last_change", "retired")
    list_filter = (StandingFilter, "kind")
    list_select_related = ("broader",)
    search_fields = ("name", "slug", "aliases", "wikidata_id")
    search_help_text = "Words of its name or an alias; a slug or an id; its key in Wikidata."
    ordering = ("name", "id")
    autocomplete_fields = ("broader",)
    prepopulated_fields = {"slug": ["name"]}
    fields = ("name", "slug", "kind", "aliases", "broader", "wikidata_id")

    @admin.display(description="name", ordering="name")
    def named(self, entity: Entity) -> SafeString:
        return with_aliases(entity)

    @admin.display(description="statements")
    def statements(self, entity: Any) -> str:
        return in_full(entity.statements_found)

    def prepare_page(self, request: Any, records: Sequence[Any]) -> None:
        super().prepare_page(request, records)
        count_statements(records)

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        known = queryset.filter(wikidata_id=words.strip())
        return known if known.exists() else with_words(queryset, Entity, words)
