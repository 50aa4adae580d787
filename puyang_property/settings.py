"""The one settings module.

PORTAL_ENV is demo, test or production. Demo and test make the secrets they lack in
PORTAL_HOME/keys; production refuses to start without secrets, keys and hosts of its own.
"""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from puyang_property.environment import flag, portal_home, required, secret

BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_ENV = os.environ.get("PORTAL_ENV", "demo")
if PORTAL_ENV not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("PORTAL_ENV must be demo, test or production.")
PRODUCTION = PORTAL_ENV == "production"
PORTAL_HOME = portal_home(BASE_DIR)

SECRET_KEY = secret("PORTAL_SECRET_KEY", PORTAL_HOME, "secret_key", production=PRODUCTION)
CONTACT_KEYS = secret("PORTAL_CONTACT_KEYS", PORTAL_HOME, "contact.keys", production=PRODUCTION)
DIGEST_KEY = secret("PORTAL_DIGEST_KEY", PORTAL_HOME, "digest.key", production=PRODUCTION)
LOCAL_AREA_CODE = os.environ.get("PORTAL_AREA_CODE", "0393")  # of landlines written without one
DEBUG = flag("PORTAL_DEBUG") and not PRODUCTION
ALLOWED_HOSTS = required("PORTAL_HOSTS", production=PRODUCTION, default="*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PORTAL_ORIGINS", "").split(",") if o]
PORTAL_PUBLIC_URL = os.environ.get(
    "PORTAL_PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)

INSTALLED_APPS = [
    "puyang_property.core",
    "accounts",
    "communities",
    "disputes",
    "puyang_property.admin_site.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # the widgets' templates, for our own renderer
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "knox",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "puyang_property.core.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "puyang_property.core.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "puyang_property.core.middleware.LanguageMiddleware",
    "puyang_property.core.bodies.BodyLimitMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.returning.ReturnMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "puyang_property.core.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "puyang_property.urls"
WSGI_APPLICATION = "puyang_property.wsgi.application"
FORM_RENDERER = "puyang_property.core.forms.PortalRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "puyang_property.core.context_processors.portal",
            ],
            "builtins": ["puyang_property.core.templatetags.portal"],
        },
    }
]

# ---------------------------------------------------------------- data
DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL", production=PRODUCTION, default="postgresql:///portal"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 5
# Behind a pooler that gives each transaction another connection, nothing may be left on one:
# neither cursors nor the plans of core.prepared.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = flag("PORTAL_SHARED_CONNECTIONS")
# A row with all its names joins seven or more tables by key: trying every order of them takes
# PostgreSQL ten times as long as reading the rows. And the hits of a common phrase have to fit
# into memory, or every case on their pages is read again. Whoever opens a cursor reads all of it:
# an export is planned for its last row, not for its first (docs/performance.md).
PLANNING = "-c join_collapse_limit=4 -c work_mem=32MB -c cursor_tuple_fraction=1"
DATABASES["default"]["OPTIONS"].setdefault("options", PLANNING)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = required("REDIS_URL", production=PRODUCTION, default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PORTAL_HOME / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "puyang_property.core.files.uploads.ForgivingUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
PGTRIGGER_SCHEMA_EDITOR = True

# ---------------------------------------------------------------- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "puyang_property.formats"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ---------------------------------------------------------------- who
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PostBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
PORTAL_ROLES = "puyang_property.roles.ROLES"
LOGIN_URL = "accounts:login"
CSRF_FAILURE_VIEW = "accounts.returning.csrf_failure"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "site:home"
# Many people share one address behind a carrier: enough for a street, too little for a machine.
FILINGS_PER_HOUR = int(os.environ.get("PORTAL_FILINGS_PER_HOUR", "60"))
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "accounts.lockout.answer"
OTP_TOTP_ISSUER = "Puyang property portal"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PORTAL_SESSION_IDLE = timedelta(minutes=30)
REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=10),
    "AUTH_HEADER_PREFIX": "Token",
    "TOKEN_LIMIT_PER_USER": 10,
}

# ---------------------------------------------------------------- web
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = flag("PORTAL_BEHIND_TLS_PROXY")
if PRODUCTION:
    SECURE_SSL_REDIRECT = not BEHIND_PROXY
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # the runner and monitors ask without TLS
    SECURE_HSTS_SECONDS = 31536000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = PORTAL_HOME / "mail"
EMAIL_TIMEOUT = 10
if os.environ.get("PORTAL_EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["PORTAL_EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("PORTAL_EMAIL_PORT", "465"))
    EMAIL_HOST_USER = os.environ.get("PORTAL_EMAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("PORTAL_EMAIL_PASSWORD", "")
    EMAIL_USE_SSL = True
DEFAULT_FROM_EMAIL = os.environ.get("PORTAL_EMAIL_FROM", "portal@localhost")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "puyang_property.core.problems.handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Puyang property-governance portal",
    "DESCRIPTION": "Complaints, disputes and the register of residential compounds.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "RefusalReasonEnum": "disputes.choices.RefusalReason",
        "ReplyResultEnum": "disputes.choices.ReplyResult",
    },
}

FILTERS_EMPTY_CHOICE_LABEL = pgettext_lazy("filter", "all")

# ---------------------------------------------------------------- background
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {
        "redact": {"()": "puyang_property.core.redaction.Redact"},
        "brief": {"()": "puyang_property.core.redaction.BriefRefusals"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redact"],
        }
    },
    "loggers": {"django.request": {"filters": ["brief"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("PORTAL_LOG_LEVEL", "INFO")},
}
SILENCED_SYSTEM_CHECKS = []
