"""Filters that more than one list has."""

from __future__ import annotations

from typing import Any

from django.contrib import admin


class OutOfUseFilter(admin.SimpleListFilter):
    """In use unless asked: retired records and void statements are on record, and out of lists."""

    column: str
    out_of_use: str

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", self.out_of_use), ("all", "All")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        return queryset.filter(**{self.column: self.value() == "true"})

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "In use"}
        yield from others


class RetiredFilter(OutOfUseFilter):
    title = "retired"
    parameter_name = "retired"
    column = "is_retired"
    out_of_use = "Retired"
