"""Settings under which an acknowledged entry could be lost or the record be damaged unseen."""

from __future__ import annotations

from collections.abc import Iterator

from history.verification.faults import Fault
from history.verification.reading import run

SAFE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
    "zero_damaged_pages": {"off"},
    "ignore_checksum_failure": {"off"},
}
WORDS = {"true": "on", "yes": "on", "1": "on", "false": "off", "no": "off", "0": "off"}

# What ALTER ROLE or ALTER DATABASE set for others than the role that verifies.
FOR_OTHERS = """
    SELECT split_part(c, '=', 1), split_part(c, '=', 2),
           concat_ws(' ', 'for', r.rolname, CASE WHEN s.setdatabase <> 0 THEN 'here' END)
    FROM pg_db_role_setting s
    CROSS JOIN LATERAL unnest(s.setconfig) c
    LEFT JOIN pg_roles r ON r.oid = s.setrole
    WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


def setting_faults() -> Iterator[Fault]:
    found = run("SELECT name, setting, '' FROM pg_settings WHERE name = ANY(%s)", [list(SAFE)])
    for name, value, whose in found + run(FOR_OTHERS):
        value = WORDS.get(value.lower(), value.lower())
        if name in SAFE and value not in SAFE[name]:
            yield Fault(
                "unsafe_setting",
                f"{name} is {value} {whose}".rstrip(),
                expected=" or ".join(sorted(SAFE[name])),
                found=value,
            )
