"""The statement's columns once more for each peer, each with the history that the peer keeps.

The columns are taken from Onrecord's own model, so that they stay equal; so is the index that a
claim's statements are read by.
"""

from __future__ import annotations

from typing import Any

import pghistory
import reversion
from django.apps import apps
from django.db import models
from simple_history.models import HistoricalRecords

from claims.models import Revision

COLUMNS = [str(field.column) for field in Revision._meta.concrete_fields]


def equal_columns() -> dict[str, Any]:
    """The fields of a statement; links lead to Onrecord's records, supersession to its own kind."""
    return {field.name: _copied(field) for field in Revision._meta.concrete_fields}


def _copied(field: Any) -> Any:
    if not field.is_relation:
        _, _, arguments, options = field.deconstruct()
        return type(field)(*arguments, **options)
    to = field.remote_field.model
    return models.ForeignKey(
        "self" if to is Revision else to,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=field.null,
        blank=field.blank,
        db_index=field.db_index,
    )


def statement(name: str, table: str, **attributes: Any) -> Any:
    """A model of statements."""
    options = {
        "app_label": "peers",
        "db_table": table,
        "indexes": [
            models.Index(
                fields=["claim", "line_publisher", "line_origin", "stated_at"], name=f"{table}_line"
            )
        ],
    }
    return type(
        name,
        (models.Model,),
        {
            "__module__": __name__,
            "__str__": lambda self: self.wording,
            "Meta": type("Meta", (), options),
            **equal_columns(),
            **attributes,
        },
    )


Plain = statement("Plain", "bench_plain")
SimpleHistory = statement("SimpleHistory", "bench_simple", history=HistoricalRecords())
PgHistory = pghistory.track()(statement("PgHistory", "bench_pghistory"))
Reversion = reversion.register()(statement("Reversion", "bench_reversion"))

Historical = SimpleHistory.history.model
Event = apps.get_registered_model("peers", "PgHistoryEvent")
