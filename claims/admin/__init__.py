"""Topics, entities, claims and statements in the admin."""

from claims.admin import exports, home, importing, search_page
from claims.admin.catalogue import EntityAdmin, TopicAdmin
from claims.admin.claim import ClaimAdmin
from claims.admin.revision import RevisionAdmin

__all__ = [
    "ClaimAdmin",
    "EntityAdmin",
    "RevisionAdmin",
    "TopicAdmin",
    "exports",
    "home",
    "importing",
    "search_page",
]
