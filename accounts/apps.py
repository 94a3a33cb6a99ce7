from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and access"

    def ready(self) -> None:
        import accounts.schema  # noqa: F401, PLC0415  it registers itself, once models are loaded
