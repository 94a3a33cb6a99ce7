"""Statements in words, for the admin's lists, choices and pages. Reads what was fetched already."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from claims.models import Revision
from claims.values import Qualifier, Stance
from history.admin.wording import NOTHING, moment


def with_links(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """With all that the functions here read, in a fixed number of queries."""
    return revisions.select_related(
        "claim__topic", "document__publisher", "attributed_to", "via"
    ).prefetch_related("entities__entity")


def publisher_of(revision: Revision) -> str:
    publisher = revision.document.publisher
    return str(publisher) if publisher else "unidentified"


def origin_of(revision: Revision) -> str:
    """Whose word it is: attributed to, else the relay, else the publisher."""
    return str(revision.attributed_to or revision.via or publisher_of(revision))


def stated_of(revision: Revision) -> str:
    """When it was said, as given; a statement that gives no day has its document's."""
    return revision.stated or revision.document.published or "unknown"


def value_of(revision: Revision) -> str:
    """The value as read: “84 or more”, “2020-01-03”, “Islamic State or ISIS-K”."""
    if revision.stance == Stance.WITHDRAWS:
        return NOTHING
    if revision.qualifier == Qualifier.UNREADABLE:
        return "not read"
    if revision.quantity is not None:
        return _quantity(revision.quantity, revision.best, revision.claim.unit)
    if revision.boolean is not None:
        return "yes" if revision.boolean else "no"
    entities = " or ".join(str(named.entity) for named in revision.entities.all())
    return revision.edtf or revision.text or entities or NOTHING


def in_a_line(revision: Revision) -> str:
    """A statement in one line, to tell it from others: “at least 84”, IRNA, 2024-01-04."""
    who, publisher = origin_of(revision), publisher_of(revision)
    said_by = who if who == publisher else f"{who}, in {publisher}"
    void = " (void)" if revision.is_void else ""
    return f"“{revision.wording}”, {said_by}, {stated_of(revision)}{void}"


def stated_range(revision: Revision) -> str:
    """The instants that `stated` means, the end exclusive."""
    return f"{moment(revision.stated_at)} to {moment(revision.stated_before)}"


def _quantity(numbers: Any, best: Decimal | None, unit: str) -> str:
    lower, upper = _plain(numbers.lower), _plain(numbers.upper)
    if lower is not None and lower == upper:
        words = lower
    elif upper is None:
        words = f"{lower} or more" if numbers.lower_inc else f"more than {lower}"
    elif lower is None:
        words = f"{upper} or less" if numbers.upper_inc else f"less than {upper}"
    else:
        over = "" if numbers.lower_inc else "above "
        below = "" if numbers.upper_inc else "below "
        words = f"{over}{lower} to {below}{upper}"
    point = "" if best is None else f", best {_plain(best)}"
    return f"{words} {unit}".strip() + point


def _plain(number: Decimal | None) -> str | None:
    """84 for 84.000, 4000 for 4E+3."""
    return None if number is None else f"{number.normalize():f}"
