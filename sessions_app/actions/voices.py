"""What becomes of what families wrote: read, released or kept back, and shown with a yes.

The words stay as they were written: they can be shown whole or not at all.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal, WrongMove
from pastoral.ui.said import count_said
from sessions_app.models import Pulse, Quote

NOTHING_WRITTEN = "Nothing was written, so there is nothing to release."
NO_YES = "Nobody has said that these words may be shown. Ask first, and write down what they say."
TAKEN_BACK = "They took their yes back: their words are not shown."
NOT_RELEASED = "Release the words first: nothing is shown before you have read it."


@transaction.atomic
def release(*, pulse: Pulse, by: Staff) -> Pulse:
    """Let colleagues read what was written, now that the lead has."""
    pulse = _locked(pulse)
    if pulse.comment_state == Pulse.Words.RELEASED:
        raise WrongMove("Colleagues may read this already.")
    return _decided(pulse, Pulse.Words.RELEASED, "afternoons.pulse-released", by)


@transaction.atomic
def keep_back(*, pulse: Pulse, by: Staff) -> Pulse:
    """Keep words from everybody but the leads, also where they were released or chosen before."""
    pulse = _locked(pulse)
    if pulse.comment_state == Pulse.Words.KEPT_BACK:
        raise WrongMove("This is kept back already.")
    Quote.objects.filter(pulse=pulse).update(chosen_on=None, chosen_by=None)
    return _decided(pulse, Pulse.Words.KEPT_BACK, "afternoons.pulse-kept-back", by)


@transaction.atomic
def record_yes(*, pulse: Pulse, said: Quote.Said, by: Staff) -> Quote:
    """Write down that whoever wrote the words says they may be shown, and how they said it.

    Also after a yes was taken back, if they say yes again: then by a yes that came since.
    """
    pulse = _locked(pulse)
    if not pulse.comment_state:
        raise Refusal(NOTHING_WRITTEN)
    if said == Quote.Said.TICKED and not pulse.quote_consent:
        raise Refusal("Nothing is ticked beside these words. Ask first.")
    quote = Quote.objects.filter(pulse=pulse).first()
    if quote and quote.withdrawn_on is None:
        raise WrongMove("Their yes is written down already.")
    quote, _is_new = Quote.objects.update_or_create(
        pulse=pulse,
        defaults={
            "setting": pulse.afternoon.setting, "said": said, "recorded_by": by,
            "recorded_on": _today(pulse), "withdrawn_on": None, "withdrawn_by": None,
        },
    )  # fmt: skip
    trail.wrote(by=by, what="afternoons.quote-agreed", on=pulse.afternoon)
    return quote


@transaction.atomic
def choose(*, pulse: Pulse, by: Staff) -> Quote:
    """Show released words to governors; raises Refusal without a yes, or where a term has enough.

    A tick beside the words is the yes, and is written down with who saw it.
    """
    # One at a time in a setting, so that two leads don't choose one too many.
    Setting.objects.select_for_update(no_key=True).get(pk=pulse.afternoon.setting_id)
    pulse = _locked(pulse)
    if pulse.comment_state != Pulse.Words.RELEASED:
        raise Refusal(NOT_RELEASED)
    quote = Quote.objects.filter(pulse=pulse).first()
    if quote is None and pulse.quote_consent:
        quote = record_yes(pulse=pulse, said=Quote.Said.TICKED, by=by)
    if quote is None:
        raise Refusal(NO_YES)
    if quote.withdrawn_on:
        raise Refusal(TAKEN_BACK)
    if quote.chosen_on is None:
        _refuse_too_many(pulse)
        quote.chosen_on, quote.chosen_by = _today(pulse), by
        quote.save()
        trail.wrote(by=by, what="afternoons.quote-chosen", on=pulse.afternoon)
    return quote


@transaction.atomic
def put_back(*, pulse: Pulse, by: Staff) -> Quote | None:
    """No longer show chosen words to governors; the yes stands."""
    quote = Quote.objects.select_for_update(of=("self",)).filter(pulse=pulse).first()
    if quote and quote.chosen_on:
        quote.chosen_on = quote.chosen_by = None
        quote.save()
        trail.wrote(by=by, what="afternoons.quote-put-back", on=pulse.afternoon)
    return quote


@transaction.atomic
def withdraw(*, pulse: Pulse, by: Staff) -> Quote:
    """Write down that somebody took their yes back, at any time: the words are shown no more.

    The tick beside them counts no longer either. Raises WrongMove where there is no yes.
    """
    pulse = _locked(pulse)
    quote = Quote.objects.filter(pulse=pulse).first()
    if quote is None and pulse.quote_consent:
        quote = record_yes(pulse=pulse, said=Quote.Said.TICKED, by=by)
    if quote is None or quote.withdrawn_on:
        raise WrongMove("There is no yes to take back.")
    quote.chosen_on = quote.chosen_by = None
    quote.withdrawn_on, quote.withdrawn_by = _today(pulse), by
    quote.save()
    pulse.quote_consent = False
    pulse.save(update_fields=["quote_consent"])
    trail.wrote(by=by, what="afternoons.quote-withdrawn", on=pulse.afternoon)
    return quote


def _refuse_too_many(pulse: Pulse) -> None:
    afternoon = pulse.afternoon
    most, half = afternoon.setting.policy.quotes_shown, afternoon.half_term
    if half is None:
        return
    same_term = Quote.objects.chosen().filter(
        setting=afternoon.setting,
        pulse__afternoon__half_term__school_year=half.school_year,
        pulse__afternoon__half_term__term=half.term,
    )
    if same_term.count() >= most:
        raise Refusal(
            f"Governors read {count_said(most, 'quote')} a term, and {half.term_name} has "
            f"{'it' if most == 1 else 'them'}. Put one back first."
        )


def _decided(pulse: Pulse, state: Pulse.Words, what: str, by: Staff) -> Pulse:
    if not pulse.comment_state:
        raise Refusal(NOTHING_WRITTEN)
    pulse.comment_state = state
    pulse.comment_released_on = _today(pulse) if state == Pulse.Words.RELEASED else None
    pulse.save(update_fields=["comment_state", "comment_released_on"])
    trail.wrote(by=by, what=what, on=pulse.afternoon)
    return pulse


def _locked(pulse: Pulse) -> Pulse:
    rows = Pulse.objects.select_for_update(of=("self",))
    return rows.select_related("afternoon__setting__policy", "afternoon__half_term").get(
        pk=pulse.pk
    )


def _today(pulse: Pulse) -> date:
    return timezone.localdate(timezone=pulse.afternoon.setting.zone)
