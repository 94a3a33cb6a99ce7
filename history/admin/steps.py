"""Steps that need a reason and perhaps a little more: a page of their own, asked before done.

Retiring, restoring, voiding, adopting, revoking. Each is one entry of the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from history import editing
from history.admin.forms import ReasonForm

# Takes the record, the form's cleaned data without reason and version, and `by=, reason=,
# channel=, version=`.
Do = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to a record: who may, when it applies, what it asks and what it does.

    `action` is the permission's verb and the page's address; `permission`, where the verb of the
    permission is another one; `template`, where the page shows more.
    """

    action: str
    label: str
    question: str
    done: str
    do: Do
    applies: Callable[[Any], bool] = lambda record: True
    form: type[ReasonForm] = ReasonForm
    permission: str = ""
    template: str = "history/step.html"

    @property
    def verb(self) -> str:
        return self.permission or self.action


def _retire(record: Any, given: dict[str, Any], **recorded: Any) -> Any:
    return editing.retire(record, **recorded)


def _restore(record: Any, given: dict[str, Any], **recorded: Any) -> Any:
    return editing.restore(record, **recorded)


RETIRE = Step(
    action="retire",
    label="Retire",
    question="It leaves the lists and takes no new statements. What was said of it stays.",
    done="is retired",
    do=_retire,
    applies=lambda record: not record.is_retired,
)
RESTORE = Step(
    action="restore",
    label="Restore",
    question="It returns to the lists and takes new statements again.",
    done="is restored",
    do=_restore,
    applies=lambda record: record.is_retired,
)
