"""The fixed path of every GET: strict parameters, one snapshot, an ETag, the answer.

A view says which `parameters` it takes and overrides `answer(snapshot, …)`, nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.response import Response

from api.frame import Frame, not_modified
from api.parameters import check_names
from api.preconditions import answer_etag, matches
from api.refusals import Fault, Invalid
from api.schema import Operation, Schema
from history.dates import UnreadableDate, Until, read_as_of, read_stated_until
from history.snapshots import InTheFuture, Snapshot, head_position, reading

DAY = timedelta(days=1)
INSTANT = datetime.resolution  # timestamps are kept to the microsecond


class SnapshotView(Frame):
    """Answers GET from one snapshot of the record."""

    schema = Schema()
    parameters: tuple[str, ...] = ()
    takes_stated_until = True
    etag_of_position = True  # a record's own is its row's, known only once that is read

    def operations(self) -> Mapping[str, Operation | None]:
        """What the OpenAPI schema says of each method; None: it is there only to refuse."""
        raise NotImplementedError

    def get(self, request: Any, **path: Any) -> HttpResponse:
        check_names(request.GET, self.allowed_parameters())
        as_of = as_of_of(request)
        until_of(request, "UTC")  # refused if it can't be read, where no statement is shown too
        short = self._at_once(request, as_of, **path)
        if short is not None:
            return short
        with reading_asked(as_of) as snapshot:
            return self.respond(request, snapshot, **path)

    def _at_once(
        self, request: Any, as_of: int | datetime | None, /, **path: Any
    ) -> HttpResponse | None:
        """What a single statement answers, for it sees one state of the record by itself."""
        if self.etag_of_position and as_of is None and "If-None-Match" in request.headers:
            etag = self.etag(request, head_position(), True)
            if matches(request, etag):
                return not_modified(etag)
        at_once = self.asked_at_once(as_of, **path)
        if at_once is None:
            return None
        snapshot, answer = at_once
        return answered(self.etag_of(request, snapshot), answer)

    def allowed_parameters(self) -> tuple[str, ...]:
        times = ("as_of", "stated_until") if self.takes_stated_until else ("as_of",)
        return (*self.parameters, *times)

    def respond(self, request: Any, snapshot: Snapshot, **path: Any) -> HttpResponse:
        """304 where nothing was recorded since, else the answer with its ETag."""
        etag = self.etag_of(request, snapshot)
        if matches(request, etag):
            return not_modified(etag)
        return answered(etag, self.answer(snapshot, **path))

    def asked_at_once(
        self, as_of: int | datetime | None, /, **path: Any
    ) -> tuple[Snapshot, Any] | None:
        """What is asked for, where a single statement answers it; paths name positions, too."""
        if as_of is None:
            return self.answer_at_once(**path)
        conditional = "If-None-Match" in self.request.headers  # answered without reading it all
        if isinstance(as_of, datetime) or conditional:
            return None
        return self.answer_at_once_as_of(as_of, **path)

    def answer_at_once(self, **path: Any) -> tuple[Snapshot, Any] | None:
        """Now, and what `answer` gives of it, where a single statement reads both; else None."""
        return None

    def answer_at_once_as_of(self, position: int, /, **path: Any) -> tuple[Snapshot, Any] | None:
        """The same of a position, where that statement finds that it is on record."""
        return None

    def etag_of(self, request: Any, snapshot: Snapshot) -> str:
        """Of what is answered from a snapshot."""
        return self.etag(request, snapshot.position, snapshot.settled, snapshot.erased)

    def etag(self, request: Any, position: int, settled: bool, erased: int = 0) -> str:
        """Of what is answered at a position, as erasures up to another one left it."""
        format = request.accepted_renderer.format
        return answer_etag(position, settled, request._request, format, erased)

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        raise NotImplementedError


@contextmanager
def reading_asked(as_of: int | datetime | None, parameter: str = "as_of") -> Iterator[Snapshot]:
    """The snapshot that a parameter asks for; what hasn't come is the parameter's fault."""
    try:
        with reading(as_of) as snapshot:
            yield snapshot
    except InTheFuture as error:
        raise Invalid(Fault(parameter, "in_the_future", str(error))) from error


def answered(etag: str, answer: Any) -> Response:
    return Response(answer, headers={"ETag": etag, **links_of(answer)})


def links_of(answer: Any) -> dict[str, str]:
    """The neighbouring pages of a list as a Link header (RFC 8288)."""
    if not isinstance(answer, Mapping):
        return {}
    pages = {"next": answer.get("next"), "prev": answer.get("previous")}
    links = [f'<{address}>; rel="{rel}"' for rel, address in pages.items() if address]
    return {"Link": ", ".join(links)} if links else {}


def until_of(request: Any, time_zone: str) -> Until | None:
    """`stated_until`: a bare date ends with its day in the topic's time zone."""
    text = request.GET.get("stated_until")
    if text is None:
        return None
    try:
        return read_stated_until(text, tz=ZoneInfo(time_zone))
    except UnreadableDate as error:
        raise Invalid(Fault("stated_until", error.code, error.message)) from error


def refuse_other_times(request: Any, names: Iterable[str]) -> None:
    """Refuse parameters that read what is only kept for now, where another time is asked for."""
    other = [name for name in ("as_of", "stated_until") if name in request.GET]
    faults = [
        Fault(name, "only_now", f"{name} is kept for now alone; leave out {' and '.join(other)}")
        for name in names
        if other
    ]
    if faults:
        raise Invalid(faults)


def may_be_304(snapshot: Snapshot, version: int) -> bool:
    """Whether a record's ETag alone says that the answer would be the same.

    The ETag is the row's version, for If-Match; what the row links to, and what supersedes it,
    may have changed since without it. So only while nothing at all was recorded since.
    """
    return not snapshot.past and snapshot.position == version


def read_at(request: HttpRequest, snapshot: Snapshot) -> dict[str, Any]:
    """What every answer says of its own time: the parameters echoed, the position read at."""
    return {
        "as_of": request.GET.get("as_of"),
        "stated_until": request.GET.get("stated_until"),
        "position": snapshot.position,
        "settled": snapshot.settled,
    }


def as_of_of(request: Any, name: str = "as_of") -> int | datetime | None:
    """A position, or an instant whose entries still count; a bare date leaves out its midnight.

    Today as a bare date is now: its midnight hasn't come.
    """
    text = request.GET.get(name)
    return None if text is None else point_of(text, name)


def point_of(text: str, name: str) -> int | datetime:
    """The same, of a text; what can't be read is the fault of the parameter `name`."""
    try:
        as_of = read_as_of(text)
    except UnreadableDate as error:
        raise Invalid(Fault(name, error.code, error.message)) from error
    if isinstance(as_of, int) or ":" in text:
        return as_of
    now = timezone.now()
    return now if as_of - DAY <= now < as_of else as_of - INSTANT
