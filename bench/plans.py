"""How many buffers a question touches: every statement it sends, explained as it runs.

EXPLAIN (ANALYZE, BUFFERS) of the same statement with the same parameters, on the same session and
in the same snapshot, just before the statement itself; hits and reads of the whole plan are added
up. Planning is not counted, nor is what writes; BEGIN and COMMIT are not among the statements.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
READS = ("SELECT", "WITH", "(SELECT")


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement that was sent, the buffers it touched, and its plan where it was explained."""

    text: str
    buffers: int = 0
    plan: Mapping[str, Any] = field(default_factory=dict)

    @property
    def nodes(self) -> Iterator[Mapping[str, Any]]:
        """Every node of the plan, also of its subplans."""
        left = [self.plan] if self.plan else []
        while left:
            node = left.pop()
            yield node
            left.extend(node.get("Plans", ()))

    @property
    def descents(self) -> int:
        """How often an index was searched from its root; before PostgreSQL 18, at least so often.

        A longer table's index is a level deeper: each descent may touch one buffer more.
        """
        indexes = [node for node in self.nodes if "Index Name" in node]
        return sum(node.get("Index Searches", node["Actual Loops"]) for node in indexes)

    def scanned(self, node_type: str) -> set[str]:
        """The tables that nodes of a type read."""
        found = (node for node in self.nodes if node["Node Type"] == node_type)
        return {str(node["Relation Name"]) for node in found}


@dataclass
class Touched:
    """The statements a question sent, in order, with what each of them touched.

    `explains` False: only what is sent is noted. What writes can't be run twice.
    """

    explains: bool = True
    statements: list[Sent] = field(default_factory=list)

    @property
    def buffers(self) -> int:
        return sum(sent.buffers for sent in self.statements)

    def note(self, query: str, parameters: Any, execute: Callable[[str, Any], Any]) -> None:
        """Explain a statement through `execute`, which gives the plan's rows."""
        text = " ".join(str(query).split())
        sent = Sent(text)
        if self.explains and text.upper().startswith(READS):
            [(plan,)] = execute(EXPLAIN + str(query), parameters)
            plan = json.loads(plan) if isinstance(plan, str) else plan
            top = plan[0]["Plan"]
            sent = Sent(text, top["Shared Hit Blocks"] + top["Shared Read Blocks"], top)
        self.statements.append(sent)


@contextmanager
def touching(connection: Any, limit: Any = None, *, explains: bool = True) -> Iterator[Touched]:
    """Note all that is sent over Django's connection, and over the limit's if there is one."""
    touched = Touched(explains)

    def explained(execute: Any, query: str, parameters: Any, many: bool, context: Any) -> Any:
        def rows(query: str, parameters: Any) -> Any:
            execute(query, parameters, many, context)
            return context["cursor"].fetchall()

        touched.note(query, parameters, rows)
        return execute(query, parameters, many, context)

    if limit is not None:
        limit.noting = touched.note
    try:
        with connection.execute_wrapper(explained):
            yield touched
    finally:
        if limit is not None:
            limit.noting = None
