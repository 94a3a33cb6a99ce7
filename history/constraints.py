"""What the database refused, in words: each constraint's name, the field it is about, why.

Apps add their own with `explain`; one place turns an IntegrityError into a refusal with it, so
that the rule is kept by the database and still told kindly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from api.refusals import Conflict, Fault, Invalid, Refusal

UNIQUE, FOREIGN_KEY = "23505", "23503"


@dataclass(frozen=True, slots=True)
class Rule:
    """The field a constraint is about, a stable code, and what to say."""

    field: str
    code: str
    words: str


_RULES: dict[str, Rule] = {}


def explain(rules: Mapping[str, Rule]) -> None:
    """Add the words for an app's constraints."""
    _RULES.update(rules)


@contextmanager
def refusing_kindly() -> Iterator[None]:
    """Turn what the database refuses inside into an Invalid or a Conflict that says why.

    To be put around a block that records, not into it: some rules are kept only at commit.
    """
    try:
        yield
    except IntegrityError as error:
        raise _refusal(error) from error


def _refusal(error: IntegrityError) -> Refusal:
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    rule = _RULES.get(name)
    sqlstate = getattr(error.__cause__, "sqlstate", "")
    if rule is None:
        rule = _unnamed(sqlstate, name, str(getattr(diagnosis, "message_detail", "") or ""))
    fault = Fault(f"/{rule.field}" if rule.field else "", rule.code, rule.words)
    return Conflict(fault) if sqlstate == UNIQUE else Invalid(fault)


def rule_of(name: str) -> Rule:
    """The rule of a CHECK constraint by its name, for what is checked before it is written."""
    return _RULES.get(name) or _unnamed("", name, "")


def _unnamed(sqlstate: str, name: str, detail: str) -> Rule:
    column = re.match(r"Key \((\w+?)(?:_id)?\)=", detail)
    field = column[1] if column else ""
    if sqlstate == UNIQUE:
        return Rule(field, "taken", f"{field or 'this'} is taken by another record")
    if sqlstate == FOREIGN_KEY:
        return Rule(field, "unknown", f"{field or 'something named here'} is not on record")
    return Rule(field, "refused", f"the database refuses it by its rule {name!r}")
