"""What the rules of succession are given: a statement and the one it follows."""

from __future__ import annotations

from dataclasses import dataclass

from claims.agreement import Statement
from claims.values import Stance


@dataclass(frozen=True, slots=True)
class Succession:
    """A statement, and the one it follows: what it supersedes, else the last before it on its line.

    `before` None: it is the first. `one_reading`: both stand in the same version of one document.
    `took_back`: the stance of what `before` withdrew; None if it withdrew nothing we know of.
    """

    after: Statement
    before: Statement | None = None
    one_reading: bool = False
    took_back: Stance | None = None

    @property
    def in_one_document(self) -> bool:
        return self.before is not None and self.before.document == self.after.document

    @property
    def is_retold(self) -> bool:
        """Whether one text tells both, the second as said later: news of two days, no mistake."""
        before, after = self.before, self.after
        return bool(
            self.one_reading
            and before is not None
            and before.stated_before is not None
            and after.stated_at is not None
            and before.stated_before <= after.stated_at
        )

    @property
    def goes_back(self) -> bool:
        """Whether it was said certainly before what it follows: growth can't explain it."""
        before, after = self.before, self.after
        return bool(
            before is not None
            and after.stated_before is not None
            and before.stated_at is not None
            and after.stated_before <= before.stated_at
        )
