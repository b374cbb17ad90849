"""The ground Alongside's apps stand on, and the roof over them."""

from pastoral.celery import app as celery_app

__all__ = ["celery_app"]
