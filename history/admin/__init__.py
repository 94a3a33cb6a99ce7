"""The admin as every record uses it: reasons, versions, history pages; the ledger, the people.

Stock Django, but for one thing: what is saved goes through the write modules, so that one save is
one ledger entry with its author and reason. Django's own log is off; the ledger is the log.
"""

from history.admin.ledger import EntryAdmin
from history.admin.people import GroupAdmin, TokenAdmin, UserAdmin

__all__ = ["EntryAdmin", "GroupAdmin", "TokenAdmin", "UserAdmin"]
