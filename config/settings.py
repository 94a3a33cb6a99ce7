"""Settings, read from the environment; docs/operating.md lists every variable.

Without any, it is a development installation on an embedded PostgreSQL under `var/`.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from api.rates import Rate, read_rate
from config.database import databases
from config.ledger import ledger_key, ledger_name
from config.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """A yes-or-no variable: true, false, 1, 0, yes or no."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "1", "true", "yes", "0", "false", "no"):
        return text in ("1", "true", "yes") if text else default
    raise ImproperlyConfigured(f"{name}={text!r}: write true or false")


def words(name: str, default: list[str]) -> list[str]:
    """A list of words between commas."""
    text = os.environ.get(name)
    return default if text is None else [word.strip() for word in text.split(",") if word.strip()]


def number(name: str, default: int, most: int) -> int:
    """A whole number, 1 or more."""
    text = os.environ.get(name, "").strip() or str(default)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
        return int(text)
    raise ImproperlyConfigured(f"{name}={text!r}: write a whole number from 1 to {most}")


def rate(name: str, default: str) -> Rate | None:
    """How often somebody may ask: 600/min; off for as often as they like."""
    try:
        return read_rate(os.environ.get(name, "").strip().lower() or default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def whole(name: str, default: int, most: int) -> int:
    """A whole number from 0 to `most`."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= most):
        raise ImproperlyConfigured(f"{name}={text!r}: write a whole number from 0 to {most}")
    return int(text)


DEBUG = flag("ONRECORD_DEBUG", False)
DATA_DIR = Path(os.environ.get("ONRECORD_DATA") or BASE_DIR / "var").expanduser().absolute()
SECRET_KEY = os.environ.get("ONRECORD_SECRET_KEY") or secret_key(DATA_DIR)
ALLOWED_HOSTS = words("ONRECORD_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = words("ONRECORD_ORIGINS", [])
ANONYMOUS_READ = flag("ONRECORD_ANONYMOUS_READ", True)
# Of each process that serves, as gunicorn is told: half of them may hold readers who wait.
SERVING_THREADS = number("ONRECORD_THREADS", 4, 1000)

# Who signs the ledger's checkpoints. The key is made when the first of them is signed.
LEDGER_NAME = ledger_name(os.environ.get("ONRECORD_LEDGER_NAME"))
LEDGER_KEY = SimpleLazyObject(lambda: ledger_key(DATA_DIR, os.environ.get("ONRECORD_LEDGER_KEY")))

INSTALLED_APPS = [
    "config",
    "claims",
    "sources",
    "history",
    "accounts",
    "config.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "simple_history",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.security.BrowserPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.middleware.RequestContextMiddleware",
    "api.middleware.EitherSlashMiddleware",
    "api.middleware.RateLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "api.middleware.DeskMessageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False  # api.middleware answers both
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "admin:login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = databases(os.environ, BASE_DIR)
TEST_RUNNER = "django.test.runner.DiscoverRunner"

_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": f"{_PASSWORDS}.MinimumLengthValidator"},
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
    {"NAME": f"{_PASSWORDS}.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# The files are served from the packages that ship them, so that no collecting step is needed.
WHITENOISE_USE_FINDERS = True

# History is written by triggers; simple-history's signals stay off.
SIMPLE_HISTORY_ENABLED = False
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_DATE_INDEX = False

RATES = {
    "token": rate("ONRECORD_RATE", "3000/min"),
    "user": rate("ONRECORD_RATE", "3000/min"),
    "anonymous": rate("ONRECORD_ANONYMOUS_RATE", "600/min"),
    # Failures to sign in, of an address and of a username: accounts/signing_in.py.
    "sign_in_address": rate("ONRECORD_SIGN_IN_ADDRESS_RATE", "30/15min"),
    "sign_in_username": rate("ONRECORD_SIGN_IN_USERNAME_RATE", "10/15min"),
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.throttling.CallerThrottle"],
    # None but those of our own proxies is believed; DRF would take the caller's word.
    "NUM_PROXIES": whole("ONRECORD_PROXIES", 0, 10),
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.RolePermission"],
    "DEFAULT_RENDERER_CLASSES": ["api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}

KNOX_TOKEN_MODEL = "accounts.Token"  # noqa: S105  a model's name
REST_KNOX = {
    "TOKEN_PREFIX": "onr_",
    "TOKEN_TTL": timedelta(days=365),
    "AUTO_REFRESH": False,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Onrecord",
    "DESCRIPTION": "Who said what, when, in which words, and who disagrees.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "api.schema.keep_enums_inline",
        "config.examples.add_examples",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "TAGS": [
        {"name": "sources", "description": "Who speaks."},
        {"name": "documents", "description": "What they published."},
        {"name": "topics", "description": "What claims are about."},
        {"name": "entities", "description": "What can be an answer."},
        {"name": "claims", "description": "One checkable question each, and who agrees on it."},
        {"name": "revisions", "description": "One source's statement of a claim's value."},
        {"name": "search", "description": "Topics, claims, sources and entities by words."},
        {"name": "wording", "description": "How words are read."},
        {"name": "imports", "description": "Records in bulk."},
        {"name": "audit", "description": "Reports for auditors."},
        {"name": "changes", "description": "What was recorded, in order, field by field."},
        {"name": "ledger", "description": "The log of every change, and what proves it."},
    ],
}

# Safe to serve as they are; behind TLS, say so with ONRECORD_HTTPS=true.
HTTPS = flag("ONRECORD_HTTPS", False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# The most that any view reads; each says what it takes, most of them the line above.
LARGEST_BODY = 100 * 1_048_576

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ONRECORD_LOG", "WARNING").upper()},
}
