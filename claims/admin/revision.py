"""Statements in the admin: recorded, superseded, voided, corrected; never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from api.typeid import encode
from claims.admin.correcting import VOID
from claims.admin.listing import statements_by_words
from claims.admin.statement_pages import StatementPages
from claims.admin.wording import origin_of, publisher_of, stated_of, stated_range, value_of
from claims.admin.wording import with_links as with_names
from claims.models import Revision, RevisionEntity
from claims.values import Qualifier, Stance
from history.admin.filters import OutOfUseFilter
from history.admin.wording import NOTHING, leads_to
from sources.models import Document, Source

leads_to(Revision, "line_publisher", Source, Document)
leads_to(Revision, "line_origin", Source, Document)


class VoidFilter(OutOfUseFilter):
    title = "void"
    parameter_name = "void"
    column = "is_void"
    out_of_use = "Void"


@admin.register(Revision)
class RevisionAdmin(StatementPages):
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
