"""The four questions behind an afternoon’s link: for everybody there, and joined to no one.

Under /p/ stand a secret, perhaps a language, and perhaps “thanks”: opening any changes nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from pastoral import languages
from pastoral.languages import Pack
from pastoral.parents.views import Page, behind_a_link, page_of, sent_on
from sessions_app import pulses
from sessions_app.actions import pulses as actions
from sessions_app.forms.pulses import LETTERS, PulseForm
from sessions_app.models import Pulse

THANKS = "thanks"
CLOSED = 410


def for_a_room(page: Page) -> Page:
    """Say that a page’s link is a whole room’s, behind one address."""
    page.is_for_a_room = True  # type: ignore[attr-defined]
    return page


@behind_a_link
@for_a_room
@require_http_methods(["GET", "HEAD", "POST"])
def pulse_page(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Ask four questions, keep what is said, or say that the page is closed."""
    alone, _, rest = secret.partition("/")
    named, _, step = rest.strip("/").partition("/")
    afternoon = pulses.by_link(alone)
    pack = languages.packs().get(named) if named else _of_browser(request)
    if afternoon is None or pack is None or step not in ("", THANKS):
        return None
    here = f"/p/{alone}/{pack.language}/"
    with translation.override(pulses.code_of(pack)):
        if not pulses.is_open(afternoon, timezone.now()):
            return page_of("parents/pulse_closed.html", _words(pack, alone), CLOSED)
        if request.method != "POST":
            template = "parents/pulse_thanks.html" if step else "parents/pulse.html"
            return page_of(template, _words(pack, alone))
    kept = actions.give(afternoon=afternoon, said=PulseForm(request.POST).said())
    return sent_on(f"{here}{THANKS}/" if kept else here)


def _of_browser(request: HttpRequest) -> Pack | None:
    """Return the pack of the first language the browser asks for and we have; else English."""
    asked = request.headers.get("accept-language", "").split(",")
    found = (languages.pack_of(each.partition(";")[0].strip() or "-") for each in asked)
    return next((pack for pack in found if pack), languages.packs()[languages.ENGLISH])


def _words(pack: Pack, secret: str) -> dict[str, object]:
    return {
        "language": pulses.code_of(pack),
        "direction": "rtl" if pack.is_right_to_left else "ltr",
        "url": f"/p/{secret}/{pack.language}/",
        "questions": [
            (name, translation.gettext(question)) for name, question in pulses.QUESTIONS.items()
        ],
        "felt": [(value, translation.gettext(word)) for value, word in Pulse.Felt.choices],
        "letters": LETTERS,
        "others": [
            (f"/p/{secret}/{each.language}/", each.called, pulses.code_of(each))
            for each in languages.packs().values()
            if each.language != pack.language
        ],
    }
