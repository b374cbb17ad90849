"""What every form of ours says when something is wrong."""

import pytest
from crispy_forms.layout import Layout
from django import forms
from django.db import transaction

from pastoral.refusals import Refusal, WrongMove
from pastoral.ui.forms import HouseForm, day_field
from tests.factories import make_child, make_restriction


class AForm(HouseForm):
    """A little of everything."""

    words = forms.CharField()
    day = day_field("Day", required=False)
    number = forms.IntegerField(required=False, min_value=1)
    own = forms.CharField(error_messages={"required": "Say who."})

    def layout(self) -> Layout:
        return Layout("words", "day", "number", "own")


def test_what_is_wrong_is_said_in_our_words() -> None:
    form = AForm({"words": "", "day": "x", "number": "0", "own": ""})

    assert form.errors == {
        "words": ["Please fill this in."],
        "day": ["That is not a day we can read. Try 3/12/2026."],
        "number": ["No less than 1, please."],
        "own": ["Say who."],
    }


def test_nothing_written_is_not_said_to_be_kept() -> None:
    assert not AForm({"words": " "}).has_words
    assert AForm({"words": "Hello"}).has_words


def test_a_refusal_stands_at_the_top_of_the_form() -> None:
    form = AForm({"words": "x", "own": "y"})

    def refuse() -> None:
        raise Refusal("The room is full.")

    with form.showing_refusals():
        refuse()

    assert form.non_field_errors() == ["The room is full."]


def test_a_wrong_move_is_not_swallowed() -> None:
    form = AForm({"words": "x", "own": "y"})

    with pytest.raises(WrongMove), form.showing_refusals():
        raise WrongMove("It is over.")


@pytest.mark.django_db
def test_what_the_database_refuses_is_said_in_the_words_of_its_constraint() -> None:
    form = AForm({"words": "x", "own": "y"})
    restriction = make_restriction(child=make_child())
    restriction.ends_on = restriction.starts_on.replace(year=2020)

    with form.showing_refusals(), transaction.atomic():
        restriction.save()

    assert form.non_field_errors() == ["The last day can’t be before the first."]
