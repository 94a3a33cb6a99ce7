"""The admin's sign-in page: Django's own, but whoever fails too often is told to wait."""

from __future__ import annotations

import math
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.signing_in import Attempt, TooManyFailures, know

CODE = "too_many_failures"


class SignInForm(AdminAuthenticationForm):
    """Looks at a password only if few attempts have failed; else `wait` is in seconds."""

    request: HttpRequest
    wait: int | None = None

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username is None or not password:
            return super().clean()
        try:
            attempt = Attempt(self.request, username)
        except TooManyFailures as error:
            self.wait = error.wait
            raise ValidationError(_words(error.wait), CODE) from error
        cleaned = super().clean()
        attempt.succeeded()
        return cleaned


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; 429 with the page that says how long to wait, after too many failures."""
    response: Any = admin.site.login(request)
    if request.method != "POST":
        return response
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is None:
        know(response, request.path, request.user.get_username())
    elif form.wait is not None:
        response.status_code = 429
        response["Retry-After"] = str(form.wait)
    return response


def _words(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    unit = "minute" if minutes == 1 else "minutes"
    return f"Too many attempts to sign in have failed. Try again in {minutes} {unit}."


admin.site.login_form = SignInForm
