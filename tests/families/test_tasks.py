"""What the clock does for families."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from families import tasks
from families.importing.uploads import KEPT_FOR
from families.models import ImportUpload
from tests.factories import make_import_upload

pytestmark = pytest.mark.django_db


def test_a_file_nobody_brought_in_is_emptied_after_a_day_by_the_clock() -> None:
    old, fresh = make_import_upload(content="b2xk"), make_import_upload(content="bmV3")
    ImportUpload.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - KEPT_FOR - timedelta(minutes=1)
    )

    tasks.drop_old_uploads()

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, old.content) == (ImportUpload.State.DROPPED, "")
    assert (fresh.state, fresh.content) == (ImportUpload.State.LOOKED_AT, "bmV3")


def test_the_clock_looks_for_such_files_every_hour() -> None:
    (entry,) = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == tasks.drop_old_uploads.name
    ]

    assert (entry["schedule"], entry["options"]) == (3600, {"expires": 3600})
