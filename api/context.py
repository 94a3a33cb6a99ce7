"""Which request is being served: its id and token, for whoever records what it did.

Set by the middleware and by authentication, read by the ledger. A contextvar, so that threads
and tasks keep theirs apart; outside a request both are empty.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RequestContext:
    request_id: str = ""
    token_id: UUID | None = None


_OUTSIDE = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=_OUTSIDE)


def current() -> RequestContext:
    """The context of the request being served; an empty one outside requests."""
    return _current.get()


def begin(request_id: str) -> None:
    """Start a request's context afresh."""
    _current.set(RequestContext(request_id=request_id))


def end() -> None:
    """Leave the request: what the thread does next is nobody's."""
    _current.set(_OUTSIDE)


def authenticated_with(token_id: UUID) -> None:
    """Note the token that the request came with."""
    _current.set(replace(_current.get(), token_id=token_id))
