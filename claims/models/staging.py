"""Where an import waits before it goes on record: untracked, unlogged, gone when it is done.

The tables are made in SQL (migration 0015): the one of statements has the columns of
`claims_revision`, so that the last step is one INSERT … SELECT. docs/importing.md.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from api.typeid import new_key
from history.grants import EVERYTHING


class Import(models.Model):
    """An import under way, or one that stopped between its batches and can be resumed.

    Whoever runs it holds an advisory lock on its id; what nobody holds is left over.
    `content_sha256`: of the whole file, "" for a stream. `lines_done`: how many are on record.
    """

    service_may = EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    importer = models.CharField(max_length=100, blank=True)
    lines_done = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.id)


class Upload(models.Model):
    """A file that was given in the admin, between its preview and the import; gone after a day.

    What is imported is what was previewed: the confirmation names it by id, and it is its
    uploader's alone.
    """

    service_may = EVERYTHING

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class StagedLine(models.Model):
    """A line as read, to be resolved again where the record changed meanwhile.

    `file_id`: the id its statement has in the file; `revision_id`: the one it has on record, or
    will have.
    """

    service_may = EVERYTHING

    pk = models.CompositePrimaryKey("import_id", "line")
    import_id = models.UUIDField()
    line = models.BigIntegerField()
    content = models.TextField()

    class Meta:
        managed = False
        db_table = "claims_stagedline"

    def __str__(self) -> str:
        return f"line {self.line}"


class StagedRecord(models.Model):
    """A source, topic, entity, claim, party or document that a line makes; `row` as its table's."""

    service_may = EVERYTHING

    id = models.UUIDField(primary_key=True)
    import_id = models.UUIDField()
    line = models.BigIntegerField()
    ordinal = models.IntegerField()
    kind = models.TextField()
    name = models.TextField()
    row = models.JSONField()

    class Meta:
        managed = False
        db_table = "claims_stagedrecord"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class StagedRevision(models.Model):
    """A statement as it will go on record: every column of claims_revision, and where it is from.

    `reason`: of the entry it goes on record in, where it says one of its own. `line_stances`:
    the stances that share its line; null where it follows nothing.
    """

    service_may = EVERYTHING

    id = models.UUIDField(primary_key=True)
    import_id = models.UUIDField()
    line = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "claims_stagedrevision"

    def __str__(self) -> str:
        return f"line {self.line}"
