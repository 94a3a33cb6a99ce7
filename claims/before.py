"""What a new statement follows on record, by one statement of SQL each: no ORM to compile it.

In: a revision about to be recorded, under the writers' lock. Out: the statement before it, with
what is read of its document, its version and what it supersedes; or None. The rules in prose are
those of docs/changes-of-figures.md, the search along a line is in the database (migration 0043).
Tests hold these to `claims.succession.Lines`, to an import's answers, and to the ORM's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from claims.judging import question_of
from claims.models import Revision
from claims.succession import stances_of_line
from claims.values import Stance
from sources.models import Document, DocumentVersion

OWN = [field.attname for field in Revision._meta.concrete_fields]
# Looked up one by one: a join of four tables takes three times as long to plan.
OF_DOCUMENT = ("publisher_id", "published_at")
OF_VERSION = ("retrieved_at",)
OF_SUPERSEDED = ("stance", "definition")
LOOK_UP = "(SELECT {alias}.{{}} FROM public.{table} {alias} WHERE {alias}.id = r.{link})"
DOCUMENT = LOOK_UP.format(alias="d", table="sources_document", link="document_id")
VERSION = LOOK_UP.format(alias="v", table="sources_documentversion", link="version_id")
SUPERSEDED = LOOK_UP.format(alias="b", table="claims_revision", link="supersedes_id")
READ = ", ".join(
    [
        *(f'r."{field.column}"' for field in Revision._meta.concrete_fields),
        *map(DOCUMENT.format, OF_DOCUMENT),
        *map(VERSION.format, OF_VERSION),
        *map(SUPERSEDED.format, OF_SUPERSEDED),
    ]
)
BY_ID = f"SELECT {READ} FROM public.claims_revision r WHERE r.id = %(id)s"  # noqa: S608
FOLLOWED = ", ".join(
    [
        *(f'"{field.column}"' for field in Revision._meta.concrete_fields),
        *(*OF_DOCUMENT, *OF_VERSION, *(f"superseded_{name}" for name in OF_SUPERSEDED)),
    ]
)
LAST_BEFORE = f"""
    SELECT {FOLLOWED} FROM public.claims_last_before(
        %(claim)s, %(publisher)s, %(origin)s, %(definition)s, %(stances)s,
        %(stated)s, %(published)s, %(document)s, %(sequence)s
    )
"""  # noqa: S608
# Of an older version of the same document.
STANDING_BEFORE = f"""
    SELECT {READ}
    FROM public.claims_revision r
    JOIN public.sources_documentversion o ON o.id = r.version_id
    WHERE NOT r.is_void
      AND r.claim_id = %(claim)s AND r.document_id = %(document)s
      AND r.line_origin = ANY (ARRAY(
          SELECT %(origin)s UNION
          SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = %(origin)s UNION
          SELECT unnest(ARRAY[s.merged_into_id, k.id]) FROM public.sources_source s
          JOIN public.sources_source k ON k.merged_into_id = s.merged_into_id
          WHERE s.id = %(origin)s
      ))
      AND r.definition = %(definition)s AND r.stance = ANY (%(stances)s)
      AND o.retrieved_at < %(retrieved)s
      AND NOT EXISTS (
          SELECT FROM public.claims_revision s WHERE s.supersedes_id = r.id AND NOT s.is_void
      )
    ORDER BY r.stated_at DESC NULLS LAST, o.retrieved_at DESC, r.sequence DESC, r.id DESC
    LIMIT 1
"""  # noqa: S608


def last_before(revision: Revision) -> Revision | None:
    """The last statement before the revision on its line that is neither void nor superseded.

    Words that could not be read only where there is nothing else. One query.
    """
    stances = stances_of_its_line(revision)
    if not stances:
        return None
    return _first(LAST_BEFORE, {**_asked(revision, stances), "publisher": revision.line_publisher})


def standing_before(revision: Revision) -> Revision | None:
    """What the revision's line says in an older version of its document, if that still stands.

    The last of several. None for a withdrawal, and where one line may say several things at once:
    in claims of many, and of denials; there the caller must say what a statement supersedes.
    """
    stances = stances_of_its_line(revision)
    if revision.version is None or not stances:
        return None
    asked = {**_asked(revision, stances), "retrieved": revision.version.retrieved_at}
    return _first(STANDING_BEFORE, asked)


def followed(id: Any) -> Revision | None:
    """A statement, with all that is read of one that another follows."""
    return _first(BY_ID, {"id": id})


def stances_of_its_line(revision: Revision) -> set[str]:
    """The stances that share the revision's line; none where a line is one answer."""
    stances = stances_of_line(Stance(revision.stance), question_of(revision.claim))
    return {stance.value for stance in stances}


def _asked(revision: Revision, stances: set[str]) -> dict[str, Any]:
    return {
        "claim": revision.claim_id,
        "document": revision.document_id,
        "origin": revision.line_origin,
        "definition": revision.definition,
        "stances": sorted(stances),
        "stated": revision.stated_at,
        "published": revision.document.published_at,
        "sequence": revision.sequence,
    }


def _first(query: str, asked: Mapping[str, Any]) -> Revision | None:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        row = cursor.fetchone()
    return None if row is None else _revision(row)


def _revision(row: tuple[Any, ...]) -> Revision:
    """The statement; of what it links to, what was looked up is there, the rest asked for."""
    revision = Revision.from_db("default", OWN, row[: len(OWN)])
    rest = iter(row[len(OWN) :])
    for name, model, fields in (
        ("document", Document, OF_DOCUMENT),
        ("version", DocumentVersion, OF_VERSION),
        ("supersedes", Revision, OF_SUPERSEDED),
    ):
        id, values = getattr(revision, f"{name}_id"), [next(rest) for _ in fields]
        linked = None if id is None else model.from_db("default", ["id", *fields], [id, *values])
        revision._state.fields_cache[name] = linked
    return revision
