"""What a tablet at the door sends: its shape."""

from django import forms

from sessions_app.models import Attendance

TAPPED = [("", "Taken back"), *((mark.value, mark.label) for mark in Attendance.HERE)]


class PressForm(forms.Form):
    """One tap: its id, whose it is, on whose tile, what it says and when it was made."""

    key = forms.UUIDField()
    owner = forms.UUIDField()
    afternoon = forms.UUIDField()
    person = forms.RegexField(r"^[acw][0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    mark = forms.ChoiceField(choices=TAPPED, required=False)
    name = forms.CharField(max_length=60, required=False)
    is_child = forms.BooleanField(required=False)
    pressed_at = forms.DateTimeField()
    knows_it_is_closed = forms.BooleanField(required=False)
