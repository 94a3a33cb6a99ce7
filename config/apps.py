"""The project as an app: it brings commands and checks, no models."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created

from config.session import make_readable


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks  # noqa: PLC0415  models are not loaded when this module is

        connection_created.connect(make_readable)
        register(checks.postgres_is_new_enough, Tags.database)
        register(checks.owner_does_not_serve, Tags.security, deploy=True)
        register(checks.service_has_its_rights, Tags.database, deploy=True)
