"""What a new statement follows on record, by one statement of SQL each: no ORM to compile it.

In: a revision about to be recorded, under the writers' lock. Out: the statement before it, with
its document, version and what it supersedes; or None. The rules in prose are those of
docs/changes-of-figures.md; tests hold these to `claims.succession.Lines`, to an import's answers
and to the same asked by the ORM.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

from claims.judging import question_of
from claims.models import Revision
from claims.succession import stances_of_line
from claims.values import Stance
from sources.models import Document, DocumentVersion

# A record, what it is merged into, and all that is merged into the same. An id is among them even
# if no such record is: a document stands in for an unknown publisher. history.merged.family_in
FAMILY = """ARRAY(
    SELECT %({name})s::uuid UNION ALL
    SELECT k.id FROM public.{table} k WHERE k.merged_into_id = %({name})s UNION ALL
    SELECT o.merged_into_id FROM public.{table} o
    WHERE o.id = %({name})s AND o.merged_into_id IS NOT NULL UNION ALL
    SELECT k.id FROM public.{table} o JOIN public.{table} k ON k.merged_into_id = o.merged_into_id
    WHERE o.id = %({name})s
)"""
CLAIMS = FAMILY.format(name="claim", table="claims_claim")
PUBLISHERS = FAMILY.format(name="publisher", table="sources_source")
ORIGINS = FAMILY.format(name="origin", table="sources_source")
NOT_SUPERSEDED = """NOT EXISTS (
    SELECT FROM public.claims_revision s WHERE s.supersedes_id = r.id AND NOT s.is_void
)"""


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


READ: Sequence[tuple[str, str, type[models.Model]]] = (
    ("", "r", Revision),
    ("document", "d", Document),
    ("version", "v", DocumentVersion),
    ("supersedes", "b", Revision),
)
COLUMNS = ", ".join(f'{alias}."{column}"' for _, alias, model in READ for column in _columns(model))
FOLLOWED = f"""
    SELECT {COLUMNS}
    FROM public.claims_revision r
    JOIN public.sources_document d ON d.id = r.document_id
    LEFT JOIN public.sources_documentversion v ON v.id = r.version_id
    LEFT JOIN public.claims_revision b ON b.id = r.supersedes_id
"""  # noqa: S608  the columns are models'
BY_ID = f"{FOLLOWED} WHERE r.id = %(id)s"

# By stated time, then by the document's date, then by its sequence; unknown comes first.
LAST_BEFORE = f"""
    {FOLLOWED}
    WHERE NOT r.is_void
      AND r.claim_id = ANY ({CLAIMS})
      AND r.line_publisher = ANY ({PUBLISHERS})
      AND r.line_origin = ANY ({ORIGINS})
      AND (
          r.stated_at < %(stated)s OR r.stated_at IS NULL AND %(stated)s::timestamptz IS NOT NULL
          OR r.stated_at IS NOT DISTINCT FROM %(stated)s AND (
              d.published_at < %(published)s
              OR d.published_at IS NULL AND %(published)s::timestamptz IS NOT NULL
              OR d.published_at IS NOT DISTINCT FROM %(published)s
              AND r.document_id = %(document)s AND r.sequence < %(sequence)s
          )
      )
      AND (
          r.definition = %(definition)s AND r.stance = ANY (%(stances)s)
          OR r.stance = 'withdraws' AND (
              r.supersedes_id IS NULL
              OR b.definition = %(definition)s AND b.stance = ANY (%(stances)s)
          )
      )
      AND {NOT_SUPERSEDED}
    ORDER BY r.qualifier = 'unreadable', r.stated_at DESC NULLS LAST,
             d.published_at DESC NULLS LAST, r.sequence DESC, r.id DESC
    LIMIT 1
"""

# Of an older version of the same document.
STANDING_BEFORE = f"""
    {FOLLOWED}
    WHERE NOT r.is_void
      AND r.claim_id = %(claim)s AND r.document_id = %(document)s
      AND r.line_origin = ANY ({ORIGINS})
      AND r.definition = %(definition)s AND r.stance = ANY (%(stances)s)
      AND v.retrieved_at < %(retrieved)s
      AND {NOT_SUPERSEDED}
    ORDER BY r.stated_at DESC NULLS LAST, v.retrieved_at DESC, r.sequence DESC, r.id DESC
    LIMIT 1
"""


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
    if row is None:
        return None
    at, read = 0, {}
    for name, _, model in READ:
        names = _names(model)
        values = row[at : at + len(names)]
        at += len(names)
        # A joined row that isn't there is all null, its key too.
        held = any(value is not None for value in values)
        read[name] = model.from_db("default", names, values) if held else None
    revision: Revision = read.pop("")  # type: ignore[assignment]
    revision._state.fields_cache.update(read)
    return revision
