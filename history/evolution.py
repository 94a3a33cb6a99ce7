"""Which migrations would change what sealed rows say, before anybody runs them.

In: migrations and the state they start from. Out: faults, as sentences that name the way to do
it. A row's hash is over its columns by the names they were made with, so historical tables only
grow: docs/evolution.md. Judges schema operations; SQL and Python inside a migration it can't read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

from history.migrating import KeepColumn

OWN = {"history_id", "history_date", "history_type", "position", "changed", "salt"}
# Another type whose values read the same in a row's canonical text, so that it may follow.
WIDER = {
    ("smallint", "integer"),
    ("smallint", "bigint"),
    ("integer", "bigint"),
    ("varchar", "varchar"),
    ("varchar", "text"),
}


def faults(app_label: str, operations: Iterable[Operation], state: ProjectState) -> list[str]:
    """What in these operations breaks sealed rows; `state` is moved past them."""
    found, unfilled, born = [], [], set()
    for operation in operations:
        if isinstance(operation, ops.SeparateDatabaseAndState):
            found += faults(app_label, operation.database_operations, state.clone())
            found += faults(app_label, operation.state_operations, state)
            continue
        before = state.clone()
        operation.state_forwards(app_label, state)
        model = _model_of(operation)
        if isinstance(operation, ops.CreateModel):
            born.add(model)
        if model in born:
            continue
        if _is_historical(before, app_label, model) or _is_tracked(before, app_label, model):
            found += _judge(app_label, operation, before, state)
        if isinstance(operation, ops.AddField) and _is_tracked(before, app_label, model):
            unfilled.append(operation)
    return found + [
        f"{added.describe()}: rows on record would hold what no entry put there;"
        " add it null and fill it with history.migrating.record_value"
        for added in unfilled
        if not added.field.null and _history_has(state, app_label, added)
    ]


def _model_of(operation: Any) -> str:
    for attribute in ("model_name", "old_name", "name"):
        if hasattr(operation, attribute):
            return str(getattr(operation, attribute)).lower()
    return ""


def _is_historical(state: ProjectState, app_label: str, model: str) -> bool:
    held = state.models.get((app_label, model))
    return held is not None and set(held.fields) >= OWN


def _is_tracked(state: ProjectState, app_label: str, model: str) -> bool:
    return _is_historical(state, app_label, f"historical{model}")


def _history_has(state: ProjectState, app_label: str, added: ops.AddField) -> bool:
    return added.name in state.models[app_label, f"historical{added.model_name_lower}"].fields


def _judge(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> list[str]:
    historical = _is_historical(before, app_label, _model_of(operation))
    for kind, judge in (COLUMNS | TABLES if historical else TABLES).items():
        if isinstance(operation, kind):
            fault = judge(app_label, operation, before, after)
            return [f"{operation.describe()}: {fault}"] if fault else []
    return []


def _added(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> str:
    field = operation.field
    filled = field.has_default() or field.db_default is not NOT_PROVIDED
    if field.null and not filled:
        return ""
    return f"it fills sealed rows; name it in tracked(added=[{operation.name!r}])"


def _removed(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> str:
    if isinstance(operation, KeepColumn):
        return ""
    return "sealed rows hold the column; use history.migrating.KeepColumn"


def _renamed(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> str:
    model = operation.model_name
    old = _field(before, app_label, model, operation.old_name).column
    if old == _field(after, app_label, model, operation.new_name).column:
        return ""
    new = operation.new_name
    return f"sealed rows call it {old!r}; say tracked(first_names={{{new!r}: {old!r}}})"


def _altered(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> str:
    old = _field(before, app_label, operation.model_name, operation.name)
    new = _field(after, app_label, operation.model_name, operation.name)
    if old.column != new.column:
        return f"sealed rows call it {old.column!r}; give it that column"
    if old.null and not new.null:
        return f"rows without it are sealed; name it in tracked(added=[{operation.name!r}])"
    if not _reads_the_same(old, new):
        return (
            f"{_type(old)} to {_type(new)} changes how sealed values read;"
            " keep the column and add another"
        )
    return ""


def _table(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> str:
    old = _model_of(operation)
    new = str(getattr(operation, "new_name", old)).lower()
    table = before.apps.get_model(app_label, old)._meta.db_table
    if table == after.apps.get_model(app_label, new)._meta.db_table:
        return ""
    return f"sealed rows and triggers name {table!r}; keep it: Meta.db_table, tracked(table_name=…)"


def _gone(app_label: str, operation: Any, before: ProjectState, after: ProjectState) -> str:
    return "it holds, or is held by, sealed rows; retire the model, keep its tables"


Judge = Callable[[str, Any, ProjectState, ProjectState], str]
COLUMNS: dict[type[Operation], Judge] = {
    ops.AddField: _added,
    ops.RemoveField: _removed,
    ops.RenameField: _renamed,
    ops.AlterField: _altered,
}
TABLES: dict[type[Operation], Judge] = {
    ops.RenameModel: _table,
    ops.AlterModelTable: _table,
    ops.DeleteModel: _gone,
}


def _field(state: ProjectState, app_label: str, model: str, name: str) -> Any:
    return state.apps.get_model(app_label, model)._meta.get_field(name)


def _type(field: Any) -> str:
    return str(field.db_type(connection))


def _reads_the_same(old: Any, new: Any) -> bool:
    one, other = _type(old), _type(new)
    if one == other:
        return True
    narrower = _length(new) < _length(old)
    return (_base(one), _base(other)) in WIDER and not narrower


def _length(field: Any) -> float:
    return float(getattr(field, "max_length", None) or "inf")


def _base(db_type: str) -> str:
    return db_type.partition("(")[0]
