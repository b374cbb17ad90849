"""Pages on the words in every language: what there is, who has read it, and one's own."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pastoral import languages
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox.models import Approval, Channel, Template
from pastoral.outbox.translations import actions, coverage
from pastoral.outbox.translations.forms import OwnWordsForm, ReaderForm
from pastoral.outbox.translations.rendering import Rendered, Renderer
from pastoral.outbox.translations.shelf import DRAFT, NEWER, READ, Place, Shelf, shelf
from pastoral.outbox.words import OURS
from pastoral.ui.said import count_said

WAITING = (DRAFT, NEWER)
LOOKS = (Permission.APPROVE_WORDS, Permission.INVITE_FAMILIES)


@require_safe
@requires(*LOOKS)
def word_list(request: StaffRequest) -> HttpResponse:
    """Which messages there are in which language, read by whom."""
    found = shelf(request.viewer.setting)
    shown = {
        "languages": coverage.by_language(found),
        "columns": [languages.said_in_english(one) for one in found.languages_in_order],
        "rows": coverage.by_message(found),
        "messages_url": reverse("outbox:list"),
    }
    return render(request, "outbox/word_list.html", shown)


@require_safe
@requires(*LOOKS)
def word_message(request: StaffRequest, key: str) -> HttpResponse:
    """One message in all its languages, each beside the English."""
    found = shelf(request.viewer.setting, key=key)
    if not found:
        raise Http404
    there = [one for one in Channel.values if any(place.channel == one for place in found)]
    asked = request.GET.get("channel")
    channel = asked if asked in there else there[0]
    shown = {
        "key": key,
        "said": coverage.message_said(key),
        "channels": [(one, Channel(one).label) for one in there],
        "channel": channel,
        "readings": _side_by_side(request, found, channel),
        "missing": [gap for gap in coverage.missing(found) if gap[2] == channel],
        "may_approve": request.viewer.can(Permission.APPROVE_WORDS),
        "most_parts": request.viewer.policy.text_parts,
        "read": READ,
        "words_url": reverse("outbox:words"),
    }
    return render(request, "outbox/word_message.html", shown)


@require_http_methods(["GET", "POST"])
@requires(*LOOKS)
def word_language(request: StaffRequest, language: str) -> HttpResponse:
    """Every message of a language beside the English, and one name under all that wait."""
    found = shelf(request.viewer.setting)
    if language not in found.languages_in_order:
        raise Http404
    waiting = [held for held in found.of(language=language) if held.state in WAITING]
    form = ReaderForm(
        request.POST or None,
        button=f"Put this name under {count_said(len(waiting), 'message')}",
        seen=[held.newest.template for held in waiting],
        initial={"reviewed_on": request.viewer.today},
    )
    may_approve = request.viewer.can(Permission.APPROVE_WORDS)
    if may_approve and form.is_valid():
        with form.showing_refusals():
            done = actions.approve(
                setting=request.viewer.setting, templates=form.read(), reader=form.reader(),
                by=request.user,
            )  # fmt: skip
            said = count_said(len(done), "message", "messages")
            messages.success(request, f"A name is under {said} now. They may be sent.")
            return redirect("outbox:words")
    shown = {
        "language": language,
        "language_said": languages.said_in_english(language),
        "direction": "rtl" if languages.is_right_to_left(language) else "ltr",
        "pairs": _beside_english(request, found, language),
        "waiting": waiting,
        "form": form if waiting and may_approve else None,
        "read": READ,
        "words_url": reverse("outbox:words"),
    }
    return render(request, "outbox/word_language.html", shown)


@require_http_methods(["GET", "POST"])
@requires(Permission.APPROVE_WORDS)
def word_approve(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """Put a reader's name under one version of one message."""
    template = _template(request, template_id)
    place = Place(template.key, template.language, template.channel)
    found = shelf(request.viewer.setting, key=template.key)
    if template.language == OURS or place not in found:
        raise Http404
    form = ReaderForm(
        request.POST or None, button="Put this name under it",
        initial={"reviewed_on": request.viewer.today},
    )  # fmt: skip
    if form.is_valid():
        with form.showing_refusals():
            actions.approve(
                setting=request.viewer.setting, templates=[template], reader=form.reader(),
                by=request.user,
            )  # fmt: skip
            messages.success(request, "A name is under it now. It may be sent.")
            return redirect("outbox:word-message", template.key)
    version = next(v for v in found[place].versions if v.template.pk == template.pk)
    renderer = Renderer.of(request.viewer)
    english = found.get(place._replace(language=OURS))
    shown = {
        "form": form,
        "message_url": reverse("outbox:word-message", args=[template.key]),
        "said": coverage.message_said(template.key),
        "theirs": renderer.render(found[place], version),
        "english": renderer.render(english) if english else None,
    }
    return render(request, "outbox/word_approve.html", shown)


