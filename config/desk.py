"""The admin as an app: Django's own, with the site of `history`."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "history.desk.site.DeskSite"
