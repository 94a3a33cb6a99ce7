"""Words of measure, so that "two hours" is never read as two of a claim in minutes."""

from __future__ import annotations

from typing import Final

_MEASURES: Final = {
    "percent": "% percent pct percentage",
    "dollar": "$ us$ a$ c$ nz$ hk$ dollar dollars usd aud cad nzd hkd",
    "euro": "€ euro euros eur",
    "pound": "£ gbp sterling",
    "yen or yuan": "¥ yen yuan jpy cny rmb",
    "rupee": "₹ rupee rupees inr rs",
    "second": "seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "millimetre": "mm millimetre millimetres millimeter millimeters",
    "centimetre": "cm centimetre centimetres centimeter centimeters",
    "metre": "metre metres meter meters",
    "kilometre": "km kms kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "foot": "foot feet ft",
    "gram": "gram grams gramme grammes",
    "kilogram": "kg kgs kilo kilos kilogram kilograms",
    "tonne": "tonne tonnes",
    "litre": "litre litres liter liters",
    "hectare": "hectare hectares ha",
    "acre": "acre acres",
}
_MEASURE_OF: Final = {
    word: measure for measure, words in _MEASURES.items() for word in words.split()
}


def measure_of(word: str) -> str | None:
    """The measure a case-folded word or sign stands for; None for an ordinary noun."""
    return _MEASURE_OF.get(word)


def is_another_measure(word: str, unit: str) -> bool:
    """Whether the word measures something and the claim's unit says it counts something else.

    A claim without a unit says nothing, so every measure suits it.
    """
    measure = measure_of(word)
    if measure is None or not unit.strip():
        return False
    return measure not in {measure_of(part) for part in unit.casefold().replace("-", " ").split()}
