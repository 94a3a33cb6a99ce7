"""What every record keeps: its history, written by PostgreSQL, and the ledger that numbers it.

Models join by `history = tracked(about=…)`; writers by `with recording(by=, reason=, channel=)`.
This app names none of the models that join it, but for those of accounts.
"""
