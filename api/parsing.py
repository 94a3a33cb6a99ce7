"""JSON as we take it: strict, so that nothing a caller wrote is lost or bent.

Refused: a key written twice, NaN and Infinity, more than 15 significant digits, nesting above
20, NUL and lone surrogates in text, bytes that aren't UTF-8. Numbers with a point are Decimals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

import orjson
from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from api.bodies import read_within

MAX_DEPTH = 20
MAX_DIGITS = 15
MOST_DIGITS = 10**MAX_DIGITS
PLAIN_DEPTH = 10
SURROGATE = re.compile("[\ud800-\udfff]")
KEY = re.compile(rb'"[ \t\r\n]*:')
UNCLEAR = object()


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]._request
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return loads(read_within(stream, request, most))


def loads(content: bytes) -> Any:
    """The JSON value of a body; ParseError says what is wrong with it and where it can.

    What is plainly as we take it is read in a fifth of the time; of anything else the strict
    reading decides.
    """
    value = plain(content)
    return strict(content) if value is UNCLEAR else value


def plain(content: bytes) -> Any:
    """The value of JSON in which nothing can be lost or bent; UNCLEAR where that isn't plain."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return UNCLEAR
    keys = _keys(value, 0)
    # Each key that is written is found, and perhaps more in texts: none was written twice, then.
    if keys is None or len(KEY.findall(content)) != keys or b"\\u0000" in content:
        return UNCLEAR
    return value


def _keys(value: Any, depth: int) -> int | None:
    """How many keys a value has, inside too; None where a number or its depth isn't plain."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return 0
    if kind is int:
        return 0 if -MOST_DIGITS < value < MOST_DIGITS else None
    if kind is float or depth > PLAIN_DEPTH:
        return None
    found = len(value) if kind is dict else 0
    for item in value.values() if kind is dict else value:
        if type(item) is str:
            continue
        inside = _keys(item, depth + 1)
        if inside is None:
            return None
        found += inside
    return found


def strict(content: bytes) -> Any:
    """The same, with every rule looked at."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(f"the body is not UTF-8: byte {error.start}", "not_utf8") from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_float,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise ParseError(
            f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            "not_json",
        ) from error
    except RecursionError as error:
        raise ParseError(f"nested deeper than {MAX_DEPTH} levels", "too_deep") from error
    _check(value, depth=0)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ParseError(f"the key {twice!r} is written twice", "duplicate_key")
    return made


def _float(text: str) -> Decimal:
    _check_digits(text)
    return Decimal(text)


def _integer(text: str) -> int:
    _check_digits(text)
    return int(text)


def _check_digits(text: str) -> None:
    mantissa = text.lower().partition("e")[0]
    digits = mantissa.lstrip("-").replace(".", "").strip("0")
    if len(digits) > MAX_DIGITS or len(text) > 40:
        raise ParseError(
            f"{text[:40]} has more than {MAX_DIGITS} significant digits", "too_many_digits"
        )


def _constant(text: str) -> Any:
    raise ParseError(f"{text} is not JSON; give a finite number", "not_a_number")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ParseError(f"nested deeper than {MAX_DEPTH} levels", "too_deep")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, str):
        _check_text(value)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ParseError("text with a NUL character can't be kept", "nul")
    if not text.isascii() and SURROGATE.search(text):
        raise ParseError("text with a lone surrogate is not Unicode", "lone_surrogate")
