"""Lists: limits, keyset pages both ways, filters, and every parameter that isn't one."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sources.models import Source
from tests.callers import faults

LISTS = [
    "sources/", "documents/", "topics/", "entities/", "claims/", "revisions/",
    "claims/deaths/timeline/", "claims/deaths/provenance/", "claims/deaths/history/",
    "topics/kerman/sheet/",
]  # fmt: skip


def pages(caller: Any, path: str, way: str = "next") -> list[list[dict[str, Any]]]:
    """Every page from an address on, following `next` or `previous`."""
    walked: list[list[dict[str, Any]]] = []
    address = path
    while address:
        page = caller.get(address).json()
        walked.append(page["results"])
        address = page[way]
        assert len(walked) < 50, "the pages go in a circle"
    return walked


@pytest.fixture
def said(kerman):
    """Seven statements said at the very same time, in one document."""
    return [kerman.says("deaths", "irna-1", str(80 + i), sequence=i) for i in range(7)]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "-1", "501", "1.5", "ten", "1e2", "٣", "9" * 400])
def test_a_limit_out_of_bounds_is_refused(kerman, anyone, path, limit):
    assert faults(anyone.get(f"{path}?limit={limit}")) == [
        ("400", "bad_limit"),
        ("limit", "bad_limit"),
    ]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 500])
def test_a_limit_in_bounds_is_taken(kerman, said, anyone, path, limit):
    results = anyone.get(f"{path}?limit={limit}").json()["results"]

    assert 0 < len(results) <= limit


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_forth_and_back_hold_every_row_once(kerman, said, anyone, path, limit):
    whole = anyone.get(f"{path}?limit=500").json()["results"]

    forth = pages(anyone, f"{path}?limit={limit}")
    last = f"{path}?limit={limit}"
    while following := anyone.get(last).json()["next"]:
        last = following
    back = pages(anyone, last, "previous")

    assert [row for page in forth for row in page] == whole
    assert [row for page in reversed(back) for row in page] == whole
    assert all(len(page) == limit for page in forth[:-1])


def test_a_page_says_what_comes_before_and_after(kerman, said, anyone):
    first = anyone.get("revisions/?limit=3").json()
    second = anyone.get(first["next"]).json()
    again = anyone.get(second["previous"]).json()

    assert first["previous"] is None
    assert again["results"] == first["results"]
    assert (again["next"], again["previous"]) == (first["next"], None)


def test_pages_keep_the_other_parameters(kerman, said, anyone):
    kerman.says("deaths", "bbc-1", "94")

    walked = pages(anyone, "revisions/?limit=2&publisher=irna")

    assert [row["wording"] for page in walked for row in page] == [str(80 + i) for i in range(7)]


def test_rows_put_on_record_meanwhile_come_last_and_shift_nothing(kerman, said, anyone):
    first = anyone.get("revisions/?limit=3").json()
    kerman.says("deaths", "bbc-1", "94")

    rest = pages(anyone, first["next"])

    wordings = [row["wording"] for page in [first["results"], *rest] for row in page]
    assert wordings == [*(str(80 + i) for i in range(7)), "94"]


def test_a_row_put_before_the_cursor_of_a_timeline_shifts_nothing(kerman, said, anyone):
    first = anyone.get("claims/deaths/timeline/?limit=3").json()
    kerman.says("deaths", "irna-1", "50", stated="2024-01-01")

    rest = pages(anyone, first["next"])

    assert [row["wording"] for page in rest for row in page] == ["83", "84", "85", "86"]


CURSORS = {
    "text": "nonsense",
    "not base 64": "é",
    "a number": base64.urlsafe_b64encode(b"5").decode(),
    "no key": base64.urlsafe_b64encode(b"[0]").decode(),
    "a key that is no id": base64.urlsafe_b64encode(b'[0,"x"]').decode(),
    "another way": base64.urlsafe_b64encode(b'[2,"x"]').decode(),
    "a number as key": base64.urlsafe_b64encode(b"[0,1]").decode(),
    "too long a key": base64.urlsafe_b64encode(b'[0,"a","b","c","d","e","f","g"]').decode(),
    "deep": base64.urlsafe_b64encode(b"[" * 3000).decode(),
}


@pytest.mark.parametrize("path", ["sources/", "revisions/", "topics/kerman/sheet/"])
@pytest.mark.parametrize("cursor", CURSORS.values(), ids=CURSORS)
def test_a_cursor_that_is_not_ours_is_refused(kerman, anyone, path, cursor):
    assert faults(anyone.get(f"{path}?cursor={cursor}")) == [
        ("400", "bad_cursor"),
        ("cursor", "bad_cursor"),
    ]


@pytest.mark.parametrize("path", ["claims/deaths/timeline/", "claims/deaths/history/"])
@pytest.mark.parametrize("name", ["text", "not base 64", "a number", "no key", "deep"])
@pytest.mark.parametrize("has_rows", [True, False])
def test_a_cursor_of_a_derived_list_that_is_not_ours_is_refused(
    kerman, anyone, path, name, has_rows
):
    if has_rows:
        kerman.says("deaths", "irna-1", "84")

    response = anyone.get(f"{path}?cursor={CURSORS[name]}")

    assert faults(response) == [("400", "bad_cursor"), ("cursor", "bad_cursor")]


@pytest.mark.parametrize(
    "part", [r"\u0000", r"\ud800", "é"], ids=["NUL", "half a pair", "a letter"]
)
@pytest.mark.parametrize("view", ["timeline", "provenance"])
def test_a_cursor_with_text_that_no_place_has_is_refused(kerman, anyone, view, part):
    kerman.says("deaths", "irna-1", "84")
    key = f'[0,"2024-01-04T00:00:00.000000","x","x","x","x","{part}"]'
    cursor = base64.urlsafe_b64encode(key.encode()).decode()

    response = anyone.get(f"claims/deaths/{view}/?cursor={cursor}")

    assert faults(response) == [("400", "bad_cursor"), ("cursor", "bad_cursor")]


@pytest.mark.parametrize("path", [*LISTS, "sources/irna/", "claims/deaths/agreement/"])
def test_an_unknown_parameter_is_refused_with_the_closest(kerman, anyone, path):
    response = anyone.get(f"{path}?as_off=1")

    assert faults(response) == [("400", "unknown_parameter"), ("as_off", "unknown_parameter")]
    assert response.json()["detail"] == "unknown parameter 'as_off'; did you mean 'as_of'?"


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_given_twice_or_empty_or_with_nul_is_refused(kerman, anyone, path):
    assert faults(anyone.get(f"{path}?limit=1&limit=2"))[1:] == [("limit", "given_twice")]
    assert faults(anyone.get(f"{path}?cursor="))[1:] == [("cursor", "empty")]
    assert faults(anyone.get(f"{path}?cursor=a%00"))[1:] == [("cursor", "nul")]


FILTERS = {
    "sources/?kind=agency": ["IRNA"],
    "sources/?country=GB": ["BBC"],
    "sources/?parent=iran": ["IRNA"],
    "documents/?publisher=irna": ["Irna-1"],
    "documents/?key=bbc-1": ["Bbc-1"],
    "topics/?kind=event": ["Kerman bombings"],
    "topics/?kind=place": [],
    "entities/?broader=islamic-state": ["ISIS-K"],
    "entities/?kind=person": [],
    "claims/?value_type=date": ["When was it?"],
    "claims/?part_of=deaths": [],
    "revisions/?claim=deaths": ["at least 84", "94"],
    "revisions/?topic=kerman": ["at least 84", "94", "two blasts"],
    "revisions/?publisher=irna": ["at least 84"],
    "revisions/?origin=iran": ["94"],
    "revisions/?attributed_to=iran": ["94"],
    "revisions/?via=irna": ["94"],
    "revisions/?stance=denies": ["two blasts"],
    "revisions/?importer=desk&external_id=17": ["two blasts"],
    "revisions/?claim=deaths&publisher=bbc": ["94"],
    "revisions/?source=irna": ["at least 84", "94"],
    "revisions/?source=iran": ["94"],
    "revisions/?qualifier=at_least": ["at least 84"],
    "revisions/?value_gte=84": ["at least 84", "94"],
    "revisions/?value_gte=85": ["94"],
    "revisions/?value_lte=94": ["94"],
    "revisions/?value_lte=93.5": [],
    "revisions/?claim=deaths&stated_to=2024-01-03": ["at least 84"],
    "revisions/?claim=deaths&stated_from=2024-01-04": ["94"],
    "revisions/?stated_from=2024-02-01": [],
    "claims/?source=iran": ["How many died?"],
    "claims/?publisher=iran": [],
    "claims/?origin=iran": ["How many died?"],
}


@pytest.mark.parametrize(("path", "names"), FILTERS.items(), ids=FILTERS)
@pytest.mark.parametrize("past", [False, True], ids=["now", "as of"])
def test_a_filter_narrows_the_list(kerman, anyone, path, names, past):
    kerman.says("deaths", "irna-1", "at least 84")
    kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["iran"], via=kerman["irna"])
    kerman.says("method", "bbc-1", "two blasts", stance="denies", importer="desk", external_id="17")
    position = anyone.get("sources/").json()["position"]
    address = f"{path}&as_of={position}" if past else path

    rows = anyone.get(address).json()["results"]

    shown = [
        row.get("wording") or row.get("name") or row.get("title") or row["question"] for row in rows
    ]
    assert shown == names


def test_a_filter_takes_an_id_as_well_as_a_slug(kerman, anyone):
    iran = anyone.get("sources/iran/").json()["id"]

    assert (
        anyone.get(f"sources/?parent={iran}").json()["results"]
        == (anyone.get("sources/?parent=iran").json()["results"])
    )


@pytest.mark.parametrize(
    ("path", "fault", "detail"),
    [
        ("sources/?kind=agencies", "unknown_value", "did you mean 'agency'?"),
        ("topics/?kind=events", "unknown_value", "did you mean 'event'?"),
        ("claims/?value_type=truth", "unknown_value", "boolean, date, entity, quantity, text"),
        ("revisions/?stance=denied", "unknown_value", "did you mean 'denies'?"),
        ("sources/?retired=yes", "not_a_boolean", "give true or false"),
        ("revisions/?void=1", "not_a_boolean", "give true or false"),
        ("claims/deaths/agreement/?pairs=1", "not_a_boolean", "give true or false"),
        ("claims/deaths/agreement/?statements=every", "unknown_value", "allowed: all"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(kerman, anyone, path, fault, detail):
    response = anyone.get(path)

    assert faults(response)[0] == ("400", fault)
    assert response.json()["detail"].endswith(detail)


@pytest.mark.parametrize("path", ["sources/?parent=nobody", "revisions/?claim=death"])
def test_a_filter_by_what_is_not_on_record_is_told(kerman, anyone, path):
    name = path.partition("?")[2].partition("=")[0]

    assert faults(anyone.get(path)) == [("404", "not_found"), (name, "not_found")]


def test_a_list_is_ordered_by_the_making(db, alice, anyone):
    for name in ("c", "a", "b"):
        Source.objects.create(slug=f"s-{name}", name=name, kind="outlet")

    assert [row["name"] for row in anyone.get("sources/").json()["results"]] == ["c", "a", "b"]
