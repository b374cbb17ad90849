"""Alongside's settings: the defaults are production's, the rest the environment says."""

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from pastoral import env, keys, logs
from pastoral.languages import ENGLISH, packs

BASE_DIR = Path(__file__).resolve().parent.parent
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# --- What kind of place this is. ----------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"SITE_URL is “{SITE_URL}”: it starts with https:// (or http://).")

# --- What is kept, and where. ---------------------------------------------------
_database = env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'alongside.sqlite3'}")
IS_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
_sqlite_options = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# Our statements are many and short: compiling one took longer than running it.
_postgres_options = {"options": "-c jit=off"}
DATABASES = {
    "default": {
        **_database,
        # Reconnecting for each request costs six times the throughput.
        "CONN_MAX_AGE": None if IS_SQLITE else 600,
        "CONN_HEALTH_CHECKS": not IS_SQLITE,
        "OPTIONS": {
            **({} if IS_SQLITE else _postgres_options),
            **_database.get("OPTIONS", {}),
            **(_sqlite_options if IS_SQLITE else {}),
        },
        # A file, as in use: a browser's requests then have a connection each.
        "TEST": {"NAME": str(VAR_DIR / f"tests-{os.getpid()}.sqlite3")} if IS_SQLITE else {},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
keys.load(VAR_DIR / "keys.env", may_make=IS_SQLITE or DEMO or DEBUG)
SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.keys("FIELD_KEYS")
LINK_KEYS = env.words("LINK_KEYS")
FINGERPRINT_KEY = env.text("FINGERPRINT_KEY")

REDIS_URL = env.redis("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # Counters of tries must outlive their minute.
    }
}

# --- What it is made of. --------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "simple_history",
    "pastoral.ui",
    "pastoral.accounts",
    "pastoral.outbox",
    "families",
    "pastoral.concerns",
    "visits",
    "sessions_app",
    "pastoral.figures",
    "pastoral.desk",
    "pastoral.termly",
    "pastoral.replies",
    "pastoral.privacy",
    "pastoral.demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pastoral.accounts.middleware.OwnAddressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pastoral.accounts.middleware.StaffOnlyMiddleware",
]
ROOT_URLCONF = "pastoral.urls"
WSGI_APPLICATION = "pastoral.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pastoral.accounts.context.page",
                "visits.context.coming_back",
                "pastoral.replies.context.texts_waiting",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.flag("STATIC_COLLECTED", default=not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SILENCED_SYSTEM_CHECKS = [
    "models.W040",  # SQLite makes our covering indexes without the covered columns: slower, right.
]

# --- Who may sign in. -----------------------------------------------------------
AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "pastoral.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # Staff are invited by a link sent to their address.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # We write to nobody who is not ours.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
SESSION_COOKIE_AGE = 15 * 60  # Rule 50; each setting's policy may say otherwise.
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pastoral.accounts.views.csrf_failure"

# --- Safe in the browser. -------------------------------------------------------
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"  # With none at all, browsers hide our own forms’ origin.
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],  # Bootstrap draws its own arrows as data.
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Words and clocks. ----------------------------------------------------------
LANGUAGE_CODE = "en-gb"
# Parents’ pages speak each language that has a pack; staff pages are English, whatever a
# browser asks for, so nothing in MIDDLEWARE chooses a language.
LANGUAGES = [
    (LANGUAGE_CODE if pack.language == ENGLISH else pack.language, pack.called)
    for pack in packs().values()
]
LANG_INFO.update(
    {
        pack.language: {
            "bidi": pack.is_right_to_left,
            "code": pack.language,
            "name": pack.english_name,
            "name_local": pack.called,
        }
        for pack in packs().values()
        if pack.language not in LANG_INFO  # Somali and Tigrinya, which Django does not know.
    }
)
LOCALE_PATHS = [BASE_DIR / "pastoral" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- Messages out. --------------------------------------------------------------
vars().update(env.email("EMAIL_URL", "smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Alongside <hello@example.org>")
TEXT_CHANNEL = env.text("TEXT_CHANNEL", "console")
NOTIFY_URL = env.text("NOTIFY_URL", "https://api.notifications.service.gov.uk").rstrip("/")
TWILIO_URL = env.text("TWILIO_URL", "https://api.twilio.com").rstrip("/")
CARRIER_CONNECT_SECONDS = env.number("CARRIER_CONNECT_SECONDS", 5, least=1, most=30)
CARRIER_ANSWER_SECONDS = env.number("CARRIER_ANSWER_SECONDS", 20, least=1, most=60)
# Messages on their way at once in one worker, where the carrier lets us wait; SQLite: one.
TEXT_LINES = env.number("TEXT_LINES", 16, least=1, most=64)
MAIL_LINES = env.number("MAIL_LINES", 16, least=1, most=64)

# --- Work nobody waits for. -----------------------------------------------------
CLOCK_SECONDS = env.number("CLOCK_SECONDS", 15, least=1, most=60)
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL  # The clock process then does the work itself.
CELERY_TASK_EAGER_PROPAGATES = False
# A worker that is not told which queues to take (-Q) takes both: nothing lies in one for ever.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES: dict[str, dict[str, Any]] = {CELERY_TASK_DEFAULT_QUEUE: {}, "families": {}}
# What is sent to families waits for nothing but itself, and nothing waits for it.
CELERY_TASK_ROUTES = {
    "pastoral.outbox.tasks.deliver_to_families": {"queue": "families"},
    "pastoral.outbox.tasks.serve_families": {"queue": "families"},
}
CELERY_TASK_IGNORE_RESULT = True  # The outbox is the record, not Celery.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_DB_REUSE_MAX = 1000  # Celery would otherwise reconnect after every task.
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "clock")
CELERY_BEAT_SCHEDULE = {
    # What no worker took by the next time is dropped, or one that comes back would do it all.
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in (
        ("say that the clock ticks", "pastoral.accounts.tasks.tick", CLOCK_SECONDS),
        (
            "say that families’ messages are seen to",
            "pastoral.outbox.tasks.serve_families",
            CLOCK_SECONDS,
        ),
        ("send what is waiting", "pastoral.outbox.tasks.sweep", CLOCK_SECONDS),
        (
            "ask and remind when it is time",
            "sessions_app.tasks.ask_and_remind",
            CLOCK_SECONDS,
        ),
        ("offer seats that come up", "sessions_app.tasks.offer_seats", CLOCK_SECONDS),
        ("look after who is out on a visit", "visits.tasks.watch", CLOCK_SECONDS),
        ("read the texts that came in", "pastoral.replies.tasks.read_texts", CLOCK_SECONDS),
        ("heed numbers that do not exist", "families.tasks.heed_failures", 300),
        ("say a word before each visit", "visits.tasks.say_a_word_before", 60),
        ("let unanswered offers of a visit rest", "visits.tasks.let_offers_rest", 3600),
        ("look after calls to make", "sessions_app.tasks.look_after_calls", 300),
        ("close afternoons that are over", "sessions_app.tasks.close_ended", 300),
        ("let afternoons follow the calendar", "sessions_app.tasks.follow_calendar", 300),
        ("keep the figures", "pastoral.figures.tasks.keep_figures", CLOCK_SECONDS),
        ("begin the reports of terms", "pastoral.termly.tasks.begin_due", 3600),
        ("make the reports of terms", "pastoral.termly.tasks.make_waiting", CLOCK_SECONDS),
        ("empty files nobody brought in", "families.tasks.drop_old_uploads", 3600),
    )
}

# --- Limits that keep the parents' pages up. -------------------------------------
LINK_TRIES_PER_MINUTE = env.number("LINK_TRIES_PER_MINUTE", 20, least=1)  # Rule 23.
ROOM_TRIES_PER_MINUTE = env.number("ROOM_TRIES_PER_MINUTE", 200, least=1)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=9)
CONTACT_PHONE = env.text("CONTACT_PHONE", "")

# --- What is written down about running. ------------------------------------------
LOGGING = logs.config(as_json=not DEBUG, is_quiet=env.flag("QUIET", default=False))
