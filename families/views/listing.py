"""Finding a family, and adding one by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from families import actions, finding
from families.forms.homes import FamilyForm
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission

P = Permission
PER_PAGE = 30
IN_HEADER, IN_HEADER_AT_MOST = "nav-found", 8
IN_PAGE = "families"


@requires(P.SEE_ALL_FAMILIES, P.SEE_OWN_FAMILIES, P.SEE_OWN_ROLL)
def family_list(request: StaffRequest) -> HttpResponse:
    """One’s families; or, with ?q=, those in which somebody is called so.

    What is typed is never kept: the trail says that somebody searched, once a page.
    """
    viewer, typed = request.viewer, request.GET.get("q", "").strip()[:80]
    choices = finding.choices_for(viewer)
    which = request.GET.get("which", "")
    which = which if which in choices else finding.HERE
    families = finding.families_for(viewer, typed=typed, which=which)
    if request.htmx.target == IN_HEADER:
        found = list(families[:IN_HEADER_AT_MOST]) if typed else []
        return render(request, "families/_found.html", {"rows": finding.rows_for(viewer, found)})
    page = Paginator(families, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "rows": finding.rows_for(viewer, list(page.object_list)),
        "page": page,
        "typed": typed,
        "which": which,
        "choices": choices,
        "query": _query(typed, which),
        "may_add": viewer.can(P.EDIT_FAMILIES),
        "may_import": viewer.can(P.IMPORT_FAMILIES),
    }
    if request.htmx.target == IN_PAGE:
        return render(request, "families/_families.html", shown)
    if typed:
        trail.searched(by=viewer, what="families.list")
    return render(request, "families/family_list.html", shown)


def _query(typed: str, which: str) -> str:
    """Return the rest of the address of the next page; no typed words, which logs would keep."""
    return "" if typed or which == finding.HERE else f"which={which}&"


@requires(P.EDIT_FAMILIES)
def family_add(request: StaffRequest) -> HttpResponse:
    """Add a family by hand, beginning with one child."""
    form = FamilyForm(
        request.POST or None,
        viewer=request.viewer,
        initial={"placement_starts_on": request.viewer.today},
    )
    if form.is_valid():
        with form.showing_refusals():
            household = actions.add_household(
                setting=request.viewer.setting,
                address=form.cleaned_data["address"],
                access_notes=form.cleaned_data["access_notes"],
                by=request.user,
            )
            child = actions.add_child(household=household, details=form.details(), by=request.user)
            messages.success(request, f"{child.first_name} is here. Now add a grown-up.")
            return redirect("families:adult-add", household.pk)
    return render(request, "families/family_add.html", {"form": form})
