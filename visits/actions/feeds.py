"""The private address of somebody's own calendar: a new row is a new address."""

from django.db import transaction
from django.utils import timezone

from pastoral import links
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.ids import new_id
from visits.models import CalendarFeed

VERSION = 1  # A feed is never renewed: another row takes its place.


@transaction.atomic
def make_feed(*, setting: Setting, by: Staff) -> CalendarFeed:
    """Return a new calendar address of one's own; the one before opens nothing any more."""
    Staff.objects.select_for_update(no_key=True).get(pk=by.pk)
    _revoke(setting, by)
    key = new_id()
    feed = CalendarFeed.objects.create(
        id=key,
        setting=setting,
        staff=by,
        link_digest=links.digest_of(links.secret_of(key, VERSION)),
    )
    trail.wrote(by=by, what="visits.feed-made", on=feed, setting=setting)
    return feed


@transaction.atomic
def revoke_feed(*, setting: Setting, by: Staff) -> None:
    """Turn one's own calendar address off; where there is none, nothing changes."""
    Staff.objects.select_for_update(no_key=True).get(pk=by.pk)
    _revoke(setting, by)


def _revoke(setting: Setting, by: Staff) -> None:
    for feed in CalendarFeed.objects.filter(setting=setting, staff=by, revoked_at=None):
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at", "updated_at"])
        trail.wrote(by=by, what="visits.feed-revoked", on=feed, setting=setting)


def secret_of(feed: CalendarFeed) -> str:
    """Return the secret of a feed's address, derived again."""
    return links.secret_of(feed.pk, VERSION, feed.link_digest)
