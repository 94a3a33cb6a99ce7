"""From what a caller says of a value to a revision's columns, and from a row to its value.

Given only words, the server fills the bounds; given bounds that readable words contradict, it
refuses and shows both; words it can't read are refused with both ways out. It never guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from api.refusals import Fault, Invalid, invalid
from claims.models import Claim
from claims.models.revision import ReadBy
from claims.values import (
    Concepts,
    Interval,
    Qualifier,
    Quantity,
    Stance,
    Truth,
    Value,
    ValueType,
    Words,
)
from claims.wording import UnreadableWording, fits, read_wording
from claims.wording.numerals import is_held
from claims.wording.refusals import REASONS
from history.dates import Period, UnreadableDate, read_edtf, read_instant


@dataclass(frozen=True, slots=True)
class GivenValue:
    """What the caller says of the value; None and "" are "not given"."""

    wording: str = ""
    qualifier: str = ""
    lower: Decimal | None = None
    lower_inclusive: bool | None = None
    upper: Decimal | None = None
    upper_inclusive: bool | None = None
    best: Decimal | None = None
    value: str | bool | None = None
    entities: Sequence[UUID] = ()

    @property
    def has_bounds(self) -> bool:
        return self.lower is not None or self.upper is not None


def columns_for(claim: Claim, stance: Stance, given: GivenValue, tz: tzinfo) -> dict[str, Any]:
    """The value columns of a statement; entities are rows of their own, only checked here.

    Raises Invalid with every fault's pointer: words that can't be read, bounds that contradict
    them, a value of another kind than the claim's, a value on a withdrawal.
    """
    _refuse_other_kinds(claim, given)
    if stance is Stance.WITHDRAWS:
        _refuse_any_value(given, "a withdrawal", "it takes back what it supersedes")
        return {}
    if given.qualifier == Qualifier.UNREADABLE:
        _refuse_any_value(given, "qualifier “unreadable”", "give the value, or leave it out")
        _require_wording(given)
        return {"qualifier": Qualifier.UNREADABLE.value}
    match ValueType(claim.value_type):
        case ValueType.QUANTITY:
            return _quantity_columns(claim, given)
        case ValueType.DATE:
            return _date_columns(given, tz)
        case ValueType.BOOLEAN:
            return _boolean_columns(given)
        case ValueType.TEXT:
            return _text_columns(given)
        case ValueType.ENTITY:
            if not given.entities:
                raise invalid("entities", "required", "name the entities that are the answer")
            return {}


def value_of(row: Any, entity_ids: Sequence[UUID]) -> Value | None:
    """The value of a revision's row; None for a withdrawal and for words that can't be read."""
    if row.stance == Stance.WITHDRAWS or row.qualifier == Qualifier.UNREADABLE:
        return None
    match ValueType(row.value_type):
        case ValueType.QUANTITY:
            return Quantity(interval_of(row.quantity), row.best)
        case ValueType.DATE:
            return Period(row.edtf, row.period.lower, row.period.upper)
        case ValueType.BOOLEAN:
            return Truth(row.boolean)
        case ValueType.TEXT:
            return Words(row.text)
        case ValueType.ENTITY:
            return Concepts(frozenset(entity_ids))


def interval_of(numbers: Any) -> Interval:
    """The interval of a numrange."""
    return Interval(numbers.lower, numbers.upper, numbers.lower_inc, numbers.upper_inc)


def _quantity_columns(claim: Claim, given: GivenValue) -> dict[str, Any]:
    best = given.best
    if given.has_bounds:
        qualifier, interval, read_by = _bounds_given(claim, given)
    else:
        _require_wording(given)
        try:
            reading = read_wording(given.wording, is_count=claim.is_count, unit=claim.unit)
        except UnreadableWording as error:
            raise invalid("wording", error.code, error.message) from error
        qualifier, interval = reading.qualifier, reading.quantity.interval
        best = given.best if given.best is not None else reading.quantity.best
        read_by = ReadBy.WORDING
        if given.qualifier and given.qualifier != qualifier:
            raise invalid(
                "qualifier",
                "contradicts_wording",
                f"“{given.wording}” reads as {qualifier}, not {given.qualifier}",
            )
    if given.best is not None:
        _check_number(claim, "best", given.best)
    return {
        "qualifier": Qualifier(qualifier).value,
        "quantity": NumericRange(
            interval.lower,
            interval.upper,
            ("[" if interval.lower_inclusive else "(") + ("]" if interval.upper_inclusive else ")"),
        ),
        "best": best,
        "read_by": read_by.value,
    }


def _bounds_given(claim: Claim, given: GivenValue) -> tuple[Qualifier, Interval, ReadBy]:
    for name in ("lower", "upper"):
        number = getattr(given, name)
        if number is not None:
            _check_number(claim, name, number)
    try:
        interval = Interval(
            given.lower,
            given.upper,
            given.lower_inclusive is not False,
            given.upper_inclusive is not False,
        )
    except ValueError as error:
        raise invalid(
            "lower",
            "bounds_out_of_order",
            f"{error}; if the source says so, use qualifier “unreadable”",
        ) from error
    try:
        reading = read_wording(given.wording, is_count=claim.is_count, unit=claim.unit)
    except UnreadableWording:
        return _qualifier_of(interval, given.qualifier), interval, ReadBy.PERSON
    if not fits(reading, interval, is_count=claim.is_count):
        raise invalid(
            "lower",
            "contradicts_wording",
            f"“{given.wording}” reads as {reading.quantity.interval}, "
            f"but the bounds given are {interval}",
        )
    read_by = ReadBy.WORDING if interval == reading.quantity.interval else ReadBy.PERSON
    return reading.qualifier, interval, read_by


def _qualifier_of(interval: Interval, given: str) -> Qualifier:
    """The qualifier given, or the one that the form of the bounds says."""
    if given:
        try:
            return Qualifier(given)
        except ValueError as error:
            allowed = ", ".join(Qualifier)
            raise invalid(
                "qualifier", "unknown", f"{given!r} is no qualifier; use one of {allowed}"
            ) from error
    if interval.upper is None:
        return Qualifier.AT_LEAST if interval.lower_inclusive else Qualifier.MORE_THAN
    if interval.lower is None:
        return Qualifier.AT_MOST if interval.upper_inclusive else Qualifier.FEWER_THAN
    return Qualifier.EXACTLY if interval.lower == interval.upper else Qualifier.BETWEEN


def _check_number(claim: Claim, name: str, number: Decimal) -> None:
    if not number.is_finite():
        raise invalid(name, "not_a_number", f"{name} is {number}; give a finite number")
    if not is_held(number):
        raise invalid(
            name, "too_many_digits", f"{name} is {number:.6g}; give {REASONS['too_many_digits']}"
        )
    if claim.is_count and number != number.to_integral_value():
        raise invalid(name, "not_whole", f"{claim.label} counts whole things; {name} is {number}")


def _date_columns(given: GivenValue, tz: tzinfo) -> dict[str, Any]:
    if not isinstance(given.value, str) or not given.value:
        raise invalid("value", "required", "give the date as EDTF or RFC 3339: 2020-01-03, 2019")
    try:
        period = read_instant(given.value) if ":" in given.value else read_edtf(given.value, tz=tz)
    except UnreadableDate as error:
        raise invalid("value", error.code, error.message) from error
    return {"period": DateTimeTZRange(period.start, period.end, "[)"), "edtf": period.edtf}


def _boolean_columns(given: GivenValue) -> dict[str, Any]:
    if not isinstance(given.value, bool):
        raise invalid("value", "not_a_boolean", "the claim's answer is true or false")
    return {"boolean": given.value}


def _text_columns(given: GivenValue) -> dict[str, Any]:
    text = given.wording if given.value is None else given.value
    if not isinstance(text, str) or not text.strip():
        raise invalid("value", "required", "give the answer's text, as value or as wording")
    return {"text": text}


def _refuse_other_kinds(claim: Claim, given: GivenValue) -> None:
    """Only the fields of the claim's own kind may carry a value."""
    kind = ValueType(claim.value_type)
    filled = {
        "lower": given.lower,
        "upper": given.upper,
        "best": given.best,
        "value": given.value,
        "entities": given.entities or None,
    }
    allowed = {
        ValueType.QUANTITY: {"lower", "upper", "best"},
        ValueType.ENTITY: {"entities"},
    }.get(kind, {"value"})
    wrong = [
        name for name, content in filled.items() if content is not None and name not in allowed
    ]
    if wrong:
        raise Invalid(
            [
                Fault(
                    f"/{name}",
                    "wrong_value_kind",
                    f"{claim.slug} is a {kind} claim; {name} belongs to another kind "
                    f"(allowed: {', '.join(sorted(allowed))})",
                )
                for name in wrong
            ]
        )


def _refuse_any_value(given: GivenValue, of_what: str, instead: str) -> None:
    filled = [
        name for name in ("lower", "upper", "best", "value") if getattr(given, name) is not None
    ] + (["entities"] if given.entities else [])
    if filled:
        raise Invalid(
            [
                Fault(f"/{name}", "value_not_allowed", f"{of_what} carries no value; {instead}")
                for name in filled
            ]
        )


def _require_wording(given: GivenValue) -> None:
    if not given.wording.strip():
        raise invalid("wording", "required", "give the words of the value as printed")