@require_POST
@requires(Permission.APPROVE_WORDS)
def word_withdraw(request: StaffRequest, approval_id: UUID) -> HttpResponse:
    """Take a name from under some words."""
    mine = Approval.objects.filter(setting=request.viewer.setting)
    approval = get_object_or_404(mine.select_related("template"), pk=approval_id)
    actions.withdraw(approval=approval, by=request.user)
    messages.success(request, "The name is taken back. These words wait for a reader again.")
    return redirect("outbox:word-message", approval.template.key)


@require_http_methods(["GET", "POST"])
@requires(Permission.APPROVE_WORDS)
def word_own(request: StaffRequest, key: str, language: str, channel: str) -> HttpResponse:
    """Write one's own words for a message; what is typed stays until it may be used."""
    found = shelf(request.viewer.setting, key=key)
    english = found.get(Place(key, OURS, channel))
    if english is None:
        raise Http404
    held = found.get(Place(key, language, channel))
    form = OwnWordsForm(
        request.POST or None,
        shipped=english.versions[0].template,
        language=language,
        is_english=language == OURS,
        initial={
            "subject": held.newest.template.subject if held else "",
            "body": held.newest.template.body if held else "",
            "reviewed_on": request.viewer.today,
        },
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.write_own(
                setting=request.viewer.setting, shipped=form.shipped, language=language,
                subject=form.cleaned_data["subject"], body=form.cleaned_data["body"],
                reader=form.reader(), by=request.user,
            )  # fmt: skip
            messages.success(request, "Your own words are used from now on.")
            return redirect("outbox:word-message", key)
    shown = {
        "form": form,
        "message_url": reverse("outbox:word-message", args=[key]),
        "said": coverage.message_said(key),
        "language_said": languages.said_in_english(language),
        "channel_said": english.channel_said,
        "english": Renderer.of(request.viewer).render(english),
        "is_english": language == OURS,
    }
    return render(request, "outbox/word_own.html", shown)


def _template(request: StaffRequest, template_id: UUID) -> Template:
    mine = Template.objects.filter(Q(setting=request.viewer.setting) | Q(setting=None))
    return get_object_or_404(mine, pk=template_id)


def _side_by_side(request: StaffRequest, found: Shelf, channel: str) -> list[Rendered]:
    """Return every language of a message by one channel, English first."""
    renderer = Renderer.of(request.viewer)
    order = {one: n for n, one in enumerate(found.languages_in_order)}
    places = sorted(
        (place for place in found if place.channel == channel), key=lambda p: order[p.language]
    )
    return [renderer.render(found[place]) for place in places]


def _beside_english(
    request: StaffRequest, found: Shelf, language: str
) -> list[tuple[str, Rendered, Rendered | None]]:
    """Return every message of a language as it is read, with the English beside it."""
    renderer = Renderer.of(request.viewer)
    pairs = []
    for held in found.of(language=language):
        english = found.get(held.place._replace(language=OURS))
        said = coverage.message_said(held.place.key)
        pairs.append((said, renderer.render(held), renderer.render(english) if english else None))
    return pairs
