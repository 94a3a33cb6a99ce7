"""Whether the record is what was sealed: everything recomputed from the rows that people read.

`verifying.verify` goes through it all: what is installed (`machinery`, `permissions`), the log
(`log`, pure, over what `reading` streams), the live tables (`live`). docs/ledger.md.
"""
