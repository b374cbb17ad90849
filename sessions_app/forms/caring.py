"""What is decided about a note after an afternoon: its shape."""

from django import forms

SEND, AGREE, LEAVE, SPOKE = "send", "agree", "leave", "spoke"


class DecideForm(forms.Form):
    """Send it, agree to it as safeguarding lead, leave it, or: we spoke, perhaps with a line about it."""

    decide = forms.ChoiceField(
        choices=[
            (SEND, "Send it"),
            (AGREE, "I agree: send it"),
            (LEAVE, "Leave it"),
            (SPOKE, "We spoke"),
        ]
    )
    line = forms.CharField(max_length=300, required=False)
