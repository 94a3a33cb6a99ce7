"""The tree of RFC 9162: against its recursive definition, and against published vectors.

Vectors: the eight leaves of the certificate-transparency reference tests, with their roots and
proofs (github.com/transparency-dev/merkle).
"""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.merkle import (
    EMPTY_ROOT,
    OutsideTheTree,
    Subtrees,
    Tree,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_asked_for,
    root,
    root_by_inclusion,
    tree_hash,
)

SIZES = range(1, 65)
OTHER = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def hashes(*texts: str) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


LEAVES = hashes(
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
ROOTS = hashes(
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
THIRD_AND_FOURTH = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
FIRST_FOUR = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
FIRST_TWO = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
FIRST = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
FIFTH_AND_SIXTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
SEVENTH = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
# The index counts from 0, as the RFC's; the reference tests count leaves from 1.
INCLUSION = [
    (0, 1, []),
    (0, 8, hashes(SECOND, THIRD_AND_FOURTH, LAST_FOUR)),
    (5, 8, hashes(FIFTH, LAST_TWO, FIRST_FOUR)),
    (2, 3, hashes(FIRST_TWO)),
    (1, 5, hashes(FIRST, THIRD_AND_FOURTH, FIFTH)),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, hashes(SECOND, THIRD_AND_FOURTH, LAST_FOUR)),
    (6, 8, hashes(FIFTH_AND_SIXTH, LAST_TWO, FIRST_FOUR)),
    (2, 5, hashes(THIRD_AND_FOURTH, FIFTH)),
    (6, 7, hashes(FIFTH_AND_SIXTH, SEVENTH, FIRST_FOUR)),
]


# The RFC's recursive definitions, word for word; slow and plain.


def mth(leaves: list[bytes]) -> bytes:
    """2.1.1, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """2.1.4.1."""
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], known), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def some_leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(count)]


def nodes_of(leaves: list[bytes]) -> Subtrees:
    return Subtrees(b"".join(leaves))


@pytest.fixture(scope="module")
def published() -> list[bytes]:
    return [leaf_hash(content) for content in LEAVES]


# Published vectors.


@pytest.mark.parametrize("size", range(1, 9))
def test_root_of_the_published_leaves(published, size):
    node = nodes_of(published)

    assert tree_hash(published[:size]) == ROOTS[size - 1]
    assert root(size, node) == ROOTS[size - 1]
    assert mth(published[:size]) == ROOTS[size - 1]


def test_root_of_nothing_is_the_hash_of_nothing():
    empty = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    assert (EMPTY_ROOT, tree_hash([]), root(0, nodes_of([]))) == (empty, empty, empty)


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_inclusion_proof_is_the_published_one(published, index, size, proof):
    node = nodes_of(published)

    assert inclusion_proof(index, size, node) == proof
    assert inclusion_holds(published[index], index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCY)
def test_consistency_proof_is_the_published_one(published, first, second, proof):
    node = nodes_of(published)

    assert consistency_proof(first, second, node) == proof
    assert consistency_holds(first, second, ROOTS[first - 1], ROOTS[second - 1], proof)


# The reference tests' ways of spoiling a proof; each must fail.


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_spoiled_inclusion_proof_does_not_hold(published, index, size, proof):
    leaf, top = published[index], ROOTS[size - 1]
    spoiled = [
        (leaf, index - 1, size, proof, top),
        (leaf, index + 1, size, proof, top),
        (leaf, index ^ 2, size, proof, top),
        (leaf, index, size * 2, proof, top),
        (leaf, index, size // 2, proof, top),
        (b"WrongLeaf", index, size, proof, top),
        (leaf, index, size, proof, EMPTY_ROOT),
        (leaf, index, size, proof, OTHER),
        (leaf, index, size, [*proof, b""], top),
        (leaf, index, size, [*proof, top], top),
        (leaf, index, size, [b"", *proof], top),
        (leaf, index, size, [top, *proof], top),
        (leaf, index, size, [*proof[:1], OTHER, *proof[1:]], top),
        *((leaf, index, size, flipped(proof, at), top) for at in range(len(proof))),
        *((leaf, index, size, proof[:-1], top) for _ in proof[:1]),
    ]

    assert [each for each in spoiled if inclusion_holds(*each)] == []


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCY[1:])
def test_spoiled_consistency_proof_does_not_hold(first, second, proof):
    old, new = ROOTS[first - 1], ROOTS[second - 1]
    spoiled = [
        (first - 1, second, old, new, proof),
        (first + 1, second, old, new, proof),
        (first ^ 2, second, old, new, proof),
        (first, second * 2, old, new, proof),
        (first, second // 2, old, new, proof),
        (first, second, b"WrongRoot", new, proof),
        (first, second, old, b"WrongRoot", proof),
        (first, second, new, old, proof),
        (first, second, old, new, []),
        *((first, second, old, new, [*proof, more]) for more in (b"", old, new)),
        *((first, second, old, new, [more, *proof]) for more in (b"", old, new, proof[0])),
        (first, second, old, new, proof[:-1]),
        *((first, second, old, new, flipped(proof, at)) for at in range(len(proof))),
    ]

    assert [each for each in spoiled if consistency_holds(*each)] == []


@pytest.mark.parametrize(
    ("first", "second", "old", "new", "proof", "holds"),
    [
        (0, 0, EMPTY_ROOT, EMPTY_ROOT, [], True),
        (0, 1, EMPTY_ROOT, ROOTS[0], [], True),
        (1, 1, OTHER, OTHER, [], True),
        (0, 0, OTHER, OTHER, [], False),  # size 0 has one root
        (0, 1, OTHER, ROOTS[0], [], False),
        (0, 1, EMPTY_ROOT, ROOTS[0], [OTHER], False),
        (1, 1, OTHER, OTHER, [OTHER], False),
        (1, 1, OTHER, EMPTY_ROOT, [], False),
        (1, 0, OTHER, OTHER, [], False),
        (2, 1, OTHER, OTHER, [], False),
        (1, 2, OTHER, OTHER, [], False),
    ],
)
def test_consistency_at_the_edges(first, second, old, new, proof, holds):
    assert consistency_holds(first, second, old, new, proof) is holds


def flipped(proof: list[bytes], at: int, bit: int = 3) -> list[bytes]:
    """The proof with one bit of one hash changed."""
    changed = bytearray(proof[at])
    changed[bit // 8] ^= 1 << bit % 8
    return [*proof[:at], bytes(changed), *proof[at + 1 :]]


# The definition, for every size up to 64.


@pytest.mark.parametrize("size", SIZES)
def test_tree_is_the_recursive_definition(size):
    leaves = some_leaves(size)
    node = nodes_of(leaves)
    grown = Tree()
    roots = []
    for leaf in leaves:
        grown.append(leaf)
        roots.append(grown.root())

    assert roots == [mth(leaves[: n + 1]) for n in range(size)]
    assert [root(n, node) for n in range(1, size + 1)] == roots
    assert [inclusion_proof(m, size, node) for m in range(size)] == [
        path(m, leaves) for m in range(size)
    ]
    assert [consistency_proof(m, size, node) for m in range(1, size + 1)] == [
        subproof(m, leaves, True) for m in range(1, size + 1)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_every_proof_holds_and_none_for_another_place(size):
    leaves = some_leaves(size)
    node = nodes_of(leaves)
    top = mth(leaves)
    proofs = [inclusion_proof(m, size, node) for m in range(size)]

    held = [
        (m, n)
        for m in range(size)
        for n in range(size)
        if inclusion_holds(leaves[m], n, size, proofs[m], top)
    ]

    assert held == [(m, m) for m in range(size)]


@pytest.mark.parametrize("second", SIZES)
def test_every_consistency_proof_holds_and_none_for_another_size(second):
    leaves = some_leaves(second)
    node = nodes_of(leaves)
    roots = [root(n, node) for n in range(second + 1)]
    proofs = {m: consistency_proof(m, second, node) for m in range(1, second + 1)}

    held = [
        (m, n)
        for m, proof in proofs.items()
        for n in range(1, second + 1)
        if consistency_holds(n, second, roots[n], roots[second], proof)
    ]

    assert held == [(m, m) for m in range(1, second + 1)]


def test_incremental_tree_keeps_no_more_than_one_hash_a_level():
    tree = Tree()
    kept = []
    for leaf in some_leaves(1024):
        tree.append(leaf)
        kept.append(len(tree._peaks))

    assert kept == [n.bit_count() for n in range(1, 1025)]


# Large trees: how much is asked for, and nothing altered holds.

SIZED = st.integers(1, 2**40).flatmap(
    lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
)


@given(SIZED)
def test_a_proof_asks_for_few_nodes_and_none_that_is_not_complete(place):
    index, size = place
    asked = [
        nodes_asked_for(lambda node: inclusion_proof(index, size, node)),
        nodes_asked_for(lambda node: consistency_proof(index + 1, size, node)),
        nodes_asked_for(lambda node: root(size, node)),
    ]

    assert max(map(len, asked)) <= 2 * size.bit_length()
    assert all((i + 1) << level <= size for nodes in asked for level, i in nodes)


def made_up(level: int, index: int) -> bytes:
    """The node of an endless tree whose inner hashes are right without knowing its leaves."""
    if level == 0:
        return leaf_hash(str(index).encode())
    return node_hash(made_up(level - 1, 2 * index), made_up(level - 1, 2 * index + 1))


SMALL = st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
ALTERATIONS = st.sampled_from(["flip", "drop", "add", "swap", "repeat"])


@st.composite
def altered(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """The proof changed in one way; may be the proof itself where the change does nothing."""
    at = draw(st.integers(0, max(0, len(proof) - 1)))
    kind = draw(ALTERATIONS)
    if kind == "add" or not proof:
        return [*proof[:at], draw(st.binary(min_size=0, max_size=40)), *proof[at:]]
    if kind == "flip":
        return flipped(proof, at, draw(st.integers(0, 255)))
    if kind == "drop":
        return [*proof[:at], *proof[at + 1 :]]
    if kind == "repeat":
        return [*proof[:at], proof[at], *proof[at:]]
    other = draw(st.integers(0, len(proof) - 1))
    swapped = list(proof)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    return swapped


@given(SMALL, st.data())
def test_no_altered_inclusion_proof_holds(place, data):
    index, size = place
    proof = inclusion_proof(index, size, made_up)
    top = root(size, made_up)
    leaf = made_up(0, index)
    changed = data.draw(altered(proof))

    assert inclusion_holds(leaf, index, size, proof, top)
    assert inclusion_holds(leaf, index, size, changed, top) is (changed == proof)


@given(SMALL, st.data())
def test_no_altered_consistency_proof_holds(place, data):
    first, second = place[0] + 1, place[1]
    proof = consistency_proof(first, second, made_up)
    roots = root(first, made_up), root(second, made_up)
    changed = data.draw(altered(proof))

    assert consistency_holds(first, second, *roots, proof)
    assert consistency_holds(first, second, *roots, changed) is (changed == proof)


@given(SMALL, st.binary(min_size=32, max_size=32))
def test_no_other_leaf_and_no_other_root_is_proven(place, other):
    index, size = place
    proof = inclusion_proof(index, size, made_up)

    assert root_by_inclusion(other, index, size, proof) != root(size, made_up)
    assert not inclusion_holds(made_up(0, index), index, size, proof, other)


@given(st.lists(st.binary(max_size=40), max_size=12), st.integers(-2, 20), st.integers(-2, 20))
def test_any_bytes_for_a_proof_are_refused_without_an_error(proof, index, size):
    assert inclusion_holds(OTHER, index, size, proof, EMPTY_ROOT) is False
    assert consistency_holds(max(index, 1), max(size, 1) + 20, OTHER, EMPTY_ROOT, proof) is False


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (8, 8)])
def test_inclusion_outside_the_tree_is_refused(index, size):
    with pytest.raises(OutsideTheTree, match=f"leaf {index} is not in a tree of {size}"):
        inclusion_proof(index, size, made_up)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 3), (4, 3), (-1, 2)])
def test_consistency_outside_the_tree_is_refused(first, second):
    with pytest.raises(OutsideTheTree, match=f"from size {first} to size {second}"):
        consistency_proof(first, second, made_up)
