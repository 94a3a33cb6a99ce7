from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        """At the end of every entry, judge what it touched; say how changes are told, and
        records exported; what an erasure empties; by which rules answers are made."""
        # Models are not loaded when this module is.
        import claims.exporting.catalogue  # noqa: PLC0415
        import claims.telling  # noqa: F401, PLC0415
        from api.preconditions import made_by  # noqa: PLC0415
        from claims.assessing import assess_touched  # noqa: PLC0415
        from claims.assessing_past import empty_for_erasure  # noqa: PLC0415
        from claims.models.assessment import KEPT_BY  # noqa: PLC0415
        from history.copies import emptied_by_erasures  # noqa: PLC0415
        from history.recording import before_seal  # noqa: PLC0415

        before_seal(assess_touched)
        emptied_by_erasures(empty_for_erasure)
        made_by(KEPT_BY)
