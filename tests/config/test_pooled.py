"""A pool's connection is asked whether it lives only where its socket cannot say."""

from __future__ import annotations

import select

import psycopg
import pytest
from django.db import connection

from config.postgres.pooled import base
from config.postgres.pooled.base import check_lives


@pytest.fixture
def session(db, monkeypatch):
    """A connection as the pool holds it, and how often it has sent something."""
    ours = connection.settings_dict
    with psycopg.connect(
        dbname=ours["NAME"], user=ours["USER"], password=ours["PASSWORD"] or None,
        host=ours["HOST"], port=ours["PORT"], autocommit=True,
    ) as made:  # fmt: skip
        asked = []
        execute = psycopg.Connection.execute

        def noted(self, query, *args, **kwargs):
            asked.append(query)
            return execute(self, query, *args, **kwargs)

        monkeypatch.setattr(psycopg.Connection, "execute", noted)
        yield made, asked


def test_one_that_was_just_asked_is_not_asked_again(session):
    made, asked = session

    for _ in range(3):
        check_lives(made)

    assert asked == [""]


def test_one_that_lay_for_a_while_is_asked(session, monkeypatch):
    made, asked = session
    check_lives(made)
    later = base.monotonic() + base.UNASKED_SECONDS + 1
    monkeypatch.setattr(base, "monotonic", lambda: later)

    check_lives(made)

    assert asked == ["", ""]


def test_one_whose_server_hung_up_is_refused_although_it_was_just_asked(session):
    made, asked = session
    check_lives(made)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [made.info.backend_pid])
    heard = select.poll()
    heard.register(made.fileno(), select.POLLIN)
    assert heard.poll(5000)

    with pytest.raises(psycopg.OperationalError):
        check_lives(made)

    assert made.closed
