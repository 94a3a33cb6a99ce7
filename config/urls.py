"""The addresses: the API, its schema and docs, health, the admin."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from config import health

handler400 = "api.problems.refused"
handler403 = "api.problems.forbidden"
handler404 = "api.problems.not_found"
handler500 = "api.problems.failed"

urlpatterns = [
    path("api/v1/", health.api_root),
    path("api/v1/", include("sources.urls")),
    path("api/v1/", include("claims.urls")),
    path("api/v1/", include("history.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("healthz/", health.alive),
    path("readyz/", health.ready),
    path("admin/", admin.site.urls),
    path("", health.front_door),
]
