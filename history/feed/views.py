"""The feed over HTTP: entries in order with their changes, an entry by itself, streams of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from orjson import Fragment

from accounts.permissions import audits
from api.formats import CSVRenderer, NDJSONRenderer, OneFormat, refuse_pages
from api.pages import Cursor, page_by_number
from api.parameters import check_names, limit_of
from api.refusals import Fault, Invalid, Unknown
from api.rendering import JSONRenderer
from api.schema import Operation
from history.feed.asking import OF_ENTRIES, asked, of_rows, rows_asked
from history.feed.choosing import SHOWN, Choice, EntryRow, counts_of, entries_after, refs_of
from history.feed.loading import first_lines, lines_at
from history.feed.presenting import present_entry
from history.feed.schema import changes_operation, entry_operation
from history.feed.streaming import stream
from history.feed.waiting import LONGEST, ROOM, wait_for
from history.reads import SnapshotView, as_of_of, read_at, reading_asked
from history.snapshots import Snapshot, reading

RETRY_SECONDS = 5


class FeedView(SnapshotView):
    """What both share: who reads decides what is shown, so an answer is one reader's."""

    takes_stated_until = False

    def etag(self, request: Any, position: int, settled: bool, erased: int = 0) -> str:
        etag = super().etag(request, position, settled, erased)
        return f'{etag[:-1]}a"' if audits(request) else etag

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        finished = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(finished, ["Accept", "Authorization"])
        return finished


class ChangesView(OneFormat, FeedView):
    """GET entries after a position, oldest first; or, as NDJSON or CSV, every change of them."""

    renderer_classes = [JSONRenderer, NDJSONRenderer, CSVRenderer]

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": None if self.only else changes_operation()}

    def allowed_parameters(self) -> tuple[str, ...]:
        return (*super().allowed_parameters(), "after", "wait", "limit", *of_rows(), *OF_ENTRIES)

    def get(self, request: Any, **path: Any) -> Any:
        check_names(request.GET, self.allowed_parameters())
        must_retry = self._waited_in_vain(request)
        if request.accepted_renderer.format == JSONRenderer.format:
            response: Any = super().get(request, **path)
        else:
            response = self._streamed(request)
        if must_retry:
            response["Retry-After"] = str(RETRY_SECONDS)
        return response

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query = self.request.GET
        limit = limit_of(query)
        choice = asked(query, snapshot, audits=audits(self.request))
        entries = entries_after(choice, choice.after, snapshot.position, limit + 1)
        shown, more = entries[:limit], len(entries) > limit
        read_to = shown[-1].position if more else snapshot.position
        return {
            **read_at(self.request, snapshot),
            "head": snapshot.position,
            "read_to": read_to,
            "matching_only": choice.picks,
            "next": _address(self.request, after=str(read_to)) if more else None,
            "results": self._entries(choice, shown),
        }

    def _entries(self, choice: Choice, entries: Sequence[EntryRow]) -> list[dict[str, Any]]:
        by_entry = first_lines(choice, entries)
        long = [entry for entry in entries if len(by_entry[entry.position]) == SHOWN]
        counts = counts_of(choice, long) if long else {}
        shown, allowed = [], audits(self.request)
        asked = self._asked_of_rows() if long else None
        for entry in entries:
            lines = by_entry[entry.position]
            total = counts.get(entry.position, len(lines))
            rest = total > len(lines)
            shown.append(
                {
                    **present_entry(entry, audits=allowed),
                    "changes": Fragment(f"[{','.join(line.json for line in lines)}]"),
                    "changes_total": total,
                    "rest": self._rest(entry, asked, lines[-1].history_id) if rest else None,
                }
            )
        return shown

    def _asked_of_rows(self) -> Any:
        """Of this address what picks rows."""
        query = self.request.GET.copy()
        for name in set(query) - set(of_rows()):
            del query[name]
        return query

    def _rest(self, entry: EntryRow, query: Any, shown_to: int) -> str:
        """The entry's own page, going on after what is shown of it."""
        query["cursor"] = Cursor((str(shown_to),)).encode()
        path = self.request.path.removesuffix("/")
        return self.request.build_absolute_uri(f"{path}/{entry.position}/?{query.urlencode()}")

    def _streamed(self, request: Any) -> StreamingHttpResponse:
        refuse_pages(request.GET, ["limit"], "a stream is whole; leave out {}")
        allowed = audits(request)
        with ExitStack() as stack:
            snapshot = stack.enter_context(reading_asked(as_of_of(request)))
            choice = asked(request.GET, snapshot, audits=allowed)
            renderer = request.accepted_renderer
            return stream(renderer, choice, snapshot.position, stack.pop_all(), audits=allowed)

    def _waited_in_vain(self, request: Any) -> bool:
        """Wait if that is asked for and nothing is there; True: nobody could, as many do."""
        seconds = _seconds(request)
        if not seconds:
            return False
        allowed = audits(request)

        def found(after: int, head: int) -> bool:
            return bool(entries_after(choice, after, head, 1))

        with reading() as snapshot:
            choice = asked(request.GET, snapshot, audits=allowed)
            if found(choice.after, snapshot.position):
                return False
        with ROOM.seat() as seated:
            if seated:
                wait_for(found, snapshot.position, seconds)
            return not seated


class EntryView(FeedView):
    """GET one entry with all its changes, paged in the order written."""

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": entry_operation()}

    def allowed_parameters(self) -> tuple[str, ...]:
        return (*super().allowed_parameters(), "limit", "cursor", *of_rows())

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query, allowed = self.request.GET, audits(self.request)
        choice = rows_asked(query, snapshot, audits=allowed)
        entry = self._entry(int(path["position"]), snapshot, choice)
        page = page_by_number(
            lambda *asked: _lines(choice, entry, *asked),
            lambda line: line.history_id,
            query.get("cursor", ""),
            limit_of(query),
        )
        return {
            **read_at(self.request, snapshot),
            "entry": present_entry(entry, audits=allowed),
            "matching_only": choice.picks,
            "changes_total": counts_of(choice, [entry]).get(entry.position, 0),
            **page.body(self.request, [Fragment(line.json) for line in page.rows]),
        }

    def _entry(self, position: int, snapshot: Snapshot, choice: Choice) -> EntryRow:
        found = []
        if 0 < position <= snapshot.position:
            found = entries_after(choice, position - 1, position, 1)
        if not found:
            detail = f"no entry {position} is on record, or it has no such change"
            raise Unknown(Fault("", "not_found", detail))
        return found[0]


def _lines(choice: Choice, entry: EntryRow, key: int | None, backwards: bool, most: int) -> Any:
    refs = refs_of(choice, [entry], key or 0, most, backwards=backwards)
    return lines_at(refs)


def _seconds(request: HttpRequest) -> float:
    text = request.GET.get("wait", "")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= LONGEST):
        detail = f"wait is {text!r}; give seconds, 0 to {LONGEST}"
        raise Invalid(Fault("wait", "bad_wait", detail))
    if "as_of" in request.GET:
        raise Invalid(Fault("wait", "only_now", "nothing comes of the past; leave out as_of"))
    return int(text)


def _address(request: HttpRequest, **changed: str) -> str:
    """This address with some parameters changed; the next page waits for nothing."""
    query = request.GET.copy()
    query.pop("wait", None)
    for name, value in changed.items():
        query[name] = value
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
