"""The messages by which the story's open offers of a visit reached their families."""

from collections.abc import Iterable

from django.utils import timezone

from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Message
from visits import offer_words
from visits.models import HomeVisit
from visits.to_offer import way_to


def tell_of_offers(visits: Iterable[HomeVisit]) -> None:
    """Let the open offers have reached those who may be written to; the others are rung."""
    for visit in visits:
        if visit.state != HomeVisit.State.OFFERED or visit.offered_to is None:
            continue
        key = offer_words.offer_key(visit.meet_at)
        way = way_to(
            adult=visit.offered_to, household=visit.household, on=visit.planned_on, template_key=key
        )
        if way.asking and way.asking.is_asked:
            draft = offer_words.draft(
                visit=visit, asking=way.asking, template_key=key, key=f"{key}:{visit.pk}:1"
            )
            outbox.post(setting=visit.setting, draft=draft)
    Message.objects.filter(template_key__in=offer_words.OFFERS).update(
        state=Message.State.SENT, sent_at=timezone.now()
    )
