"""What a session must be set to for the driver to read what comes: ISO dates, plain intervals.

An administrator may have set a server or a database otherwise (ALTER SYSTEM, ALTER DATABASE). The
server says at every connection how it is set, so that nothing is asked where all is as usual.
"""

from __future__ import annotations

from typing import Any

NEEDED = {"DateStyle": "ISO", "IntervalStyle": "postgres"}


def make_readable(connection: Any, **signal: Any) -> None:
    """Set a new connection as the driver needs it. For Django's `connection_created`."""
    session = connection.connection
    for name, value in NEEDED.items():
        said = session.info.parameter_status(name) or ""
        if said.partition(",")[0] != value:
            session.execute(f"SET {name} TO {value}")
