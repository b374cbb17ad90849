"""What an adult does on their own page: a language, a wish, what makes coming hard."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from families.models import Adult, Barrier, Household, Wish
from pastoral.accounts import trail
from pastoral.accounts.models import Staff

BY_THEM = trail.PARENT


@transaction.atomic
def choose_page(*, adult: Adult, language: str, is_easy: bool, by: Staff | str = BY_THEM) -> Adult:
    """Keep in which language, and whether in easy words, an adult reads their own pages."""
    adult = Adult.objects.select_for_update(no_key=True, of=("self",)).get(pk=adult.pk)
    if (adult.page_language, adult.wants_easy_words) == (language, is_easy):
        return adult
    adult.page_language, adult.wants_easy_words = language, is_easy
    adult.updated_by = by if isinstance(by, Staff) else None
    adult.save()
    trail.wrote(by=by, what="families.page-language", on=adult)
    return adult


@transaction.atomic
def ask_for(
    *, adult: Adult, household: Household, kind: str, via: str, by: Staff | str, words: str = ""
) -> Wish:
    """Keep that an adult would like a call or a visit; asked again while open, it is the same."""
    wish, is_new = Wish.objects.get_or_create(
        adult=adult,
        kind=kind,
        settled_at=None,
        defaults={
            "setting_id": household.setting_id,
            "household": household,
            "words": words,
            "via": via,
            "asked_at": timezone.now(),
        },
    )
    if is_new:
        trail.wrote(by=by, what="families.wish", on=wish, household=household.pk)
    return wish


@transaction.atomic
def settle_wish(*, wish: Wish, by: Staff) -> Wish:
    """Keep that somebody has seen to a wish; settled once, it stays as it was."""
    wish = Wish.objects.select_for_update(no_key=True, of=("self",)).get(pk=wish.pk)
    if wish.settled_at is None:
        wish.settled_at, wish.settled_by = timezone.now(), by
        wish.save(update_fields=["settled_at", "settled_by", "updated_at"])
        trail.wrote(by=by, what="families.wish-settled", on=wish, household=wish.household_id)
    return wish


@transaction.atomic
def tell_barriers(
    *, adult: Adult, household: Household, kinds: Collection[str], via: str, by: Staff | str
) -> list[Barrier]:
    """Let just these stand as what makes coming hard for an adult; return those that stand.

    A tick taken away is kept with the day it went, and nobody is asked why.
    """
    Adult.objects.select_for_update(no_key=True, of=("self",)).get(pk=adult.pk)
    standing = {barrier.kind: barrier for barrier in adult.barriers.filter(gone_at=None)}
    now = timezone.now()
    for kind, barrier in standing.items():
        if kind not in kinds:
            barrier.gone_at = now
            barrier.save(update_fields=["gone_at", "updated_at"])
            trail.wrote(by=by, what="families.barrier-gone", on=barrier, household=household.pk)
    for kind in kinds:
        if kind not in standing:
            barrier = Barrier.objects.create(
                setting_id=household.setting_id,
                adult=adult,
                household=household,
                kind=kind,
                via=via,
                said_at=now,
                recorded_by=by if isinstance(by, Staff) else None,
            )
            trail.wrote(by=by, what="families.barrier", on=barrier, household=household.pk)
    return list(adult.barriers.filter(gone_at=None))
