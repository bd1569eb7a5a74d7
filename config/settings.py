"""Django settings, section by section; every value that may differ between machines comes from `config.env`."""

from __future__ import annotations

from config import env as environment
from infra.embedded.stack import locations

ENV = environment.load()
EMBEDDED = locations(ENV.var)

# --- What is where -----------------------------------------------------------------------------------------------
BASE_DIR = environment.ROOT
PUBLIC_URL = ENV.public_url
REDIS_URL = ENV.redis_url or EMBEDDED.redis_url
MEDIA_STORE = ENV.media_store or str(EMBEDDED.media)
DATABASES = {
    # The application's role: owns nothing, bypasses nothing.
    "default": {
        **environment.database_settings(ENV.database_url or EMBEDDED.database_url),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
    },
    # The owner's role: migrations only.
    "owner": environment.database_settings(ENV.database_owner_url or EMBEDDED.owner_database_url),
}
DATABASE_ROUTERS = ["config.routers.MigrateAsOwner"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- What it is made of ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "accounts",
    "projects",
    "billing",
    "render",
    "console",
    "infra.embedded",
]
MIDDLEWARE = [
    "config.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False

# --- Who may come in ---------------------------------------------------------------------------------------------
SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.production
SECURE_SSL_REDIRECT = ENV.production
SECURE_HSTS_SECONDS = 31_536_000 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.production else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]

# --- How much at once --------------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
RENDER_LEASE_SECONDS = ENV.render_lease_seconds

# --- Who may help with scripts, if anybody ----------------------------------------------------------------------
SCRIPT_MODEL_URL = ENV.script_model_url
SCRIPT_MODEL_KEY = ENV.script_model_key
SCRIPT_MODEL_NAME = ENV.script_model_name
SCRIPT_MODEL_SECONDS = ENV.script_model_seconds
SCRIPT_MODEL_PRICES = ENV.script_model_prices

# --- Whom we tell ------------------------------------------------------------------------------------------------
WEBHOOK_KEY = ENV.webhook_key or SECRET_KEY
WEBHOOK_LOOPBACK = ENV.webhook_loopback

# --- How the API speaks ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.ScopeAllows"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "config.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "accounts.api.openapi.Documented",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Shotwright API",
    "VERSION": "2026-11-01",
    "DESCRIPTION": "Scripts in; finished, labelled, invoiced vertical episodes out.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/v1",
    "ENUM_NAME_OVERRIDES": {},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
API_VERSION = "2026-11-01"

# --- Language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- What is written down ----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "httpx": {"level": "WARNING"}},
}
