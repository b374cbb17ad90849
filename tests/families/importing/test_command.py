"""Families brought in from the command line."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from families.importing import fingerprint
from families.management.commands.import_families import Command
from families.models import Child, ImportUpload
from pastoral.accounts.models import TrailEntry
from tests.factories import make_import_mapping, make_setting
from tests.families.importing.files import FOLDER, expected
from tests.families.importing.hostile import HEAD, READABLE, ROW, UNREADABLE

pytestmark = pytest.mark.django_db


def run(file: Path, code: str, *more: str) -> str:
    out = io.StringIO()
    call_command("import_families", str(file), "--setting", code, *more, stdout=out)
    return out.getvalue()


def test_it_only_looks_unless_told_to_commit() -> None:
    setting = make_setting()

    said = run(FOLDER / "wide.csv", setting.code)

    assert "nothing is written yet" in said
    assert "children: 140 new, 0 changed, 0 unchanged" in said
    assert "row 13: A court order is marked for Des Penrose." in said
    assert not Child.objects.exists()


def test_its_json_holds_the_counts_and_nothing_else() -> None:
    setting, counts = make_setting(), expected()

    told = json.loads(run(FOLDER / "wide.csv", setting.code, "--json"))

    assert list(told) == ["children", "households", "adults", "problems", "duplicates"]
    assert told["children"] == {"new": counts["children"], "changed": 0, "unchanged": 0}
    assert told["households"]["new"] == counts["households"]
    assert told["adults"]["new"] == counts["adults"]
    assert told["duplicates"] == 0
    assert told["problems"] == {
        "bad_email": counts["bad_emails"],
        "court_order": counts["court_order_adults"],
        "deceased": counts["deceased_adults"],
        "dob_in_future": counts["dob_in_future"],
        "duplicate_row": counts["duplicate_rows_wide"],
        "formula_cell": counts["formula_cells"],
        "hidden_address": counts["hidden_addresses"],
        "landline_in_mobile": counts["landlines_in_mobile"],
        "shared_mobile": counts["shared_mobiles"],
        "upn_missing": counts["upn_missing"],
        "upn_wrong_check_letter": counts["upn_wrong_check_letter"],
    }


def test_committed_the_same_and_the_other_file_bring_nothing_more() -> None:
    setting = make_setting()
    run(FOLDER / "wide.csv", setting.code, "--commit", "--json")

    for name in ("wide.csv", "long.csv"):
        told = json.loads(run(FOLDER / name, setting.code, "--commit", "--json"))
        assert told["children"] == {"new": 0, "changed": 0, "unchanged": expected()["children"]}
    assert Child.objects.count() == expected()["children"]
    assert TrailEntry.objects.filter(what="families.file-brought-in", actor=None).count() == 3
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_sentence(name: str, tmp_path: Path) -> None:
    file = tmp_path / "pupils.csv"
    file.write_bytes(UNREADABLE[name])

    with pytest.raises(CommandError) as refused:
        run(file, make_setting().code, "--commit", "--json")

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("name", READABLE)
def test_a_hostile_file_that_is_a_table_is_read_row_by_row(name: str, tmp_path: Path) -> None:
    setting, file = make_setting(), tmp_path / "pupils.csv"
    file.write_bytes(READABLE[name])

    told = json.loads(run(file, setting.code, "--commit", "--json"))

    assert Child.objects.count() == told["children"]["new"]
    assert not Child.objects.filter(legal_first__startswith="=").exists()
    again = json.loads(run(file, setting.code, "--commit", "--json"))
    assert (again["children"]["new"], again["children"]["changed"]) == (0, 0)


def test_headings_nobody_knows_are_asked_for_once_in_the_browser(tmp_path: Path) -> None:
    setting, file = make_setting(), tmp_path / "pupils.csv"
    file.write_bytes(HEAD.replace(b"Forename", b"Naam", 1) + ROW)

    with pytest.raises(CommandError, match="Child’s first name"):
        run(file, setting.code)


def test_remembered_headings_are_used(tmp_path: Path) -> None:
    setting, file = make_setting(), tmp_path / "pupils.csv"
    file.write_bytes(HEAD.replace(b"Forename", b"Naam", 1) + ROW)
    headings = ("Naam", "Surname", "DOB", "Contact forename", "Contact surname", "Mobile")
    fields = ("legal_first", "surname", "born_on", "contact.first", "contact.surname")
    columns = dict(zip(headings, (*fields, "contact.mobile"), strict=True))
    make_import_mapping(setting, fingerprint=fingerprint(headings), columns=columns)

    run(file, setting.code, "--commit")

    assert Child.objects.get().legal_first == "Una"


@pytest.mark.parametrize("file", ["", "no-such-file.csv", "a\x00b.csv"])
def test_a_file_that_is_not_there_is_one_sentence(file: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can’t be opened") as refused:
        run(tmp_path / file, make_setting().code)

    assert refused.value.returncode == 2


def test_a_setting_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="There is no setting “nowhere”") as refused:
        run(FOLDER / "wide.csv", "nowhere")

    assert refused.value.returncode == 2


def test_in_a_shell_the_sentence_is_on_stderr_and_the_exit_is_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    setting = make_setting()
    asked = ["manage.py", "import_families", "nothing.csv", "--setting", setting.code, "--json"]

    with pytest.raises(SystemExit) as done:
        Command().run_from_argv(asked)

    out, err = capsys.readouterr()
    assert done.value.code == 2
    assert out == ""
    assert "can’t be opened" in err
