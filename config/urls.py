"""The addresses: the API, its schema and docs, health, the admin."""

from django.contrib import admin
from django.urls import include, path

from config import health
from config.described import DocsView, SchemaView
from history.admin.signing_in import sign_in

handler400 = "api.problems.refused"
handler403 = "api.problems.forbidden"
handler404 = "api.problems.not_found"
handler500 = "api.problems.failed"

urlpatterns = [
    path("api/v1/", health.api_root),
    path("api/v1/", include("sources.urls")),
    path("api/v1/", include("claims.urls")),
    path("api/v1/", include("history.urls")),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", DocsView.as_view(url_name="schema"), name="docs"),
    path("healthz/", health.alive),
    path("readyz/", health.ready),
    path("admin/login/", sign_in),  # before the site's own, which `admin:login` names
    path("admin/", admin.site.urls),
    path("", health.front_door),
]
