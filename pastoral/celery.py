"""The Celery application: what runs when nobody is waiting for it."""

import os

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.db import close_old_connections, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.settings")

app = Celery("alongside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django_does(**_: object) -> None:
    """Keep Celery from putting up loggers of its own, which know nothing of links' secrets."""


@task_prerun.connect
def begin_on_a_connection_that_works(**_: object) -> None:
    """Let go of a database connection that broke: kept ones are not looked at otherwise.

    Celery keeps a connection for so many tasks (`CELERY_DB_REUSE_MAX`), whatever became of it;
    after a restart of the database every task would fail on it. One in use by whoever does
    the task at once, in a transaction of theirs, is left to them.
    """
    if not connection.in_atomic_block:
        close_old_connections()
