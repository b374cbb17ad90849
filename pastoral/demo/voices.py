"""What a lead made of what families wrote, and what she noted for the trend."""

from datetime import date

from pastoral.accounts.models import Setting, Staff
from pastoral.demo.year import DAY, Wednesdays
from sessions_app.models import Change, Pulse, Quote

Words = Pulse.Words
UNREAD = 2  # The last afternoons, which she has not come to yet.
KEPT_BACK = "Could we have it a bit later? I finish at two."
NOTED = {2: "A lift is offered to whoever asks", 5: "An interpreter for Arabic every week"}


def write(*, setting: Setting, staff: dict[str, Staff], days: Wednesdays) -> None:
    """Release most of what was written, keep one back, choose two, and note what was changed."""
    lead = staff["Ruth"]
    written = list(
        Pulse.objects.filter(afternoon__setting=setting)
        .exclude(comment_state="")
        .select_related("afternoon__half_term")
        .order_by("afternoon__on")
    )
    read = written[:-UNREAD]
    for pulse in read:
        is_kept_back = pulse.comment == KEPT_BACK
        pulse.comment_state = Words.KEPT_BACK if is_kept_back else Words.RELEASED
        pulse.comment_released_on = None if is_kept_back else pulse.given_on + DAY
    Pulse.objects.bulk_update(read, ["comment_state", "comment_released_on"])
    agreed = [p for p in read if p.quote_consent and p.comment_state == Words.RELEASED]
    Quote.objects.bulk_create(
        Quote(
            setting=setting, pulse=pulse, said=Quote.Said.TICKED, recorded_by=lead, chosen_by=lead,
            recorded_on=pulse.given_on + DAY, chosen_on=pulse.given_on + DAY,
        )
        for pulse in agreed[: setting.policy.quotes_shown]
    )  # fmt: skip
    Change.objects.bulk_create(
        Change(setting=setting, on=_monday_of(days.past[n]), words=words, created_by=lead)
        for n, words in NOTED.items()
    )


def _monday_of(day: date) -> date:
    return day - day.weekday() * DAY
