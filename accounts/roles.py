"""Who may do what: the roles of the newsroom as one table. Pure.

A role is the group of its name (accounts migration 0002); a permission is written as Django
writes it, "claims.add_revision". No permission rows are granted: `accounts.backends.RoleBackend`
answers `user.has_perm` from this table, for the admin and the API alike. Nobody may delete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final


class Role(StrEnum):
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


def _each(actions: Iterable[str], models: Iterable[str]) -> frozenset[str]:
    return frozenset(
        f"{app}.{action}_{name}"
        for action in actions
        for app, name in (model.split(".") for model in models)
    )


CATALOGUE: Final = (
    "sources.source",
    "sources.document",
    "claims.topic",
    "claims.entity",
    "claims.claim",
)
MERGED: Final = ("sources.source", "claims.topic", "claims.entity", "claims.claim")
NOTES: Final = ("claims.claimnote",)
STATEMENTS: Final = ("claims.revision",)
PARTS: Final = ("sources.documentversion", "claims.claimparty", "claims.revisionentity")
PEOPLE: Final = ("accounts.user", "accounts.membership", "accounts.token")
ROLES: Final = ("auth.group",)
LEDGER: Final = ("history.entry",)

_RECORDS = _each(["view", "add"], [*CATALOGUE, *STATEMENTS, *PARTS, *NOTES])
_CORRECTS = (
    _each(["change", "retire", "restore"], CATALOGUE)
    | _each(["merge", "unmerge"], MERGED)
    | _each(["change"], ["claims.claimparty"])
    | _each(["void"], [*STATEMENTS, *NOTES])
    | _each(["adopt"], ["claims.claim"])
)

# Reads nothing that a reader can't: what it gathers is for those who answer for the record.
_AUDITS = _each(["audit"], ["claims.claim"])

PERMISSIONS: Final[Mapping[Role, frozenset[str]]] = {
    Role.CONTRIBUTOR: _RECORDS,
    Role.EDITOR: _RECORDS | _CORRECTS | _AUDITS,
    Role.AUDITOR: (
        _each(["view"], [*CATALOGUE, *STATEMENTS, *PARTS, *NOTES, *PEOPLE, *ROLES, *LEDGER])
        | _AUDITS
    ),
    Role.ADMINISTRATOR: (
        _RECORDS
        | _CORRECTS
        | _AUDITS
        | _each(["view", "add", "change"], PEOPLE)
        | _each(["view"], ROLES)
    ),
}

EVERY_PERMISSION: Final = frozenset().union(*PERMISSIONS.values())


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """What somebody with these roles may do; a group that is no role adds nothing."""
    known = set(Role)
    return frozenset().union(*(PERMISSIONS[Role(role)] for role in roles if role in known))


def permission(action: str, model: Any) -> str:
    """The name of an action on a model: permission("void", Revision) is "claims.void_revision"."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def may(user: Any, action: str, model: Any) -> bool:
    """Whether a user may do it: view, add, change, retire, restore, merge, unmerge, void,
    adopt, audit.
    """
    return bool(user.has_perm(permission(action, model)))
