"""The page that says why an adult would be asked, or would not."""

import uuid

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from families.asking_page import TOPICS, args_of, topic_said
from families.models import Adult, Household
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Topic


@require_safe
@requires(Permission.SEE_WHY_ASKED)
def adult_asking(request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID) -> HttpResponse:
    """Why an adult would be asked just now or would not, check by check."""
    viewer = request.viewer
    household = get_object_or_404(Household.objects.writable_by(viewer), pk=family_id)
    adult = get_object_or_404(_of_the_family(viewer, household), pk=adult_id)
    asked = request.GET.get("topic", "")
    topic = Topic(asked) if asked in TOPICS else Topic.AFTERNOONS
    found = topic_said(viewer, adult, topic, viewer.today)
    url = ""
    if found.todo and found.may_do:
        url = reverse(found.todo.url_name, args=args_of(found.todo, household, adult.pk))
    shown = {
        "household": household,
        "adult": adult,
        "topic": found,
        "url": url,
        "chosen": topic.value,
        "topics": [(one.value, title) for one, (title, _key) in TOPICS.items()],
    }
    return render(request, "families/adult_asking.html", shown)


def _of_the_family(viewer: Viewer, household: Household) -> QuerySet[Adult]:
    """Return the adults who live in a home, and those in the lives of its children."""
    here = household.members.filter(child__isnull=False).values("child")
    lives = Q(homes__household=household) | Q(relationships__child__in=here)
    return Adult.objects.visible_to(viewer).filter(lives).distinct()
