"""A statement's row, entered by one INSERT that is written once.

In: a revision that was checked, under the writers' lock. Out: it stands. The ORM says the same
anew for every row, in more time than the database takes to do it. No field of a revision sets
itself when it is saved; a test holds this to `save()`.
"""

from __future__ import annotations

from django.db import connection

from claims.models import Revision

FIELDS = Revision._meta.concrete_fields
INSERT = "INSERT INTO public.claims_revision ({}) VALUES ({})".format(  # noqa: S608  of the model
    ", ".join(f'"{field.column}"' for field in FIELDS), ", ".join(["%s"] * len(FIELDS))
)


def enter(revision: Revision) -> None:
    """Put a new revision's row into its table."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [getattr(revision, field.attname) for field in FIELDS])
    revision._state.adding, revision._state.db = False, connection.alias
