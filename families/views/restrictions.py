"""Pages about restrictions, for the safeguarding lead and the deputy (rule 16)."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from families import actions
from families.forms.restrictions import EndRestrictionForm, RestrictionForm
from families.models import Adult, Child, Restriction
from families.views.adults import form_page, home_and_adult
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission


@requires(Permission.SET_RESTRICTIONS)
def restriction_list(
    request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID
) -> HttpResponse:
    """An adult’s restrictions with their reasons; reading them is kept in the trail."""
    household, adult = home_and_adult(request, family_id, adult_id)
    form = RestrictionForm(
        request.POST or None,
        others=_others(request, adult),
        initial={"starts_on": request.viewer.today, "order_type": Restriction.Order.NONE},
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.set_restriction(
                adult=adult, limits=form.limits(), by=request.user, **form.protected()
            )
            messages.success(request, "It holds from now on. What waited for them is called off.")
            return redirect("families:restrictions", household.pk, adult.pk)
    held = Restriction.objects.active().filter(Q(adult=adult) | Q(other_adult=adult))
    restrictions = list(held.select_related("adult", "child", "other_adult"))
    if restrictions:  # However the page is shown, also with what was typed wrongly.
        trail.looked(
            by=request.viewer, what="families.restrictions", on=adult, household=household.pk,
            ip=trail.ip_of(request.META),
        )  # fmt: skip
    shown = {
        "household": household, "adult": adult, "restrictions": restrictions, "form": form,
        "today": request.viewer.today,
    }  # fmt: skip
    return render(request, "families/restriction_list.html", shown)


def _others(request: StaffRequest, adult: Adult) -> list[Child | Adult]:
    """Return whom a restriction may protect: their children, and the adults in those lives."""
    children = Child.objects.visible_to(request.viewer).filter(
        Q(relationships__adult=adult) | Q(homes__household__members__adult=adult)
    )
    adults = Adult.objects.visible_to(request.viewer).filter(
        relationships__child__in=children.values("pk")
    )
    return [*children.distinct(), *adults.exclude(pk=adult.pk).distinct()]


@requires(Permission.SET_RESTRICTIONS)
def restriction_end(
    request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID, restriction_id: uuid.UUID
) -> HttpResponse:
    """End a restriction, with a reason."""
    household, adult = home_and_adult(request, family_id, adult_id)
    held = Restriction.objects.active().filter(Q(adult=adult) | Q(other_adult=adult))
    restriction = get_object_or_404(held, pk=restriction_id)
    form = EndRestrictionForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.end_restriction(
                restriction=restriction, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, "It has ended.")
            return redirect("families:restrictions", household.pk, adult.pk)
    lead = f"“{restriction.instruction}” Staff will no longer be told this."
    return form_page(request, household, form=form, title="End a restriction", lead=lead)
