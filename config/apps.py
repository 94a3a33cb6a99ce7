"""The project as an app: it brings commands and checks, no models."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config.checks import postgres_is_new_enough


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        register(postgres_is_new_enough, Tags.database)
