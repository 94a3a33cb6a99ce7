"""Onrecord's settings, and the peers' apps beside it. For the bench alone."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "pgtrigger", "pghistory", "reversion", "bench.peers"]

# The peers as they come: simple-history's own index on dates, its signals only around its turns.
SIMPLE_HISTORY_DATE_INDEX = True
PGTRIGGER_MIGRATIONS = False
PGHISTORY_ADMIN_CLASS = None
