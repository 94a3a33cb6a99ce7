"""The models of what is said, one module a subject."""

from claims.models.assessment import Assessment, PastSheet
from claims.models.claim import Claim, ClaimParty
from claims.models.entity import Entity, EntityName
from claims.models.note import ClaimNote
from claims.models.revision import Revision, RevisionEntity
from claims.models.staging import Import, StagedLine, StagedRecord, StagedRevision, Upload
from claims.models.topic import Topic

__all__ = [
    "Assessment",
    "Claim",
    "ClaimNote",
    "ClaimParty",
    "Entity",
    "EntityName",
    "Import",
    "PastSheet",
    "Revision",
    "RevisionEntity",
    "StagedLine",
    "StagedRecord",
    "StagedRevision",
    "Topic",
    "Upload",
]
