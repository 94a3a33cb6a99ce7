"""JSON as we send it: orjson, instants in UTC with a Z, decimals as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dumps(content: Any) -> bytes:
    """The JSON bytes of an answer."""
    return orjson.dumps(content, default=_number, option=OPTIONS)


def dumps_each(plain: Sequence[Any]) -> list[str]:
    """The JSON of each of many plain values, no lists or objects: of all of them in one call.

    They are told apart by the line breaks between them: inside JSON of a plain value there is none.
    """
    written = orjson.dumps(plain, default=_number, option=OPTIONS | orjson.OPT_INDENT_2).decode()
    return written[len("[\n  ") : -len("\n]")].split(",\n  ") if plain else []


def dumps_objects(members: Mapping[str, Sequence[Any]]) -> list[str]:
    """The JSON of many objects that have the same members; of each member the plain values."""
    pieces: list[Iterable[str]] = []
    for name, values in members.items():
        pieces += [repeat(f'{"," if pieces else "{"}"{name}":'), dumps_each(values)]
    return ["".join(each) + "}" for each in zip(*pieces, strict=False)]


def _number(value: Any) -> Any:
    """What orjson doesn't know: a Decimal, whole where it is whole; lazy text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else dumps(data)
