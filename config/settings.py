"""Settings, all from the environment (config/env.py). There are no test settings: tests set variables."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import database_from_url, environment, kept_secret, mail_from_url, sqlite_database
from config.hardening import refuse_hollow_preload, refuse_open_links, refuse_weak
from config.sign_in import group_roles, library_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
# A unix socket's path may not exceed some 100 characters, so it lives apart, in a folder derived from DATA_DIR:
# whoever knows DATA_DIR (manage.py beside a running server, say) finds the same broker.
RUNTIME_DIR = Path(tempfile.gettempdir()) / f"crossing-{hashlib.sha256(str(DATA_DIR).encode()).hexdigest()[:12]}"
EMBEDDED_REDIS_SOCKET = RUNTIME_DIR / "valkey.sock"

DEBUG = environment.flag("DEBUG", default=False)
EMBEDDED = not environment.text("DATABASE_URL", "")
if secret := environment.text("SECRET_KEY", ""):
    SECRET_KEY = secret
elif EMBEDDED:
    SECRET_KEY = kept_secret(DATA_DIR / "secret_key")
else:
    raise ImproperlyConfigured("Set SECRET_KEY (or SECRET_KEY_FILE) when DATABASE_URL is set: 50 random characters.")
# Keys that were in use before: what was signed or derived with them still counts.
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
# Numbered peppers of the API keys, `1:secret,2:secret`; the highest number signs new keys, the others still verify.
API_KEY_PEPPERS = environment.numbered("API_KEY_PEPPERS") or {0: SECRET_KEY}
if not EMBEDDED:
    refuse_weak(
        secret_key=SECRET_KEY,
        debug=DEBUG,
        allowed_hosts=ALLOWED_HOSTS,
        peppers=list(API_KEY_PEPPERS.values()),
        former_keys=SECRET_KEY_FALLBACKS,
    )
PUBLIC_URL = environment.text("PUBLIC_URL", f"http://127.0.0.1:{environment.number('PORT', default=8000)}").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "implementation",
    "tracking",
    # After ours, so that our templates stand in for theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    # Without looking for modules called admin: which rows are shown is said in implementation/pages/admin.
    "django.contrib.admin.apps.SimpleAdminConfig",
]
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PolicyMiddleware",
    "config.middleware.DatabaseBusyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "implementation.pages.sign_in.required_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": sqlite_database(DATA_DIR / "crossing.sqlite3")
    if EMBEDDED
    else database_from_url(
        # "false" behind a pooler that hands out connections by transaction and knows no prepared statements.
        environment.text("DATABASE_URL"),
        prepared=environment.flag("PREPARED_STATEMENTS", default=True),
    )
}
REDIS_URL = environment.text("REDIS_URL", f"unix://{EMBEDDED_REDIS_SOCKET}")
CACHES = {
    "default": {
        "BACKEND": "config.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "crossing",
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 1.0},
    }
}
# `unix://` is Django's spelling of a socket, `redis+socket://` Celery's.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A publish must never hold up a write: it fails within 0.2 s, and a sweep finds the rows.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.2}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "crossing"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 3600 * environment.number("SESSION_HOURS", default=24, at_least=1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "implementation.User"
# E-mail addresses are unique in any case of letters, by a constraint that Django's check does not recognise.
# HSTS for all subdomains, and in the list of browsers (W005, W021), is set below by whoever owns the domain.
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004", "security.W005", "security.W021"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Links by which a password is set.
PASSWORD_RESET_TIMEOUT = 4 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
CSRF_FAILURE_VIEW = "implementation.pages.stale.form_was_stale"

# How people sign in (docs/access.md): what the library reads is put together in config/sign_in.py.
globals().update(library_settings(environment))
_SECOND_FACTOR = environment.choice("STAFF_SECOND_FACTOR", among=("optional", "required"), default="optional")
STAFF_SECOND_FACTOR_REQUIRED = _SECOND_FACTOR == "required"
OIDC_GROUP_ROLES = group_roles(environment)
OIDC_GROUPS_CLAIM = environment.text("OIDC_GROUPS_CLAIM", "groups")
OIDC_EMAIL_IS_VERIFIED = environment.flag("OIDC_EMAIL_IS_VERIFIED", default=False)

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
# "Today" of every measure is the date in this zone.
REPORTING_TIME_ZONE = environment.text("REPORTING_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = environment.flag("HTTPS", default=not EMBEDDED)
refuse_open_links(public_url=PUBLIC_URL, https=HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and environment.flag("SSL_REDIRECT", default=True)
# Health is asked for by number and without TLS, by load balancers and by `make run`.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", default=3600 if HTTPS else 0)
# These two bind names and people beyond this server, and for long: for the owner of the domain to decide.
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD", default=False)
refuse_hollow_preload(seconds=SECURE_HSTS_SECONDS, subdomains=SECURE_HSTS_INCLUDE_SUBDOMAINS, asked=SECURE_HSTS_PRELOAD)
if environment.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    # The API's offline documentation brings its own scripts and starts them inline; its view sets its own policy.
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# Webhooks go to public hosts over https; into these networks also by http and to any port.
WEBHOOK_ALLOWED_NETWORKS = environment.networks("WEBHOOK_ALLOWED_NETWORKS")
WEBHOOK_DISABLE_AFTER_DAYS = environment.number("WEBHOOK_DISABLE_AFTER_DAYS", default=5, at_least=1)
IMPORT_UPLOAD_LIMIT = environment.number("IMPORT_UPLOAD_LIMIT_MB", default=200, at_least=1) * 2**20

# Mails are files in MAIL_DIR until EMAIL_URL names a server. Django reads its own settings, EMAIL_HOST and so on.
MAIL_DIR = DATA_DIR / "mail"
globals().update(mail_from_url(environment.text("EMAIL_URL", MAIL_DIR.as_uri())))
# The hour of the morning, in the reporting time zone, from which the day's reminders are mailed.
REMINDER_HOUR = environment.number("REMINDER_HOUR", default=7)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("EMAIL_FROM", "Crossing <crossing@localhost>")

EVIDENCE_UPLOAD_LIMIT = environment.number("EVIDENCE_UPLOAD_LIMIT_MB", default=25, at_least=1) * 2**20

# Requests a minute that one key or person may send.
API_REQUESTS_PER_MINUTE = environment.number("API_REQUESTS_PER_MINUTE", default=600, at_least=1)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "implementation.http.authentication.ApiKeyAuthentication",
        "implementation.http.authentication.StaffSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["implementation.http.permissions.ScopePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "implementation.http.openapi.CrossingSchema",
    "EXCEPTION_HANDLER": "implementation.http.handler.answer_problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": None,
    # A parameter `format` would pass by the check of parameters; there is one format.
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Crossing",
    "DESCRIPTION": (
        "Tracks each customer go-live of a healthcare AI product as a checklist, and tells whether each further one "
        "takes less time and less hand-holding.\n\n"
        "**Lists** answer `{next, next_cursor, results}` and page by cursor: follow `next`, or send `next_cursor` as "
        "`cursor`, until it is null. `events` is what misses nothing.\n\n"
        "**Errors** are problem details (RFC 9457): branch on `type`; `errors` names each place.\n\n"
        "**Two writers**: send a detail's `ETag` as `If-Match`; a row changed meanwhile answers 412. "
        "**Retries**: send an `Idempotency-Key`; nothing is done twice.\n\n"
        "What may change and what will not, and recipes for tools: docs/api.md."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    # The converters of implementation/http/converters.py.
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "string", "format": "uuid"}, "ref": str},
    "SERVERS": [{"url": "/", "description": "This server"}],
    "LICENSE": {"name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    # Generated clients take these names for types, so each is stated: a made-up one changes with its surroundings.
    "ENUM_NAME_OVERRIDES": {
        "ActorKind": "implementation.models.events.Event.Actor",
        "RoleEnum": "implementation.models.api_keys.ApiKey.RoleChoice",
        "UserRole": "implementation.models.users.User.RoleChoice",
        "Anchor": "implementation.models.playbooks.Anchor",
        "Audience": "implementation.models.vocabulary.Audience",
        "ApprovalStatus": "implementation.models.approvals.ApprovalStatus",
        "ApprovalTo": "implementation.api.serializers.approvals.Deciding",
        "Sponsoring": "implementation.api.serializers.sites.Sponsoring",
        "Category": "implementation.models.playbooks.Category",
        "Gate": "implementation.models.playbooks.Gate",
        "DayKindEnum": "implementation.models.playbooks.DayKind",
        "PlaybookOutcome": "implementation.api.serializers.playbook_diffs.OUTCOME_CHOICES",
        "PlaybookDraftUntil": "implementation.api.serializers.playbook_drafts.UNTIL_CHOICES",
        "PlaybookDayKind": "implementation.api.serializers.playbook_contents.DAY_KINDS",
        "MeasuredState": "tracking.models.measures.MeasuredState",
        "Stage": "implementation.models.golives.Stage",
        "Activity": "implementation.models.time_entries.Activity",
        "BarrierKind": "implementation.models.vocabulary.BarrierKind",
        "Light": "implementation.models.status_notes.Light",
        "GoLiveStatus": "implementation.models.golives.GoLiveStatus",
        "ExportState": "implementation.models.exports.ExportState",
        "ImportState": "implementation.models.imports.ImportState",
        "Precision": "implementation.models.vocabulary.Precision",
        "Side": "implementation.models.vocabulary.Side",
        "OwnerSide": "implementation.models.vocabulary.OwnerSide",
        "TaskStatus": "implementation.models.tasks.TaskStatus",
        "WebhookState": "implementation.models.webhooks.WebhookState",
        "WebhookDeliveryState": "implementation.models.webhooks.DeliveryState",
        "DaysSideName": "implementation.reads.days.SIDE_CHOICES",
        "Urgency": "implementation.api.serializers.me.URGENCY_CHOICES",
        "ReminderKind": "implementation.models.reminders.ReminderKind",
        "ReminderMailState": "implementation.api.serializers.me.MAIL_CHOICES",
        "HealthLevel": "implementation.api.serializers.health.LEVEL_CHOICES",
        "HealthReasonKind": "implementation.api.serializers.health.REASON_CHOICES",
        "CancellingTo": "implementation.api.serializers.Cancelling",
        "RevokingTo": "implementation.api.serializers.Revoking",
        "StatusNoteTo": "implementation.api.serializers.status_notes.Publishing",
        "WithdrawingTo": "implementation.api.serializers.Withdrawing",
        "VoidingTo": "implementation.api.serializers.Voiding",
    },
    "WEBHOOKS": ["implementation.api.openapi.EVENT_MESSAGE"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "implementation.http.describing.describe_tags",
        "implementation.http.describing.describe_bodies",
        "implementation.http.describing.describe_problems",
        "implementation.http.describing.describe_headers",
        "implementation.http.describing.describe_links",
        "implementation.http.describing.describe_tables",
        "tracking.api.example_rows.describe_examples",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.SafeFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        },
    },
    "filters": {"request_id": {"()": "config.middleware.RequestIdFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    # Django's own handlers would write beside ours, and as they like.
    "loggers": {"django": {"handlers": []}, "django.server": {"handlers": [], "propagate": True}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}
