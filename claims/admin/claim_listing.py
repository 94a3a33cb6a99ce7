"""The list of claims: what is asked, what is said now and how sure it is, what we print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.listing import claims_by_words
from claims.admin.verdicts import IN_WORDS, assessments_of, badge, judge_waiting
from claims.agreement import Verdict
from claims.figure_standing import FigureStanding
from claims.models import Claim, Revision, Topic
from claims.models.assessment import KEPT_BY
from history.admin.listing import changes_at, newest_positions
from history.admin.merging import StandingFilter
from history.admin.records import RecordAdmin
from history.tracking import TRACKED, parts_of

TOPICS_LISTED = 30
WAITS = "Some claims wait to be judged and are not in this list yet; load it again in a moment."


class KeptFilter(admin.SimpleListFilter):
    """By what is kept of a claim, where that is fresh; `get_queryset` has had it judged."""

    column: str
    values: Sequence[tuple[str, str]]

    def lookups(self, request: Any, model_admin: Any) -> Sequence[tuple[str, str]]:
        return self.values

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() not in dict(self.values):
            return queryset
        kept = {"assessment__rules": KEPT_BY, "assessment__sheet__isnull": False}
        return queryset.filter(**{self.column: self.value()}, **kept)


class VerdictFilter(KeptFilter):
    title = "verdict"
    parameter_name = "verdict"
    column = "assessment__verdict"
    values = tuple((verdict.value, verdict.value) for verdict in Verdict)


class FigureFilter(KeptFilter):
    title = "figure we print"
    parameter_name = "figure"
    column = "assessment__figure"
    values = (
        (FigureStanding.NONE.value, "none"),
        (FigureStanding.STANDS.value, "stands"),
        *((standing.value, words) for standing, words in IN_WORDS.items()),
    )


def of_topic(key: str) -> Q:
    """Claims of a topic and of what is merged into it."""
    return Q(topic_id=key) | Q(topic__merged_into_id=key)


class TopicFilter(admin.SimpleListFilter):
    """The topics on record while they are few; else the one that a link named."""

    title = "topic"
    parameter_name = "topic__id__exact"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        topics = Topic.objects.filter(is_retired=False, merged_into=None).order_by("name", "id")
        found = [
            (str(pk), name) for pk, name in topics.values_list("pk", "name")[: TOPICS_LISTED + 1]
        ]
        return found if len(found) <= TOPICS_LISTED else []

    def queryset(self, request: Any, queryset: Any) -> Any:
        topic = self.value()
        return queryset.filter(of_topic(topic)) if topic else queryset


class ClaimListing(RecordAdmin):
    """What ClaimAdmin's list is made of."""

    list_display = (
        "question", "about", "latest", "backing", "verdict", "printed_words", "last_change",
        "retired",
    )  # fmt: skip
    list_filter = (VerdictFilter, FigureFilter, TopicFilter, StandingFilter, "value_type")
    list_select_related = ("topic",)
    search_fields = ("question", "label", "slug")
    search_help_text = (
        "Words of the question, the label, the topic or what was said; a slug or an id."
    )
    ordering = ("slug",)

    @admin.display(description="topic", ordering="topic__name")
    def about(self, claim: Claim) -> str:
        return str(claim.topic)

    @admin.display(description="said now")
    def latest(self, claim: Any) -> str:
        return claim.kept.foremost if claim.kept else ""

    @admin.display(description="backed by")
    def backing(self, claim: Any) -> SafeString | str:
        """Outlets and origins; a range of origins where some are not known."""
        kept = claim.kept
        if kept is None or not kept.outlets:
            return ""
        least, most = kept.origins_min, kept.origins_max
        origins = f"{most} origin{'' if most == 1 else 's'}"
        if least != most:
            origins = f"{least} to {origins}"
        outlets = f"{kept.outlets} outlet{'' if kept.outlets == 1 else 's'}"
        return format_html('{} <span class="quiet">{}</span>', outlets, origins)

    @admin.display(description="verdict")
    def verdict(self, claim: Any) -> SafeString:
        return badge(claim.kept.verdict) if claim.kept else badge("waiting", "being judged")

    @admin.display(description="we print")
    def printed_words(self, claim: Any) -> SafeString | str:
        if not claim.adopted_wording:
            return ""
        said = format_html('<span class="wording">{}</span>', claim.adopted_wording)
        if claim.kept is None or claim.kept.figure not in IN_WORDS:
            return said
        return format_html(
            "{} {}",
            said,
            badge(
                "stale" if claim.kept.figure == FigureStanding.STALE else "doubt",
                IN_WORDS[claim.kept.figure],
            ),
        )

    def search(self, request: Any, queryset: Any, words: str) -> Any:
        return claims_by_words(queryset, words)

    def prepare_page(self, request: Any, records: Sequence[Any]) -> None:
        ids = [claim.pk for claim in records]
        kept = assessments_of(ids)
        changes = changes_at(newest_positions(_tables(), ids))
        for claim in records:
            claim.kept = kept.get(claim.pk)
            claim.changed_last = changes.get(claim.pk)

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        """With what the filters read judged first, and a word where that is too much at once."""
        asked = {VerdictFilter.parameter_name, FigureFilter.parameter_name} & request.GET.keys()
        if asked and judge_waiting(Claim.objects.filter(is_retired=False)):
            messages.warning(request, WAITS)
        return super().changelist_view(request, extra_context)


def _tables() -> list[tuple[str, str]]:
    """Where a claim changes: its own rows, its parties', its statements'."""
    parts = [(tracked.historical, link.column) for tracked, link in parts_of(Claim)]
    tables = [(TRACKED[Claim].historical, "id"), (TRACKED[Revision].historical, "claim_id"), *parts]
    return [(historical._meta.db_table, column) for historical, column in tables]
