"""Figures and quotations of many historical rows, written as JSON: what their shapes show.

In: columns as a page of changes reads them, ranges and decimals as text. Out: JSON, a text a row;
None where only the shape knows (claims.telling). A page has hundreds of each and no two are alike:
told one by one they were a third of its time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import compress
from typing import Any

from api.rendering import dumps_objects
from claims.models.revision import QuotationMatch
from claims.values import Qualifier, ValueType, as_number

Columns = Mapping[str, Sequence[Any]]

SHORT = 18  # digits of a whole number that 64 bits hold, with its sign and without


def quotations_written(columns: Columns) -> list[str | None]:
    """`present_quotation` of each row."""
    quoted = [columns[f"quotation_{name}"] for name in ("exact", "prefix", "suffix")]
    exact, prefix, suffix = quoted
    start = columns["quotation_start"]
    written = dumps_objects(
        {
            "exact": exact,
            "prefix": prefix,
            "suffix": suffix,
            "verified": [each is not None for each in start],
            "match": [
                each or QuotationMatch.UNVERIFIED.value for each in columns["quotation_match"]
            ],
            "start": start,
            "end": columns["quotation_end"],
        }
    )
    words = zip(*quoted, strict=True)
    return [json if any(each) else "null" for json, each in zip(written, words, strict=True)]


def figures_written(columns: Columns) -> list[str | None]:
    """`present_quantity` of each row, without its unit; None where no quantity is shown."""
    pairs = zip(columns["quantity"], columns["qualifier"], strict=True)
    counted = [range is not None and word != Qualifier.UNREADABLE for range, word in pairs]
    ranges, qualifier, best, read_by = (
        list(compress(columns[name], counted))
        for name in ("quantity", "qualifier", "best", "read_by")
    )
    bounds = [each[1:-1].split(",") for each in ranges]
    written = iter(
        dumps_objects(
            {
                "type": [ValueType.QUANTITY.value] * len(ranges),
                "qualifier": qualifier,
                "lower": [number(lower) for lower, _ in bounds],
                "lower_inclusive": [each[0] == "[" for each in ranges],
                "upper": [number(upper) for _, upper in bounds],
                "upper_inclusive": [each[-1] == "]" for each in ranges],
                "best": [number(each) for each in best],
                "read_by": read_by,
            }
        )
    )
    return [next(written) if is_counted else None for is_counted in counted]


def number(text: str | None) -> int | float | None:
    """`as_number` of the database's text: "84.00" gives 84; None of nothing, or of no bound."""
    if not text:
        return None
    whole, _, fraction = text.partition(".")
    if fraction.strip("0"):
        return float(text)
    return int(whole) if len(whole) <= SHORT else as_number(Decimal(text))
