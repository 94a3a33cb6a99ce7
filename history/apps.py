from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = "History and ledger"

    def ready(self) -> None:
        """Say how changes of people are told."""
        # Models are not loaded when this module is.
        import history.telling_people  # noqa: F401, PLC0415
