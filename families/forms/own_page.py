"""What an adult may tick, press and choose on the pages behind their own link."""

from django.utils.translation import gettext_lazy as _

from families.models import Barrier

Kind = Barrier.Kind
# As they say it themselves; staff read the kind's own words.
BARRIERS = {
    Kind.TIME: _("A different time of day"),
    Kind.DAY: _("A different day"),
    Kind.WORK: _("I work then"),
    Kind.GETTING_HERE: _("Getting there is hard"),
    Kind.MONEY: _("It costs too much"),
    Kind.LITTLE_ONES: _("I have little ones at home"),
    Kind.LANGUAGE: _("The language is hard for me"),
    Kind.SCHOOL: _("School does not feel easy for me"),
    Kind.PEOPLE: _("So many people at once"),
    Kind.HEALTH: _("My health"),
}
STOP_TEXTS, STOP_EMAILS, PAUSE, START = "texts", "emails", "pause", "start"
# Where the switch to another language leads back to; anything else, to the first screen.
MAY_LEAD_BACK = frozenset({
    "thanks/", "thanks/?told", "instead/", "easier/", "easier/?told", "stop/", "privacy/",
    "privacy/?more", "another-time/", "complain/",
})  # fmt: skip
