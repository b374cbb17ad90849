"""The door: who gets in, and where."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, path, reverse

from pastoral.accounts.middleware import OwnAddressMiddleware
from pastoral.accounts.models import Membership, TrailEntry
from pastoral.accounts.permissions import StaffRequest, public, requires
from pastoral.accounts.roles import Permission, Role
from pastoral.accounts.viewers import Viewer, settings_of, viewer_for
from pastoral.refusals import WrongMove
from pastoral.urls import urlpatterns as real_urls
from tests.factories import (
    make_afternoon,
    make_membership,
    make_setting,
    make_staff,
    make_trust,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@requires(Permission.OPEN_HOME)
def wrong_move(request: StaffRequest) -> HttpResponse:
    raise WrongMove("This afternoon is closed already.")


@requires(Permission.OPEN_HOME)
def where(request: StaffRequest) -> HttpResponse:
    return HttpResponse(request.viewer.setting.code)


@public
def address(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


urlpatterns = [
    path("forgotten/", forgotten),
    path("wrong-move/", wrong_move),
    path("where/", where),
    path("address/", address),
    *real_urls,
]
here = pytest.mark.urls(__name__)


@here
def test_a_view_that_does_not_say_who_may_open_it_opens_to_nobody(sign_in: SignIn) -> None:
    with pytest.raises(ImproperlyConfigured, match="forgotten needs @requires"):
        sign_in(make_viewer(*Role)).get("/forgotten/")


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/staff/?page=2")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/staff/%3Fpage%3D2"


def test_what_a_stranger_posts_is_not_opened_by_get_after_signing_in(client: Client) -> None:
    assert client.post("/setting/", {"setting": "x"})["Location"] == "/accounts/login/?next=/"


def test_a_script_is_told_to_sign_in_without_a_page(client: Client) -> None:
    response = client.get("/staff/", headers={"accept": "application/json"})

    assert response.status_code == 401
    assert response.json() == {"sentence": "Please sign in again."}


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get(
        "/staff/",
        headers={
            "hx-request": "true",
            "hx-current-url": "https://evil.example/calendar/?year=2027",
        },
    )

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/accounts/login/?next=/calendar/%3Fyear%3D2027"


def test_a_page_for_another_role_is_refused_and_the_trail_says_so(sign_in: SignIn) -> None:
    mentor = make_viewer(Role.MENTOR)

    assert sign_in(mentor).get(reverse("accounts:staff")).status_code == 403

    entry = TrailEntry.objects.get(did="refused")
    assert (entry.actor, entry.what, entry.ip) == (mentor.user, "accounts:staff", "127.0.0.1")


def test_somebody_switched_off_is_a_stranger(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.LEAD)
    client = sign_in(viewer)
    viewer.user.is_active = False
    viewer.user.save()

    assert client.get(reverse("desk:home")).status_code == 302


@pytest.mark.parametrize("ended", [True, False])
def test_somebody_without_a_role_may_only_sign_out(sign_in: SignIn, ended: bool) -> None:
    staff = make_staff()
    if ended:
        make_membership(staff, to_on=date.today() - timedelta(days=1))

    response = sign_in(staff).get(reverse("desk:home"))

    assert response.status_code == 403
    assert "You have no role here" in response.text
    assert 'action="/accounts/logout/"' in response.text


@here
def test_rights_hold_in_the_setting_they_were_given_in(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.MENTOR)
    other = make_setting()
    make_membership(viewer.user, other, Role.ADMINISTRATOR)
    client = sign_in(viewer)

    assert client.get(reverse("accounts:staff")).status_code == 403
    assert client.post(reverse("accounts:choose-setting"), {"setting": other.pk}).status_code == 302
    assert client.get("/where/").text == other.code
    assert client.get(reverse("accounts:staff")).status_code == 200


@here
def test_a_chosen_setting_that_is_no_longer_theirs_falls_back(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.MENTOR)
    client = sign_in(Viewer(viewer.user, make_setting(), viewer.roles))

    assert client.get("/where/").text == viewer.setting.code


@pytest.mark.parametrize("chosen", ["not-a-setting", ""])
def test_a_setting_that_is_nobodys_can_not_be_chosen(sign_in: SignIn, chosen: str) -> None:
    client = sign_in(make_viewer(Role.MENTOR))

    assert client.post(reverse("accounts:choose-setting"), {"setting": chosen}).status_code == 404


def test_a_stranger_s_setting_can_not_be_chosen(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.MENTOR))
    url = reverse("accounts:choose-setting")

    assert client.post(url, {"setting": make_setting().pk}).status_code == 404
    assert client.get(url).status_code == 405


def test_a_governor_acts_in_every_setting_of_the_trust_and_nowhere_else() -> None:
    trust = make_trust()
    first, second = make_setting(trust=trust, name="A"), make_setting(trust=trust, name="B")
    stranger = make_setting()
    staff = make_staff()
    make_membership(staff, role=Role.TRUST, trust=trust)

    viewer = viewer_for(staff, second.pk, date.today())

    assert viewer
    assert (viewer.setting, viewer.roles) == (second, frozenset({Role.TRUST}))
    assert settings_of(staff, date.today()) == [first, second]
    assert viewer_for(staff, stranger.pk, date.today()).setting == first  # type: ignore[union-attr]


def test_a_governor_of_a_trust_without_settings_may_open_nothing() -> None:
    staff = make_staff()
    make_membership(staff, role=Role.TRUST, trust=make_trust())

    assert viewer_for(staff, None, date.today()) is None


@here
def test_a_wrong_move_is_answered_in_words(sign_in: SignIn) -> None:
    client = sign_in(make_viewer())

    page = client.get("/wrong-move/")
    said = client.get("/wrong-move/", headers={"accept": "application/json"})

    assert page.status_code == said.status_code == 409
    assert "This afternoon is closed already." in page.text
    assert said.json() == {"sentence": "This afternoon is closed already."}


def test_pages_about_people_stay_out_of_every_cache(sign_in: SignIn) -> None:
    response = sign_in(make_viewer(Role.LEAD)).get(reverse("accounts:calendar"))

    assert response["Cache-Control"] == "no-store"


def test_idle_staff_are_signed_out_after_the_policys_minutes(sign_in: SignIn) -> None:
    setting = make_setting(policy={"idle_minutes": 7})
    client = sign_in(make_viewer(Role.LEAD, setting=setting))

    client.get(reverse("accounts:calendar"))

    assert client.session.get_expiry_age() == 7 * 60


def test_when_somebody_was_here_is_written_once_a_minute(
    sign_in: SignIn, django_assert_num_queries: Callable
) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    url = reverse("accounts:staff-invite")
    client.get(url)

    seen = client.session["seen"]
    client.get(url)

    assert client.session["seen"] == seen


@here
@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed_about_an_address(
    client: Client, settings: object, proxies: int, forwarded: str, believed: str
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]

    assert client.get("/address/", headers={"x-forwarded-for": forwarded}).text == believed


def test_without_the_header_the_address_stays() -> None:
    request = RequestFactory().get("/")

    OwnAddressMiddleware(lambda r: HttpResponse(r.META["REMOTE_ADDR"]))(request)

    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/login/code/confirm/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/3rdparty/",
        "/accounts/3rdparty/signup/",
        "/accounts/social/signup/",
        "/accounts/",
    ],
)
def test_what_allauth_brings_and_we_do_not_use_has_no_address(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_only_known_pages_of_allauth_are_public() -> None:
    found = {
        pattern.name
        for entry in get_resolver().url_patterns
        for pattern in getattr(entry, "url_patterns", [])
        if getattr(pattern, "callback", None) and pattern.callback.__module__.startswith("allauth")
        if getattr(pattern.callback, "is_public", False)
    }

    assert found == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }


def test_a_role_given_for_later_does_not_hold_yet() -> None:
    membership = make_membership(from_on=date.today() + timedelta(days=1))

    assert viewer_for(membership.staff, None, date.today()) is None
    assert Membership.objects.current(membership.from_on).get() == membership


def test_an_address_that_takes_buttons_only_is_said_so_on_a_page_with_a_way_on(
    sign_in: Callable[[Viewer], Client],
) -> None:
    viewer = make_viewer(Role.LEAD)
    afternoon = make_afternoon(viewer.setting)

    answer = sign_in(viewer).get(f"/afternoons/{afternoon.pk}/held/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Nothing to see here by itself" in answer.text
    assert "Go to Today" in answer.text
