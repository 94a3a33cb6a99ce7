"""A line that plainly states a value in, what it stages out: as `stating` would have it.

Most lines of a long file name what is there, say a figure in words that came before, and follow
nothing of their own accord. They take this path, a fifth of the other's cost; None sends a line
the other way, which alone refuses. Only documents are made here. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from api.refusals import Fault, Invalid
from api.typeid import new_key
from claims.importing.checking import Read
from claims.importing.finding import BatchResolver
from claims.importing.merged import Place
from claims.importing.staging import NAMES
from claims.judging import question_of
from claims.models import Claim, Revision, Topic
from claims.models.revision import MAX_WORDING_BYTES, QuotationMatch
from claims.stated_value import GivenValue, columns_for
from claims.succession import stances_of_line
from claims.values import Stance
from history.dates import Moment, UnreadableDate, read_moment
from sources.models import Source

VALUE = (
    "wording", "qualifier", "lower", "lower_inclusive", "upper", "upper_inclusive", "best", "value",
)  # fmt: skip
PLAIN = frozenset(
    {
        "id", "topic", "claim", "publisher", "attributed_to", "via", "document", "stance",
        "definition", "stated", "sequence", "quotation", "locator", "importer", "external_id",
        *VALUE,
    }
)  # fmt: skip
FIELDS = {field.name: field for field in Revision._meta.concrete_fields}
IN_ORDER = itemgetter(*NAMES)
IN_PLACE = itemgetter("claim_id", "line_publisher", "line_origin")
NOTHING: Mapping[str, Any] = {
    field.attname: field.get_default() for field in Revision._meta.concrete_fields
}
ASKS = attrgetter("value_type", "is_count", "cumulative", "settled_at", "many", "tolerance", "unit")
REMEMBERED = 20_000
NO_FAULTS: Sequence[Fault] = ()


class Remembered:
    """What was worked out by what it follows from; of so much, the rest is worked out anew."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}

    def get(self, key: Hashable, work_out: Callable[[], Any]) -> Any:
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = work_out()
            return found


class PlainStatement:
    """A statement that a line makes: a claims.importing.staging.Making with its row at hand."""

    __slots__ = ("_revision", "columns", "external_id", "id", "line", "links", "place", "stances")

    entities: Sequence[UUID] = ()
    called = reason = adopted = ""
    if_new = NO_FAULTS
    supersedes = supersedes_id = replaces_id = None

    def __init__(
        self,
        line: int,
        columns: dict[str, Any],
        links: Mapping[str, Any],
        stances: Sequence[str] | None,
    ) -> None:
        self.line, self.columns, self.links, self.stances = line, columns, links, stances
        self.id: UUID = columns["id"]
        self.place: Place = IN_PLACE(columns)
        self.external_id: str = columns["external_id"]
        self._revision: Revision | None = None

    @property
    def claim_id(self) -> UUID:
        return self.columns["claim_id"]

    @property
    def stance(self) -> str:
        return self.columns["stance"]

    @property
    def revision(self) -> Revision:
        """The statement itself, made where it is asked for."""
        if self._revision is None:
            self._revision = Revision(**self.columns)
            for name, record in self.links.items():
                setattr(self._revision, name, record)
        return self._revision

    def row(self, import_id: UUID) -> Sequence[Any]:
        published_at = self.links["document"].published_at
        stances = self.stances and f"{{{','.join(self.stances)}}}"
        beside = (import_id, self.line, "", stances, published_at, "{}", "{}", "")
        return IN_ORDER(self.columns) + beside


