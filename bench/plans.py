"""How many buffers a question touches: every statement it sends, explained as it runs.

EXPLAIN (ANALYZE, BUFFERS) of the same statement with the same parameters, on the same session and
in the same snapshot, just before the statement itself; hits and reads of the whole plan are added
up. Planning is not counted, nor is what writes; BEGIN and COMMIT are not among the statements.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
READS = ("SELECT", "WITH", "(SELECT")


@dataclass
class Touched:
    """The statements a question sent, in order, and the buffers each of them touched.

    `explains` False: only what is sent is noted. What writes can't be run twice.
    """

    explains: bool = True
    statements: list[tuple[str, int]] = field(default_factory=list)

    @property
    def buffers(self) -> int:
        return sum(buffers for _, buffers in self.statements)

    def note(self, query: str, parameters: Any, execute: Callable[[str, Any], Any]) -> None:
        """Explain a statement through `execute`, which gives the plan's rows."""
        text = " ".join(str(query).split())
        buffers = 0
        if self.explains and text.upper().startswith(READS):
            [(plan,)] = execute(EXPLAIN + str(query), parameters)
            plan = json.loads(plan) if isinstance(plan, str) else plan
            top = plan[0]["Plan"]
            buffers = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
        self.statements.append((text, buffers))


@contextmanager
def touching(connection: Any, limit: Any, *, explains: bool = True) -> Iterator[Touched]:
    """Note all that is sent over Django's connection and over the limit's."""
    touched = Touched(explains)

    def explained(execute: Any, query: str, parameters: Any, many: bool, context: Any) -> Any:
        def rows(query: str, parameters: Any) -> Any:
            execute(query, parameters, many, context)
            return context["cursor"].fetchall()

        touched.note(query, parameters, rows)
        return execute(query, parameters, many, context)

    limit.noting = touched.note
    try:
        with connection.execute_wrapper(explained):
            yield touched
    finally:
        limit.noting = None
