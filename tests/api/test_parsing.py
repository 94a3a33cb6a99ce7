"""JSON read the fast way is what the strict way reads, and what it refuses is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from api.parsing import UNCLEAR, loads, plain, strict

texts = st.one_of(st.text(max_size=4), st.sampled_from(['a":', '":', "\x00", "é", "\\u0000", "😀"]))
numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([10**15 - 1, 10**15, 10**16, -(10**15), 0.1, -0.0, 1e300]),
)
values = st.recursive(
    st.one_of(texts, numbers, st.booleans(), st.none()),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3), st.dictionaries(texts, inside, max_size=3)
    ),
)
spacings = st.sampled_from([(", ", ": "), (",", ":"), (" , ", " :\n")])
pairs = st.lists(st.tuples(st.sampled_from(['"a"', '"\\u0061"', '"b"']), st.just("1")), max_size=3)


def outcome(read: Any, content: bytes) -> Any:
    try:
        return repr(read(content))
    except ParseError as error:
        return error.get_codes(), str(error.detail)


@given(values, spacings, st.booleans())
def test_any_json_is_read_alike(value, spacing, is_ascii):
    text = json.dumps(value, separators=spacing, ensure_ascii=is_ascii)
    content = text.encode("utf-8", "surrogatepass")

    assert outcome(loads, content) == outcome(strict, content)


@given(pairs)
def test_a_key_written_twice_is_never_plain(pairs):
    content = ("{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}").encode()

    assert outcome(loads, content) == outcome(strict, content)


@given(st.one_of(st.binary(max_size=12), st.text('[]{}",:0123456789-eE.\\u \n', max_size=12)))
@example("-0")
@example("\ufeff{}")
@example("[" * 15 + "]" * 15)
@example("[" * 22 + "]" * 22)
def test_any_bytes_are_read_alike(content):
    content = content if isinstance(content, bytes) else content.encode()

    assert outcome(loads, content) == outcome(strict, content)


@pytest.mark.parametrize("content", [b'{"a": {"b": [1, "c:", null, true]}}', b"[]", b'"a"', b"12"])
def test_plain_json_takes_the_fast_way(content):
    assert plain(content) is not UNCLEAR
