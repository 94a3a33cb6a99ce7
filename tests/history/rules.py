"""A rule of the database from both sides: a row that keeps it, and one that breaks it by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import RawSQL

from tests.history.ledger import run

NAMES = """
    SELECT conname FROM pg_constraint c
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('c', 'u')
    UNION
    SELECT indexrelid::regclass::text FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND indisunique AND NOT indisprimary
"""


def instant(text: str) -> RawSQL:
    """One that Python has no datetime for, or any."""
    return RawSQL("%s::timestamptz", [text])


@transaction.atomic
def put(write: Callable[[], Any]) -> None:
    """Write and check at once what is else checked at commit."""
    write()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


def refused_by(write: Callable[[], Any]) -> str:
    """The name of the rule that refuses a write."""
    with pytest.raises(IntegrityError) as refusal:
        put(write)
    return refusal.value.__cause__.diag.constraint_name


def declared(*tables: str) -> set[str]:
    """The names of the CHECK and UNIQUE rules on tables."""
    return {name for (name,) in run(NAMES, [list(tables), list(tables)])}


def links(*tables: type[models.Model]) -> list[Any]:
    """Every foreign key of the models, for a table of tests."""
    return [
        pytest.param(model, field.attname, id=f"{model._meta.db_table}.{field.column}")
        for model in tables
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]


def pointed_nowhere(model: type[models.Model], row: models.Model, link: str) -> str:
    """Which rule refuses the row with a link to no record, by the column it names."""
    setattr(row, link, uuid4())
    with pytest.raises(IntegrityError) as refusal:
        put(lambda: row.save(force_insert=True))
    return refusal.value.__cause__.sqlstate
