"""The URL table. Each app brings its own part; the composition is here."""

from django.urls import include, path

from config.health import livez, readyz

handler400 = "implementation.http.handler.bad_request"
handler500 = "implementation.http.handler.server_error"
urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("implementation.api.urls")),
    path("api/v1/", include("tracking.api.urls")),
    path("", include("implementation.http.documentation")),
    path("", include("implementation.pages.urls")),
]
