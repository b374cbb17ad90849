"""The floor: the least Django that does the same SQL and nothing else."""

import os
from pathlib import Path

import environ

SECRET_KEY = "measures-only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.bench.floor.urls"
DATABASES = {
    "default": {**environ.Env.db_url_config(os.environ["FLOOR_DATABASE_URL"]), "CONN_MAX_AGE": 600}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["tests.bench.floor"]
MIDDLEWARE: list[str] = []
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": []},
    }
]
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("FLOOR_SMTP", "2525"))
USE_TZ = True
USE_I18N = False
LOGGING_CONFIG = None