class PlainStatements:
    """Drafts the plain lines of one import, remembering what their words and dates mean."""

    def __init__(self, resolver: BatchResolver, reason: str) -> None:
        self.resolver = resolver
        self.reason = reason
        self._values = Remembered()
        self._stances = Remembered()

    def stated(self, read: Read) -> PlainStatement | None:
        """The statement of a line, if it is plainly one."""
        fields = read.fields
        if not read.is_plain or not fields.keys() <= PLAIN:
            return None
        stance: str = fields["stance"]
        claim = self.resolver.known(Claim, fields["claim"])
        if claim is None or stance == Stance.WITHDRAWS or not self._fits(claim, fields):
            return None
        links = self._links(fields)
        if links is None:
            return None
        zone = claim.topic.time_zone
        asked = ASKS(claim)
        value = self._value(claim, asked, stance, zone, fields)
        definition = fields.get("definition") or ""
        if value is None or (definition and definition not in claim.definitions):
            return None
        publisher = links.pop("publisher")
        document = self.resolver.document_of(
            fields["document"], publisher, "publisher" in fields, self.reason
        )
        moment = _moment(fields.get("stated") or document.published, zone)
        if moment is None or document.is_retired or document.pk in self.resolver.with_text:
            return None
        if document.publisher is not None and document.publisher.is_retired:
            return None
        links["claim"], links["document"] = claim, document
        stances = self._stances.get(
            (asked, tuple(claim.definitions), stance),
            lambda: (
                sorted(s.value for s in stances_of_line(Stance(stance), question_of(claim))) or None
            ),
        )
        columns = _columns(fields, links, moment, definition)
        columns.update(value)
        return PlainStatement(read.number, columns, links, stances)

    def _fits(self, claim: Claim, fields: Mapping[str, Any]) -> bool:
        """Whether the claim takes statements, and is of the topic that the line names."""
        above = claim.topic
        if claim.is_retired or above.is_retired or above.merged_into_id is not None:
            return False
        named = fields.get("topic")
        if named is None:
            return True
        topic = self.resolver.known(Topic, named)
        return topic is not None and topic.pk == above.pk

    def _links(self, fields: Mapping[str, Any]) -> dict[str, Any] | None:
        """The sources that a line names, in use; None where one of them isn't there."""
        links: dict[str, Any] = {}
        for name in ("publisher", "attributed_to", "via"):
            reference = fields.get(name)
            source = links[name] = (
                None if reference is None else self.resolver.known(Source, reference)
            )
            if reference is not None and (source is None or source.is_retired):
                return None
        return links

    def _value(
        self, claim: Claim, asked: Any, stance: str, zone: str, fields: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The columns of its value, by attribute; None for words and values to be refused."""
        given = tuple(fields.get(name) for name in VALUE)
        numbers = tuple(map(str, given[2:7])) if any(x is not None for x in given[2:7]) else ()
        key = (asked[0], asked[1], asked[6], zone, given[0], given[1], numbers, given[7])
        return self._values.get(key, lambda: _value(claim, Stance(stance), given, ZoneInfo(zone)))


def _value(
    claim: Claim, stance: Stance, given: Sequence[Any], zone: ZoneInfo
) -> dict[str, Any] | None:
    said = dict(zip(VALUE, given, strict=True))
    wording = said["wording"] or ""
    if not wording.strip() or len(wording.encode()) > MAX_WORDING_BYTES:
        return None
    said |= {"wording": wording, "qualifier": said["qualifier"] or ""}
    try:
        columns = columns_for(claim, stance, GivenValue(**said), zone)
        for name, value in columns.items():
            if not (FIELDS[name].blank and value in FIELDS[name].empty_values):
                columns[name] = FIELDS[name].clean(value, None)
    except (Invalid, ValidationError):
        return None
    return {**columns, "wording": wording, "value_type": claim.value_type}


def _moment(printed: str, zone: str) -> Moment | None:
    try:
        return read_moment(printed, tz=ZoneInfo(zone))
    except UnreadableDate:
        return None


def _columns(
    fields: Mapping[str, Any], links: Mapping[str, Any], moment: Moment, definition: str
) -> dict[str, Any]:
    """Every column but those of the value; the lengths are `checking`'s."""
    document, said_by, via = links["document"], links["attributed_to"], links["via"]
    publisher = document.publisher_id or document.pk
    quotation = fields.get("quotation") or {}
    exact = quotation.get("exact", "")
    return {
        **NOTHING,
        "id": new_key(),
        "claim_id": links["claim"].pk,
        "document_id": document.pk,
        "attributed_to_id": said_by and said_by.pk,
        "via_id": via and via.pk,
        "line_publisher": publisher,
        "line_origin": said_by.pk if said_by else via.pk if via else publisher,
        "stance": fields["stance"],
        "definition": definition,
        "stated": fields.get("stated") or "",
        "stated_at": moment.at,
        "stated_before": moment.before,
        "sequence": fields.get("sequence") or 0,
        "quotation_exact": exact,
        "quotation_prefix": quotation.get("prefix", ""),
        "quotation_suffix": quotation.get("suffix", ""),
        "quotation_match": QuotationMatch.UNVERIFIED.value if exact else None,
        "locator": fields.get("locator") or "",
        "importer": fields.get("importer") or "",
        "external_id": fields.get("external_id") or "",
    }
