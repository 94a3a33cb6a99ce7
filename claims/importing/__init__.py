"""Records in, statements out: the one path of the seeds, `manage.py import` and POST imports/.

Lines are read, checked, resolved and staged without the writers' lock; the last step takes it,
looks again at what changed meanwhile, and enters everything at once. docs/importing.md.
"""

from claims.importing.reading import read_lines
from claims.importing.report import BadLine, RefusedLine, Report
from claims.importing.running import Import, import_lines

__all__ = ["BadLine", "Import", "RefusedLine", "Report", "import_lines", "read_lines"]
