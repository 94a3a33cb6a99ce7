from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = "Sources and documents"

    def ready(self) -> None:
        """Say how changes of sources and documents are told."""
        # Models are not loaded when this module is.
        import sources.telling  # noqa: F401, PLC0415
