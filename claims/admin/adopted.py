"""The figure this newsroom prints: what it is, whether to look at it again, and adopting another.

In: a desk. Out: the panel of a claim's page, and the step that adopts, with what it should warn of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms

from claims.admin.desk import Desk, at_desk
from claims.admin.groups import may_be_adopted, why_behind
from claims.adopting import adopt_figure
from claims.agreement.phrases import listed
from claims.figure import Adopted, Case, stale_because
from claims.figuring import case_of
from claims.models import Claim, Revision
from history.admin.forms import ReasonForm
from history.admin.steps import Step

OFFERED = 100  # statements to choose from; who wants another names it in the address
ALONE = "Uncorroborated: no two certain origins say it."


@dataclass(frozen=True, slots=True)
class Print:
    """The adopted figure: our words, the statement they rest on, and why to look again."""

    words: str
    statement: UUID
    rests_on: str
    stale: Sequence[str]
    alone: bool


def adopted(desk: Desk) -> Print | None:
    """The panel; None where no figure is adopted."""
    id = desk.claim.adopted_revision_id
    if id is None:
        return None
    words = desk.claim.adopted_wording
    return Print(words, id, in_a_line(desk, id), _stale(desk, id, words), _is_alone(desk, id))


def in_a_line(desk: Desk, id: UUID) -> str:
    """A statement told from others: “at least 84”, Iranian authorities, in BBC, 2024-01-04."""
    row = desk.by_id.get(id)
    if row is None:
        return "a statement that is not in view here"
    origin, publisher = desk.origin(row), desk.publisher(row)
    whose = origin if origin == publisher else f"{origin}, in {publisher}"
    return f"“{row.wording}”, {whose}, {desk.stated(row)}"


def warnings(desk: Desk, id: UUID) -> list[str]:
    """What an editor should know before adopting a statement; empty if nothing."""
    if id not in desk.by_id:
        return []
    stale = [f"Stale at once: {why}" for why in _stale(desk, id, desk.row(id).wording)]
    return [*stale, ALONE] if _is_alone(desk, id) else stale


def _stale(desk: Desk, id: UUID, words: str) -> list[str]:
    case = case_of(desk.judgement, desk.snapshot, named=desk.parties())
    case = replace(case, adopted=Adopted(id, words))
    return [reason.text for reason in stale_because(_if_in_view(case, id))]


def _if_in_view(case: Case, id: UUID) -> Case:
    return case if any(one.id == id for one in case.statements) else replace(case, adopted=None)


def _is_alone(desk: Desk, id: UUID) -> bool:
    """Whether no group that it says the value of has two certain origins."""
    return not any(
        position.says and group.origins.min > 1 and id in position.statements
        for group in desk.judgement.agreement.groups
        for position in group.positions
    )


class AdoptForm(ReasonForm):
    """One of the claim's statements that stand, and the words to print it in."""

    revision = forms.ModelChoiceField(
        Revision.objects.none(), label="Statement", empty_label=None, widget=forms.RadioSelect
    )
    wording = forms.CharField(
        required=False,
        max_length=500,
        label="As we print it",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Empty: the statement's own words. It may say less than they do, never more.",
    )
    field_order = ("revision", "wording", "reason", "version")

    def __init__(self, record: Claim, *args: Any, **kwargs: Any) -> None:
        super().__init__(record, *args, **kwargs)
        self.warned: list[str] = []
        with at_desk(record) as desk:
            asked = self._asked(desk, kwargs.get("initial", {}).get("revision", ""))
            ids = _offered(desk, asked)
            labels = {id: _label(desk, id) for id in ids}
            if asked is not None:
                self.warned = warnings(desk, asked)
        field = self.fields["revision"]
        field.queryset = Revision.objects.filter(pk__in=ids)  # type: ignore[attr-defined]
        field.choices = [(str(id), labels[id]) for id in ids]  # type: ignore[attr-defined]
        if asked is not None:
            self.initial["revision"] = str(asked)

    def _asked(self, desk: Desk, given: str) -> UUID | None:
        """The statement the page was opened for, or the one that was sent."""
        key = str(self.data.get("revision") or given or "")
        return next((id for id in desk.by_id if str(id) == key), None)


def _offered(desk: Desk, asked: UUID | None) -> list[UUID]:
    """What stands and has a figure, in the order of the groups; what is adopted; what is asked."""
    heads = [head.statement for head in desk.judgement.agreement.heads]
    standing = [id for id in heads if may_be_adopted(desk.row(id))]
    named = (asked, desk.claim.adopted_revision_id)
    first = [id for id in named if id is not None and id in desk.by_id]
    return list(dict.fromkeys([*first, *standing]))[:OFFERED]


def _label(desk: Desk, id: UUID) -> str:
    heads = {head.statement: head for head in desk.judgement.agreement.heads}
    marks = []
    if id == desk.claim.adopted_revision_id:
        marks.append("adopted now")
    if id in heads and heads[id].behind:
        marks.append(f"behind: {why_behind(desk, heads[id])}".rstrip("."))
    return f"{in_a_line(desk, id)}{f' ({listed(marks)})' if marks else ''}"


def _adopt(claim: Any, given: dict[str, Any], **recorded: Any) -> Any:
    return adopt_figure(claim, given["revision"], given["wording"], **recorded)


ADOPT = Step(
    action="adopt",
    label="Adopt a figure",
    question="The figure this newsroom prints: one of the claim's statements, in our words.",
    done="has a figure adopted",
    do=_adopt,
    applies=lambda claim: not claim.is_retired and claim.merged_into_id is None,
    form=AdoptForm,
    template="claims/adopt.html",
)

ADOPT_NONE = Step(
    action="adopt-none",
    permission="adopt",
    label="Print no figure",
    question="The newsroom prints no figure for this claim until another one is adopted.",
    done="has no figure adopted",
    do=lambda claim, given, **recorded: adopt_figure(claim, None, **recorded),
    applies=lambda claim: claim.adopted_revision_id is not None and not claim.is_retired,
)
