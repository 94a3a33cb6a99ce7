"""What is read behind the links of historical rows, with the rows themselves.

Out: SQL. A historical row's link leads to today's row: nothing is read there but what never
changes, keys and slugs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from history.telling import Telling


class Links:
    """What is read behind one link of a kind of record: never its own columns, which change."""

    def __init__(self, field: Any, telling: Telling, shown: set[str]) -> None:
        self.lookups = [name for name in telling.lookups if name.startswith(f"{field.name}__")]
        self.are_shown = not shown.isdisjoint(self.lookups)
        self._keys = {f"{path}_id" for path in telling.within.values()}
        within = [name.removeprefix(f"{field.name}__") for name in self.lookups]
        self._behind = _Behind(field, within, f'h."{field.column}"', f"l_{field.name}")

    def tables(self, rows: str) -> str:
        """What these rows lead to, each record once; further tables what that leads to."""
        return ", ".join(self._behind.tables(rows))

    def joins(self) -> str:
        """Lead from a row `h` to them."""
        return " ".join(self._behind.joins())

    def select(self) -> list[str]:
        """The lookups, in their order."""
        return [
            f"{column}{'::text' if name in self._keys else ''}"
            for name, column in zip(self.lookups, self._behind.columns, strict=True)
        ]


class _Behind:
    """The records that one link leads to, as a table `name`: its `key`, c0, c1 …

    `lookups` are from there on, `columns` what they are read as, in their order; `link`: the
    column of the rows before that leads here. Each record once, also of those that many lead to.
    """

    def __init__(self, field: Any, lookups: Sequence[str], link: str, name: str) -> None:
        self._name, self._link = name, link
        model = field.related_model
        beyond = _by_root(lookups)
        roots = {root: model._meta.get_field(root) for root in beyond}
        own = [name for name in lookups if "__" not in name]
        own = list(dict.fromkeys([*own, *(root.attname for root in roots.values())]))
        read_as = {attname: f"{name}.c{number}" for number, attname in enumerate(own)}
        self._further = [
            _Behind(root, beyond[at], read_as[root.attname], f"{name}_{at}")
            for at, root in roots.items()
        ]
        for further, at in zip(self._further, roots, strict=True):
            read_as |= {
                f"{at}__{lookup}": column
                for lookup, column in zip(beyond[at], further.columns, strict=True)
            }
        self.columns: list[str] = [read_as[lookup] for lookup in lookups]
        self._own = ", ".join(f"c{number}" for number in range(len(own)))
        rows = model._base_manager.order_by()
        self._rows = str(rows.values_list(field.target_field.attname, *own).query)

    def tables(self, rows: str) -> Iterator[str]:
        """What these rows lead to; then what that does.

        By an array of keys: of rows that a page picks the planner expects ten times as many as
        there are, and would sooner read all that they might lead to. Of an array it expects ten
        keys, so that what is beyond is not joined here: it would be looked up one by one.
        """
        link = self._link.rpartition(".")[2]
        yield f"""
            {self._name} (key, {self._own}) AS MATERIALIZED (
                SELECT * FROM ({self._rows}) r (key, {self._own})
                WHERE key = ANY(ARRAY(SELECT DISTINCT {link} FROM {rows})))
        """  # noqa: S608  made of models' names
        for further in self._further:
            yield from further.tables(self._name)

    def joins(self) -> Iterator[str]:
        """FULL, though nothing is left over: by hash then, else each is compared with each."""
        yield f"FULL JOIN {self._name} ON {self._name}.key = {self._link}"
        for further in self._further:
            yield from further.joins()


def _by_root(lookups: Sequence[str]) -> dict[str, list[str]]:
    """Lookups that follow a further link, by that link."""
    found: dict[str, list[str]] = {}
    for lookup in lookups:
        root, _, rest = lookup.partition("__")
        if rest:
            found.setdefault(root, []).append(rest)
    return found
