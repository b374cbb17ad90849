"""How afternoons felt over a period (measure 13), and the words families let us show."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from families.reports import Tally
from pastoral.accounts.models import Setting
from pastoral.accounts.viewers import Viewer
from sessions_app.models import Afternoon, Pulse, Quote
from sessions_app.models.voices import QuoteQuerySet
from sessions_app.pulses import QUESTIONS

A_YEAR = timedelta(days=366)
Words = Pulse.Words


@dataclass(frozen=True)
class Item:
    """One of the four questions over a period: true counts, the share with them if enough said.

    `left_out` are pulses with no answer to it.
    """

    name: str
    question: str
    yes: int
    a_bit: int
    not_really: int
    left_out: int
    smallest_group: int

    @property
    def answers(self) -> int:
        """How many answered it."""
        return self.yes + self.a_bit + self.not_really

    @property
    def is_told(self) -> bool:
        """Whether enough answered for anything to be said."""
        return self.answers >= self.smallest_group

    @property
    def share(self) -> int | None:
        """“Yes” ÷ answers, in whole per cent; none where too few answered."""
        if not (self.is_told and self.answers):
            return None
        return Tally(self.yes, self.answers).per_cent

    @property
    def figure(self) -> str:
        """The share, as a tile shows it."""
        return "–" if self.share is None else f"{self.share}%"

    @property
    def of(self) -> str:
        """How many answered, and how many left it out; nothing of either where too few did."""
        if not self.is_told:
            return "Too few answers for a share."
        return f"{self.answers} answers, {self.left_out} left it out"


def felt_in(setting: Setting, first_on: date, last_on: date) -> list[Item]:
    """Return measure 13 for the afternoons of some days, each of the four items, in one query."""
    counts = {
        f"{name}_{felt}": Count("pk", Q(**{name: felt}))
        for name in QUESTIONS
        for felt in (*Pulse.Felt.values, "")
    }
    said = (
        Pulse.objects.filter(
            afternoon__setting=setting,
            afternoon__kind=Afternoon.Kind.FAMILY_AFTERNOON,
            afternoon__removed_at=None,
            afternoon__on__range=(first_on, last_on),
        )
        .exclude(afternoon__state=Afternoon.State.CANCELLED)
        .aggregate(**counts)
    )
    least = setting.policy.smallest_group
    return [
        Item(
            name, question, said[f"{name}_yes"], said[f"{name}_a_bit"],
            said[f"{name}_not_really"], said[f"{name}_"], least,
        )
        for name, question in QUESTIONS.items()
    ]  # fmt: skip


def quotes_in(setting: Setting, first_on: date, last_on: date) -> list[str]:
    """Return what families wrote on these days and let us show, as they wrote it.

    At most the policy's `quotes_shown`, those chosen last. Each was read and released by a lead,
    has a yes that stands, and comes with nothing of who or when.
    """
    return [quote.pulse.comment for quote in chosen_in(setting, first_on, last_on)]


def chosen_in(setting: Setting, first_on: date, last_on: date) -> list[Quote]:
    """Return the quotes themselves that `quotes_in` shows."""
    of_then = Quote.objects.filter(
        setting=setting,
        pulse__afternoon__removed_at=None,
        pulse__afternoon__on__range=(first_on, last_on),
    )
    return list(_latest(of_then)[: setting.policy.quotes_shown])


def words_of(quotes: QuoteQuerySet) -> list[str]:
    """Return the words of these quotes that may be shown today, as they were written."""
    return [quote.pulse.comment for quote in _latest(quotes)]


def _latest(quotes: QuoteQuerySet) -> QuoteQuerySet:
    return quotes.chosen().select_related("pulse").order_by("-chosen_on", "-created_at")


@dataclass(frozen=True)
class Voice:
    """What somebody wrote, with what was decided about it."""

    pulse: Pulse
    quote: Quote | None
    are_few: bool  # Few answered that day, so somebody may guess.

    @property
    def has_yes(self) -> bool:
        """Whether the words may be shown to others: a tick, or a yes written down since."""
        return self.quote.withdrawn_on is None if self.quote else self.pulse.quote_consent

    @property
    def is_chosen(self) -> bool:
        """Whether governors read it."""
        return bool(self.quote and self.quote.chosen_on)

    @property
    def yes_said(self) -> str:
        """How the yes came and who wrote it down, or that there is none, in a sentence."""
        if self.quote and self.quote.withdrawn_on:
            return f"They took their yes back; {self.quote.withdrawn_by} wrote it down."
        if self.quote:
            return f"May be shown: {self.quote.get_said_display().lower()}. {self.quote.recorded_by} wrote it down."
        return (
            "May be shown: ticked beside the words."
            if self.pulse.quote_consent
            else "No yes yet to show it to governors."
        )


@dataclass(frozen=True)
class Voices:
    """What was written, by what is to be done."""

    to_read: list[Voice]
    released: list[Voice]
    kept_back: list[Voice]

    @property
    def chosen(self) -> list[Voice]:
        """What governors read."""
        return [voice for voice in self.released if voice.is_chosen]


def written_in(viewer: Viewer) -> Voices:
    """Return everything unread, and what was decided of the last year, in three queries.

    The order tells nothing of when or who.
    """
    afternoons = Afternoon.objects.visible_to(viewer)
    pulses = list(
        Pulse.objects.filter(afternoon__in=afternoons)
        .exclude(comment_state="")
        .filter(Q(comment_state=Words.TO_READ) | Q(given_on__gte=viewer.today - A_YEAR))
        .select_related("afternoon")
        .order_by("-afternoon__on", "?")
    )
    on_days = {pulse.afternoon_id for pulse in pulses}
    answered = Pulse.objects.filter(afternoon__in=on_days).order_by().values("afternoon")
    many = dict(answered.annotate(n=Count("pk")).values_list("afternoon", "n"))
    with_people = Quote.objects.visible_to(viewer).select_related("recorded_by", "withdrawn_by")
    quotes = {quote.pulse_id: quote for quote in with_people}
    least = viewer.policy.smallest_count
    voices = [
        Voice(pulse, quotes.get(pulse.pk), many[pulse.afternoon_id] < least) for pulse in pulses
    ]
    return Voices(*([v for v in voices if v.pulse.comment_state == state] for state in Words))
