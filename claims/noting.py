"""The one way notes on claims are written: put on record, or withdrawn. Never edited.

Keyword-only, atomic, one actor and one reason; errors are api.refusals and nothing is written.
"""

from __future__ import annotations

from accounts.models import User
from api.refusals import Conflict, Fault
from claims.models import Claim, ClaimNote
from history.constraints import Rule, explain, refusing_kindly
from history.editing import create, locked, require_reason
from history.recording import recording, retried

explain({"claims_claimnote_says": Rule("text", "blank", "the note is empty")})


def note_claim(
    claim: Claim, text: str, *, by: User | None, channel: str, reason: str = ""
) -> ClaimNote:
    """Put a note on record; whose it is and when, the ledger says."""
    note = ClaimNote(claim=claim, text=text.strip())
    return create(note, by=by, reason=reason, channel=channel)


@retried
def withdraw_note(
    note: ClaimNote,
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> ClaimNote:
    """Take a note off the claim's page; it stays in history, with the reason."""
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel):
        current = locked(note, version)
        if current.is_void:
            raise Conflict(Fault("", "already_void", "this note is withdrawn already"))
        current.is_void = True
        current.save(update_fields=["is_void"])
    return current
