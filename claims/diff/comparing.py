"""What differs between a claim then and now. Two states in, differences out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.diff.states import State
from history.telling import FieldChange


@dataclass(frozen=True)
class Difference:
    """A claim then (None: not yet on record) and now, and what is not the same.

    `added` and `voided` are statements in view at one of the two alone; one that was recorded and
    voided in between is in neither. `superseded`: in view at both, with what replaced it since.
    """

    then: State | None
    now: State
    fields: tuple[FieldChange, ...]
    added: tuple[Any, ...]
    voided: tuple[Any, ...]
    superseded: tuple[tuple[Any, Any], ...]

    @property
    def verdict_differs(self) -> bool:
        return self.then is not None and verdict(self.then) != verdict(self.now)

    @property
    def leading_differs(self) -> bool:
        return self.then is not None and _value(self.then) != _value(self.now)

    @property
    def adopted_differs(self) -> bool:
        return adopted(self.then) != adopted(self.now)

    @property
    def is_any(self) -> bool:
        """Whether anything differs at all."""
        return bool(
            self.then is None
            or self.fields
            or self.added
            or self.voided
            or self.superseded
            or self.verdict_differs
            or self.leading_differs
        )


def difference(then: State | None, now: State) -> Difference:
    """What differs; the links of both are compared by id, so that a new name is none."""
    before = then.statements if then else {}
    replaced = then.superseded if then else {}
    after = now.statements
    return Difference(
        then=then,
        now=now,
        fields=_fields(then, now) if then else (),
        added=tuple(row for id, row in after.items() if id not in before),
        voided=tuple(row for id, row in before.items() if id not in after),
        superseded=tuple(
            (after[id], after[by])
            for id, by in now.superseded.items()
            if id in before and id in after and id not in replaced
        ),
    )


def adopted(state: State | None) -> tuple[UUID, str] | None:
    """The statement that is adopted, and the words it is printed in."""
    if state is None or state.row.adopted_revision_id is None:
        return None
    return state.row.adopted_revision_id, state.row.adopted_wording


def verdict(state: State) -> tuple[Any, ...]:
    """The verdict with its reasons: either may differ alone."""
    agreement = state.judgement.agreement
    return agreement.verdict, tuple(reason.text for reason in agreement.reasons)


def _value(state: State) -> Any:
    return state.leading and (state.leading.value, state.leading.excepted)


def _fields(then: State, now: State) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, then.fields[name], value)
        for name, value in now.fields.items()
        if then.fields[name] != value
    )
