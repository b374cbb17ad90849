"""Forms of a note: its six prompts, and what is added later."""

import json
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from pastoral.accounts.models import Setting
from pastoral.ui.forms import HouseForm
from visits.actions import NoteText, base_of, text_of
from visits.models import VisitNote
from visits.wording import Hint, hints_for, hints_in

# What is typed of a family is on the phone only as we keep it: a browser left to itself writes
# it down with its tabs, and offers it to the next person who types there.
NOWHERE_ELSE = {"autocomplete": "off"}
WRITING = {"rows": 2, "autocapitalize": "sentences"}


def _prompt(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000,
        widget=forms.Textarea(attrs=WRITING),
    )  # fmt: skip


class NoteForm(HouseForm):
    """The six prompts; none of them has to be filled."""

    who_was_there = _prompt("Who was there?")
    going_well = _prompt("What is going well?", "Their words, in “quotation marks”.")
    would_like = _prompt("What would they like?")
    agreed = _prompt("What did we agree, who does it, and when?")
    childs_view = _prompt("The child’s view")
    shared_with_parent = forms.ChoiceField(
        label="Shared with the parent?", choices=VisitNote.Shared, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    PROMPTS = (
        "who_was_there",
        "going_well",
        "would_like",
        "agreed",
        "childs_view",
    )

    def __init__(
        self, *args: Any, setting: Setting, draft: str, base: str = "", **kwargs: Any
    ) -> None:
        """Lay the form out for a setting.

        `draft` is what a phone keeps its words under; `base` says which saved note they
        were begun on, so that newer words are never written over unseen.
        """
        super().__init__(*args, **kwargs)
        self.hints = hints_for(setting)
        self.helper.attrs |= NOWHERE_ELSE
        hints = [[hint.word, hint.instead] for hint in self.hints]
        self.helper.attrs |= {
            "data-draft": draft,
            "data-base": base,
            "data-words": str(setting.policy.note_words),
            "data-hints": json.dumps(hints, ensure_ascii=False),
        }

    def layout(self) -> Layout:
        """The prompts, one under the other."""
        return Layout(
            *self.PROMPTS,
            Field("shared_with_parent", wrapper_class="choice-cards"),
            Div(Submit("save", "Save the note"), css_class="action-bar"),
        )

    def text(self) -> NoteText:
        """Return what was written."""
        fields = (*self.PROMPTS, "shared_with_parent")
        return NoteText(**{name: self.cleaned_data[name] for name in fields})

    def gentle_word(self) -> str:
        """Return what might be said otherwise in what was written; empty where nothing."""
        written = "\n".join(self.cleaned_data[name] for name in self.PROMPTS)
        return _said(hints_in(written, self.hints))


class OneNoteForm(NoteForm):
    """The note of one visit, which knows on which saved state its words were begun."""

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, note: VisitNote | None, **kwargs: Any) -> None:
        """Begin with what is saved. What a phone keeps of it stays under what it was begun on."""
        now = base_of(note)
        self.begun = data.get("base", "") if data else now
        start = {"base": now} | (vars(text_of(note)) if note else {})
        super().__init__(data, initial=start, base=self.begun, **kwargs)

    def layout(self) -> Layout:
        """The prompts, and the state they were begun on."""
        return Layout("base", *super().layout())

    def beside(self, saved: VisitNote | None) -> VisitNote | None:
        """Return what was saved since, to be shown beside the form; the next save is on that."""
        if not self.is_bound or base_of(saved) == self.begun:
            return None
        typed = self.data.copy()  # type: ignore[attr-defined]
        typed["base"] = base_of(saved)
        self.data = typed
        return saved


class AddendumForm(HouseForm):
    """Something to add to a note."""

    text = forms.CharField(
        label="Add to this note", max_length=4000, widget=forms.Textarea(attrs=WRITING)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.attrs |= NOWHERE_ELSE

    def layout(self) -> Layout:
        """One box and its button."""
        return Layout("text", Submit("add", "Add with today’s date", css_class="btn-secondary"))


def _said(hints: Iterable[Hint]) -> str:
    said = "; ".join(f"“{hint.word}”: {hint.instead}" for hint in hints)
    return said and f"It is saved. One might say some of it otherwise ({said})."
