"""Which fields of a statement's form stand open and which are folded away, by the claim's kind.

A folded field that has an error, or that a new statement begins with, opens its fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims.values import ValueType

MAIN = (
    "claim",
    "how",
    "where",
    "wording",
    "attributed_to",
    "stated",
    "published",
    "quotation_exact",
)
OF_KIND = {
    ValueType.QUANTITY: (
        "qualifier",
        "lower",
        "lower_inclusive",
        "upper",
        "upper_inclusive",
        "best",
    ),
    ValueType.ENTITY: ("entities", "qualifier"),
    ValueType.DATE: ("value", "qualifier"),
    ValueType.BOOLEAN: ("value", "qualifier"),
    ValueType.TEXT: ("value", "qualifier"),
}
# The answer itself, where the words alone don't give it.
ANSWERED = (ValueType.DATE, ValueType.BOOLEAN)
FOLDS = (
    ("The document", ("title", "publisher", "document_version")),
    ("The value by hand", ()),
    ("What kind of statement", ("stance", "definition", "via", "sequence", "locator",
                                "quotation_prefix", "quotation_suffix")),
    ("In place of an earlier one", ("supersedes", "change_kind")),
)  # fmt: skip
UNSAID: tuple[Any, ...] = (None, "", [], 0, False, "asserts")


@dataclass(frozen=True, slots=True)
class Layout:
    """Bound fields, ready to be shown; `is_open`: something folded wants to be seen."""

    main: Sequence[Any]
    folds: Sequence[tuple[str, Sequence[Any]]]
    hidden: Sequence[Any]
    is_open: bool


def layout_of(form: Any) -> Layout:
    kind = ValueType(form.claim.value_type) if form.claim else None
    of_kind = OF_KIND[kind] if kind else tuple(dict.fromkeys(sum(OF_KIND.values(), ())))
    main = [name for name in MAIN if name != "how" or form["corrects"].value()]
    if kind in ANSWERED:
        main.insert(main.index("wording") + 1, "value")
    if form["corrects"].value() or form["replaces"].value():
        main.append("reason")
    folds = [(title, of_kind if title == "The value by hand" else names) for title, names in FOLDS]
    folds.append(("Reason", ("reason",)))
    shown = {name for _, names in folds for name in names} | set(main)
    stray = [name for name in form.errors if name in form.fields and name not in shown]
    main += [name for name in stray if not form.fields[name].widget.is_hidden]
    folded = [(title, _bound(form, [name for name in names if name not in main]))
              for title, names in folds]  # fmt: skip
    return Layout(
        main=[field for field in _bound(form, main) if not field.is_hidden],
        folds=[(title, fields) for title, fields in folded if fields],
        hidden=form.hidden_fields(),
        is_open=any(_wants_to_be_seen(form, field) for _, fields in folded for field in fields),
    )


def _bound(form: Any, names: Sequence[str]) -> list[Any]:
    return [form[name] for name in names if name in form.fields]


def _wants_to_be_seen(form: Any, field: Any) -> bool:
    """What a correction begins with is what stands; most of it stays."""
    if field.errors:
        return True
    if field.name.endswith("_inclusive") or form["corrects"].value() or form["replaces"].value():
        return False
    return field.value() not in UNSAID and str(field.value()) != "0"
