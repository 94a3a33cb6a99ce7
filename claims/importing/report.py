"""What an import did, and what it refused, line by line. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.refusals import Fault, FaultOfLine, Invalid

MOST_REFUSED = 1000
"""So many refused lines are told; the rest are counted."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that can't be recorded: its number, and everything wrong with it."""

    line: int
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class Report:
    """What an import did: made by kind, unchanged since it was there, refused.

    `positions` of its ledger entries; empty where nothing was new, and in a dry run. `lines` are
    those read; `refused` has the first of them by line, `refused_total` counts all.
    """

    made: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    positions: list[int] = field(default_factory=list)
    lines: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    refused_total: int = 0
    dry_run: bool = False

    def refuse(self, line: int, faults: Sequence[Fault]) -> None:
        self.refused_total += 1
        if len(self.refused) < MOST_REFUSED:
            self.refused.append(RefusedLine(line, tuple(faults)))

    def left(self) -> str:
        """What an import that stopped at refused lines leaves on record, in words."""
        refused = f"{self.refused_total} {'line' if self.refused_total == 1 else 'lines'} refused"
        if not self.positions:
            return f"{refused}; nothing is recorded"
        return f"{refused}; the batches before them are on record, in {len(self.positions)} entries"

    def body(self) -> dict[str, Any]:
        """As the API and the command's --json say it."""
        return {
            "dry_run": self.dry_run,
            "lines": self.lines,
            "positions": self.positions,
            "made": dict(sorted(self.made.items())),
            "unchanged": self.unchanged,
            "refused_total": self.refused_total,
            "refused": [
                {
                    "line": each.line,
                    "pointer": fault.pointer,
                    "code": fault.code,
                    "detail": fault.detail,
                }
                for each in self.refused
                for fault in each.faults
            ],
        }


class BadLine(Invalid):
    """Lines were refused, and with them the whole import; the faults name the lines."""

    code = "lines_refused"

    def __init__(self, refused: Iterable[RefusedLine], report: Report | None = None) -> None:
        refused = list(refused)
        self.line = refused[0].line
        self.report = report or Report(refused=refused, refused_total=len(refused))
        super().__init__(
            [
                FaultOfLine(fault.pointer, fault.code, fault.detail, each.line)
                for each in refused
                for fault in each.faults
            ]
        )

    def __str__(self) -> str:
        return "; ".join(
            f"line {each.line}: {fault.detail}"
            for each in self.report.refused
            for fault in each.faults
        )

    def summary(self) -> tuple[str, str]:
        return self.code, self.report.left()

    def more(self) -> dict[str, Any]:
        body = self.report.body()
        return {name: body[name] for name in ("lines", "positions", "refused_total")}
