"""What is on next, in kind words for whoever walks by: the poster, and the page behind its square."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from pastoral.accounts.models import Setting
from pastoral.languages import ENGLISH, pack_of
from pastoral.outbox import words
from pastoral.outbox.models import Template
from pastoral.parents.tongues import set_apart
from pastoral.ui import said
from sessions_app import wording
from sessions_app.models import Afternoon

ENGLISH_PAGES = "en-gb"


@dataclass(frozen=True)
class Said:
    """A poster's words in one language: no name, and nothing to answer."""

    language: str
    direction: str
    called: str
    title: str
    when: str
    welcome: str
    ask: str
    nothing: str


def next_afternoon(setting: Setting, now: datetime) -> Afternoon | None:
    """Return the next afternoon for everybody that is not over (one query)."""
    today = now.astimezone(setting.zone).date()
    off = [Afternoon.State.CANCELLED, Afternoon.State.HELD]
    ahead = Afternoon.objects.filter(
        setting=setting, removed_at=None, kind=Afternoon.Kind.FAMILY_AFTERNOON
    ).upcoming(today)
    rows = ahead.exclude(state__in=off).select_related("setting")[:2]
    return next((one for one in rows if one.ends_at > now), None)


def languages_of(setting: Setting) -> list[str]:
    """Return English, and each language somebody has put their name to here (rule 34)."""
    signed = Template.objects.filter(words.may_be_sent(setting), key=wording.INVITE).order_by()
    found = set(signed.values_list("language", flat=True).distinct()) - {ENGLISH}
    return [ENGLISH, *sorted(language for language in found if pack_of(language))]


def said_in(language: str, setting: Setting, afternoon: Afternoon | None) -> Said:
    """Return the poster's words in one language."""
    pack = pack_of(language)
    with translation.override(ENGLISH_PAGES if language == ENGLISH else language):
        phone = set_apart(phone=setting.phone.replace(" ", "\N{NO-BREAK SPACE}"))["phone"]
        return Said(
            language=language,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            called=pack.called if pack else language,
            title=_("Come for a cuppa"),
            when=_when(language, setting, afternoon) if afternoon else "",
            welcome=_("Everybody is welcome. Just come in."),
            ask=_("Want to ask something? Call or text %(phone)s.") % {"phone": phone}
            if phone
            else "",
            nothing=_("No afternoon is planned just now. Call us, we would love to hear from you."),
        )


def _when(language: str, setting: Setting, afternoon: Afternoon) -> str:
    weekday, day = said.day_in(language, afternoon.on)
    return _("%(weekday)s %(date)s, %(coffee)s to %(close)s, at %(place)s") % {
        "weekday": weekday,
        "date": day,
        "coffee": said.time_in(language, afternoon.coffee_at),
        "close": said.time_in(language, afternoon.closes_at),
        "place": setting.place,
    }
