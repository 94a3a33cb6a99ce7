"""The words of a record are found the same by the short way that text of ASCII takes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.ledger import run

ASCII = st.text(st.characters(max_codepoint=127, min_codepoint=1), max_size=60)
ANY = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
AS_FOLDED = """
    SELECT public.sources_search_words(name, others)::text,
           to_tsvector(
               'simple', public.sources_folded(name || ' ' || array_to_string(others, ' '))
           )::text
    FROM (SELECT %s::text AS name, %s::text[] AS others) given
"""


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=ASCII | ANY, others=st.lists(ASCII | ANY | st.none(), max_size=3))
def test_words_are_those_of_the_folded_text(db, name, others):
    [(found, folded)] = run(AS_FOLDED, [name, others])

    assert found == folded


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Kerman BOMBINGS", "'bombings':2 'kerman':1"),
        ("Évreux, Straße", "'evreux':1 'straße':2"),
        ("HTTP://News.Example/A?b=C", "'/a?b=c':3 'news.example':2 'news.example/a?b=c':1"),
    ],
    ids=["ascii", "accents", "address"],
)
def test_case_and_accents_do_not_count(db, name, words):
    assert run("SELECT public.sources_search_words(%s, '{}')::text", [name]) == [(words,)]
