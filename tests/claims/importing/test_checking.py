"""What recognises a line at once says and refuses exactly what RecordSerializer does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from api.problems import faults_of
from api.refusals import Invalid
from claims.importing.checking import READ, checked, recognised
from claims.serializers import RecordSerializer

texts = st.one_of(
    st.sampled_from(["", " ", "84", " 84 ", "asserts", "exactly", "update", "none", "2024-01-04"]),
    st.sampled_from(["2024-01-04T10:30Z", "2024-01-04T10:30:00.5+03:30", "2024-13-04T10:30Z"]),
    st.sampled_from(["x" * 64, "x" * 65, "x" * 200, "x" * 201, "x" * 501, "x" * 1001]),
    st.text(max_size=4),
    st.sampled_from(["a\x00b", "\ud800", "é", "\u00a0padded\u2003", "line\nbreak"]),
)
numbers = st.one_of(
    st.integers(-2, 3),
    st.sampled_from([2_147_483_647, 2_147_483_648, 10**20]),
    st.sampled_from([Decimal("0.5"), Decimal("1E+3"), Decimal("NaN"), Decimal("Infinity")]),
)
objects = st.dictionaries(st.sampled_from(["exact", "prefix", "suffix", "slug", "more"]), texts)
anything = st.one_of(
    texts,
    numbers,
    st.booleans(),
    st.none(),
    objects,
    st.lists(st.one_of(texts, objects), max_size=2),
)
fitting: dict[str, st.SearchStrategy[Any]] = {
    "claim": st.sampled_from(["killed", {"slug": "killed"}]),
    "document": st.sampled_from(["report", {"key": "report"}]),
    "quotation": st.fixed_dictionaries({"exact": texts}, optional={"prefix": texts}),
    "entities": st.lists(st.one_of(texts, objects), max_size=2),
    "lower": numbers,
    "sequence": numbers,
}
whole = st.fixed_dictionaries(
    {"claim": fitting["claim"], "document": fitting["document"]},
    optional={name: fitting.get(name, texts) for name in READ if name not in ("claim", "document")},
)
damaged = st.dictionaries(st.sampled_from([*READ, "clam", "wordings", ""]), anything, max_size=6)
lines = st.one_of(
    whole, st.tuples(whole, damaged).map(lambda both: {**both[0], **both[1]}), damaged
)


def serialized(line: dict[str, Any]) -> Any:
    serializer = RecordSerializer(data=line)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError as error:
        return [(fault.pointer, fault.code) for fault in faults_of(error.detail)]
    return dict(serializer.validated_data)


@settings(max_examples=400)
@given(line=lines)
def test_a_line_is_checked_as_the_serializer_checks_it(line):
    expected = serialized(line)

    try:
        found: Any = checked(line)
    except Invalid as refusal:
        found = [(fault.pointer, fault.code) for fault in refusal.faults]

    assert found == expected


@settings(max_examples=400)
@given(line=lines)
def test_what_the_serializer_refuses_is_not_recognised(line):
    if isinstance(serialized(line), list):
        assert recognised(line) is None


def test_every_field_of_a_record_can_be_recognised():
    assert READ.keys() == RecordSerializer().fields.keys()
