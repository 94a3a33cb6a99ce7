"""Topics, entities, claims and statements in the admin."""

from claims.admin import duplicates, exports, home, importing, search_page
from claims.admin.catalogue import EntityAdmin, TopicAdmin
from claims.admin.claim import ClaimAdmin
from claims.admin.revision import RevisionAdmin

__all__ = [
    "ClaimAdmin",
    "EntityAdmin",
    "RevisionAdmin",
    "TopicAdmin",
    "duplicates",
    "exports",
    "home",
    "importing",
    "search_page",
]
