"""What the lines of a batch name, looked up at once: on record, or made by earlier batches.

In: a model and texts. Out: the records that these mean, by model and text. What a batch itself
makes is claims.importing.finding's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from claims.importing.asking import ABOVE, ids_of, names_of
from claims.importing.merged import MergedHere
from claims.importing.recorded import hang, recorded
from claims.importing.retired import KIND_OF, RetiredHere
from claims.importing.staged import staged_records
from history.merged import is_mergeable

Model = type[models.Model]


class Named:
    """The records that a batch's lines name: `live`, and `staged` with the lines that make them."""

    def __init__(self, import_id: UUID, retired: RetiredHere, merged: MergedHere) -> None:
        self.import_id, self.retired, self.merged = import_id, retired, merged
        self.live: dict[tuple[Model, str], Any] = {}
        self.staged: dict[tuple[Model, str], tuple[int, Any]] = {}

    def forget(self) -> None:
        self.live, self.staged = {}, {}

    def keys_of(self, model: Model) -> tuple[set[UUID], set[UUID]]:
        """The ids of its records, on record and staged."""
        live = {row.pk for (kind, _), row in self.live.items() if kind is model}
        return live, {row.pk for (kind, _), (_, row) in self.staged.items() if kind is model}

    def fetch(self, model: Model, names: Iterable[str]) -> None:
        ids, texts = ids_of(model, set(names))
        above, above_model = ABOVE.get(model, ("", None))
        found = recorded(model, texts, ids)
        if is_mergeable(model):
            hang([row for row in found if row.merged_into_id], "merged_into", model)
        if above_model is not None:
            hang(found, above, above_model)
        for row in found:
            meant = self.merged.meant(row)
            self.live |= {(model, name): meant for name in names_of(row, ids)}
        missing = [text for text in texts if (model, text) not in self.live]
        staged = staged_records(self.import_id, KIND_OF[model], names=missing)
        if above_model is not None:
            self._hang([row for _, row in staged], above, above_model)
        for line, row in staged:
            self.staged |= {(model, name): (line, row) for name in names_of(row, {})}

    def _hang(self, rows: Sequence[Any], above: str, model: Model) -> None:
        """Give staged rows what stands above them, which may be staged itself."""
        missing = hang(rows, above, model)
        staged = staged_records(self.import_id, KIND_OF[model], ids=list(missing))
        found = {row.pk: row for _, row in staged}
        for row in rows:
            if (id := getattr(row, f"{above}_id")) in found:
                setattr(row, above, found[id])
            if id is not None:
                self.retired.lift(getattr(row, above))
