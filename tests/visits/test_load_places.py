"""Where homes are, loaded from a school’s own list of postcodes."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from families.importing.addresses import postcode_of
from families.models import Household
from pastoral.accounts.models import Setting, TrailEntry
from tests.factories import make_household, make_setting

pytestmark = pytest.mark.django_db
PLACES = "postcode,latitude,longitude\nZZ99 1AA,53.801234,-1.55\nzz992bb,53.9,-1.4\n"


@pytest.fixture
def setting() -> Setting:
    return make_setting()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(PLACES)
    return path


def run(file: Path, setting: Setting, *more: str) -> str:
    out = io.StringIO()
    call_command("load_places", str(file), "--setting", setting.code, *more, stdout=out)
    return out.getvalue()


def place_of(home: Household) -> tuple[Decimal | None, Decimal | None]:
    home.refresh_from_db()
    return home.latitude, home.longitude


def test_a_home_is_placed_by_the_postcode_its_address_ends_with(
    setting: Setting, file: Path
) -> None:
    one = make_household(setting, address="3 Apple Road\nAlderby\nZZ99 1AA")
    other = make_household(setting, address="4 Apple Road, Alderby, zz99 2bb.")

    said = run(file, setting, "--commit")

    assert "2 get a place" in said
    assert place_of(one) == (Decimal("53.80123"), Decimal("-1.55"))
    assert place_of(other) == (Decimal("53.9"), Decimal("-1.4"))
    assert set(
        TrailEntry.objects.filter(what="families.placed").values_list("household_id", flat=True)
    ) == {one.pk, other.pk}


def test_it_only_looks_unless_told_to_commit(setting: Setting, file: Path) -> None:
    home = make_household(setting, address="3 Apple Road, ZZ99 1AA")

    said = run(file, setting)

    assert "nothing is written yet" in said
    assert "1 get a place" in said
    assert "Run it again with --commit" in said
    assert place_of(home) == (None, None)
    assert not TrailEntry.objects.exists()


def test_rule_19_a_hidden_home_gets_no_place(setting: Setting, file: Path) -> None:
    home = make_household(setting, address="3 Apple Road, ZZ99 1AA", address_visibility="hidden")

    said = run(file, setting, "--commit")

    assert "1 are hidden, and get none" in said
    assert place_of(home) == (None, None)


def test_it_says_how_many_and_nothing_of_any_home(setting: Setting, file: Path) -> None:
    make_household(setting, label="Samira and Amira", address="3 Apple Road, ZZ99 1AA")
    make_household(setting, address="5 Apple Road, ZZ99 9XX")
    make_household(setting, address="By the canal")
    make_household(setting)

    said = run(file, setting, "--commit")

    assert "1 have a postcode that is not in the file" in said
    assert "2 have no postcode" in said
    assert not any(word in said for word in ("Samira", "Apple", "ZZ99", "53."))


def test_the_same_file_twice_changes_nothing(setting: Setting, file: Path) -> None:
    make_household(setting, address="3 Apple Road, ZZ99 1AA")
    run(file, setting, "--commit")

    said = run(file, setting, "--commit")

    assert "0 get a place" in said
    assert "1 have it already" in said
    assert TrailEntry.objects.count() == 1


def test_homes_of_another_setting_are_left_alone(setting: Setting, file: Path) -> None:
    other = make_household(address="3 Apple Road, ZZ99 1AA")

    run(file, setting, "--commit")

    assert place_of(other) == (None, None)


@pytest.mark.parametrize(
    "row", ["ZZ99 1AA,91,0", "ZZ99 1AA,north,0", "ZZ99 1AA,nan,0", "ZZ99 1AA,53", "Apple,53,0"]
)
def test_a_row_that_makes_no_sense_is_counted_and_left_out(
    row: str, setting: Setting, tmp_path: Path
) -> None:
    make_household(setting, address="3 Apple Road, ZZ99 1AA")
    (tmp_path / "bad.csv").write_text(f"Postcode, Latitude ,Longitude\n{row}\n")

    said = run(tmp_path / "bad.csv", setting)

    assert "1 rows of the file make no sense" in said
    assert "0 get a place" in said


@pytest.mark.parametrize("text", ["postcode,lat,long\n", "", "\x00"])
def test_a_file_that_is_no_list_of_places_is_refused_with_a_sentence(
    text: str, setting: Setting, tmp_path: Path
) -> None:
    (tmp_path / "other.csv").write_text(text)

    with pytest.raises(CommandError, match=r"no column|can’t be read"):
        run(tmp_path / "other.csv", setting)


def test_a_setting_or_a_file_that_is_not_there_is_said(setting: Setting, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no setting"):
        call_command("load_places", "x.csv", "--setting", "nowhere")
    with pytest.raises(CommandError, match="can’t be read"):
        run(tmp_path / "gone.csv", setting)


@pytest.mark.parametrize(
    ("address", "postcode"),
    [
        ("3 Apple Road, LS1 4AP", "LS1 4AP"),
        ("3 Apple Road\nls14ap \n", "LS1 4AP"),
        ("LS1 4AP, behind the mill", ""),
        ("", ""),
    ],
)
def test_a_postcode_counts_where_an_address_ends_with_it(address: str, postcode: str) -> None:
    assert postcode_of(address) == postcode
