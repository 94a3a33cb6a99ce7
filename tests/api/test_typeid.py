"""Keys as the API shows them: the TypeID specification's own vectors, and back again."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.typeid import ALPHABET, LENGTH, MalformedTypeID, decode, encode, encode_texts

KEYS = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))


@pytest.mark.parametrize(
    ("key", "digits"),
    [
        ("00000000-0000-0000-0000-000000000000", "00000000000000000000000000"),
        ("00000000-0000-0000-0000-000000000001", "00000000000000000000000001"),
        ("00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"),
        ("00000000-0000-0000-0000-000000000010", "0000000000000000000000000g"),
        ("00000000-0000-0000-0000-000000000020", "00000000000000000000000010"),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
        ("0110c853-1d09-52d8-d73e-1194e95b5f19", "0123456789abcdefghjkmnpqrs"),
        ("01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"),
    ],
    ids=["nil", "one", "ten", "sixteen", "thirty-two", "max", "alphabet", "uuidv7"],
)
def test_a_key_is_written_as_the_specification_says(key, digits):
    assert encode("prefix", UUID(key)) == f"prefix_{digits}"
    assert decode("prefix", f"prefix_{digits}") == UUID(key)


@given(KEYS)
def test_a_key_is_written_five_bits_a_digit(key):
    plain = "".join(ALPHABET[key.int >> 5 * place & 31] for place in reversed(range(LENGTH)))

    assert encode("rev", key) == f"rev_{plain}"


@given(KEYS, KEYS)
def test_keys_as_shown_sort_as_keys_do(one, other):
    assert (encode("rev", one) < encode("rev", other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        "src_01h455vb4pex5vsknk084sn02q",
        "rev_01h455vb4pex5vsknk084sn02",
        "rev_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "rev_01h455vb4pex5vsknk084sn02u",
        "01h455vb4pex5vsknk084sn02q",
        "",
    ],
    ids=["another kind", "short", "too large", "no digit", "no prefix", "empty"],
)
def test_what_is_no_key_of_the_kind_is_refused(text):
    with pytest.raises(MalformedTypeID):
        decode("rev", text)


@given(st.lists(KEYS, max_size=200))
def test_many_keys_are_written_as_each_by_itself(keys):
    texts = [str(key) for key in keys]

    assert encode_texts("rev", texts) == [encode("rev", key) for key in keys]
