"""Where a statement stands, from what a person types: an address, a key, or a source's name.

Known documents are found under any spelling of their address; of a new one the publisher is told
from its host. A source and a day stand for what it said that day. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q

from api.refusals import invalid
from api.typeid import MalformedTypeID, decode
from claims.naming import closest, folded
from sources.addresses import beginnings, host_of, is_address, recorded_form, spellings, title_from
from sources.models import Document, Source
from sources.searching import with_words

NEAR = 200  # sources weighed for a suggestion
OFFERED = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A document on record, or the fields of one to be made; `why` says how it was told.

    `needs_day`: it is what a source said on a day, and the document is that day's.
    """

    document: Document | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    needs_day: bool = False


def place_of(text: str) -> Place:
    """Where it is; raises Invalid for what names nothing."""
    text = text.strip()
    if is_address(text):
        return _address(text)
    known = _document(text)
    if known is not None:
        return Place(known)
    source = source_named(text, "where")
    return Place(
        fields={"publisher": source}, why=f"what {source.name} said on a day", needs_day=True
    )


def on_a_day(place: Place, day: str) -> Place:
    """What a source said on a day, as a document: that on record, or a new one."""
    source = place.fields["publisher"]
    key = f"{source.slug}-{day}"[:200]
    known = Document.objects.select_related("publisher").filter(key=key).first()
    if known is not None:
        return Place(known, why=place.why, needs_day=True)
    title = f"{source.name}, {day}"
    fields = {"publisher": source, "key": key, "title": title, "published": day}
    return Place(fields=fields, why=place.why, needs_day=True)


def source_named(text: str, pointer: str) -> Source:
    """The source of this slug, name or alias; raises Invalid where there is none or several."""
    found = sources_named(text)
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(_told_apart(source) for source in found)
        raise invalid(pointer, "ambiguous", f"“{text}” is {names}; give one as written here")
    near = _near(text)
    words = f"did you mean {' or '.join(near)}?" if near else "put it on record first"
    raise invalid(pointer, "unknown", f"no source “{text}” is on record; {words}")


def sources_named(text: str) -> list[Source]:
    """Who is called so, by slug, id, “Name (slug)”, name or alias in any case and accent."""
    text = text.strip()
    slug = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    exact = Q(slug=slug)
    if (key := _key(text)) is not None:
        exact |= Q(pk=key)
    found = list(Source.objects.filter(exact))
    if found:
        return found
    wanted = folded(text)
    names = Q(name__iexact=text) | Q(aliases__contains=[text])
    worded = text[4:] if text.lower().startswith("the ") else text
    rows = [
        *Source.objects.filter(names)[:OFFERED],
        *with_words(Source.objects.all(), Source, worded),
    ]
    called = {
        row.pk: row
        for row in rows
        if wanted and wanted in {folded(name) for name in (row.name, *row.aliases)}
    }
    in_use = [row for row in called.values() if not row.is_retired]
    return in_use or list(called.values())


def source_options(text: str) -> list[Source]:
    """Who may be meant by what is typed so far."""
    rows = Source.objects.filter(is_retired=False)
    begun = rows.filter(Q(name__istartswith=text) | Q(slug__startswith=text.lower()))
    worded = with_words(rows, Source, text)
    found = {
        row.pk: row for part in (begun, worded) for row in part.order_by("name", "id")[:OFFERED]
    }
    return list(found.values())[:OFFERED]


def document_options(text: str) -> list[Document]:
    """Documents whose titles hold what is typed so far, the newest first."""
    rows = with_words(Document.objects.filter(is_retired=False), Document, text)
    return list(rows.select_related("publisher").order_by("-published_at", "-id")[:OFFERED])


def option(source: Source, among: Sequence[Source]) -> str:
    """The name to type; with the slug where others share it."""
    shared = sum(folded(other.name) == folded(source.name) for other in among) > 1
    return _told_apart(source) if shared else source.name


def _address(url: str) -> Place:
    rows = Document.objects.select_related("publisher").filter(url__in=spellings(url))
    known = min(rows, key=lambda row: row.url != url, default=None)
    if known is not None:
        return Place(known)
    publisher, why = _publisher_at(url)
    address = recorded_form(url)
    fields = {"url": address, "title": title_from(address), "publisher": publisher}
    return Place(fields=fields, why=why)


def _publisher_at(url: str) -> tuple[Source | None, str]:
    """Whose address it is: a source's own, else that of every other document there."""
    host = host_of(url)
    rows = Source.objects.filter(is_retired=False, url__icontains=host)
    homes = [row for row in rows if host_of(row.url) == host]
    inside = [row for row in homes if _is_inside(url, row.url)]
    if inside:
        best = max(inside, key=lambda row: len(_path(row.url)))
        return best, f"{host} is {best.name}'s"
    there = Q()
    for beginning in beginnings(host):
        there |= Q(url__startswith=beginning)
    keys = set(Document.objects.filter(there).order_by().values_list("publisher_id").distinct()[:2])
    publisher = Source.objects.filter(pk__in=[key for (key,) in keys]).first()
    if len(keys) == 1 and publisher is not None:
        return publisher, f"every other document at {host} is {publisher.name}'s"
    return None, f"whose {host} is, nobody has said: its publisher is unidentified"


def _is_inside(url: str, home: str) -> bool:
    return f"{_path(url)}/".startswith(f"{_path(home)}/")


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")


def _document(text: str) -> Document | None:
    rows = Document.objects.select_related("publisher")
    key = _key(text, Document.PREFIX)
    return rows.filter(Q(pk=key) if key is not None else Q(key=text)).first()


def _near(text: str) -> list[str]:
    rows = list(Source.objects.filter(is_retired=False).order_by("name", "id")[:NEAR])
    rows += source_options(text[:3])
    names = [(row.name, name) for row in rows for name in (row.name, *row.aliases)]
    return closest(text, names)


def _told_apart(source: Source) -> str:
    return f"{source.name} ({source.slug})"


def _key(text: str, prefix: str = Source.PREFIX) -> UUID | None:
    if text.startswith(f"{prefix}_"):
        try:
            return decode(prefix, text)
        except MalformedTypeID:
            return None
    try:
        return UUID(text)
    except ValueError:
        return None
