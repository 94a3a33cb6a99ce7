from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = "Sources and documents"

    def ready(self) -> None:
        """Say how changes are told, and what may be erased of a version beside its fields."""
        # Models are not loaded when this module is.
        import sources.exporting  # noqa: PLC0415
        import sources.telling  # noqa: F401, PLC0415
        from history.erasing import also_erasable  # noqa: PLC0415
        from sources.models import DocumentVersion  # noqa: PLC0415
        from sources.texts import forget  # noqa: PLC0415

        also_erasable(DocumentVersion, "text", forget)
