"""Made-up people in a message, so that one reads it as a family would."""

from datetime import date, time, timedelta

from pastoral.accounts.models import Setting
from pastoral.languages import pack_of
from pastoral.outbox import words
from pastoral.ui.said import day_in, time_in

SAMPLE_ACTIVITY = "decorated-biscuits"
NAME, CHILD, MENTOR = "Samira", "Amira", "Jo"
PHONE = "01632 960123"
WEDNESDAY = 2
THEIR_LINK = "[their own link]"


def blanks(setting: Setting, language: str, today: date) -> dict[str, str]:
    """Return something for every blank, as a family who reads this language would be told it."""
    on = today + timedelta(days=(WEDNESDAY - today.weekday()) % 7 or 7)
    weekday, day = day_in(language, on)
    pack = pack_of(language)
    activity = pack.activities.get(SAMPLE_ACTIVITY, pack.together) if pack else ""
    times = {
        "coffee": time(13, 30), "children_join": time(14), "activity_time": time(14, 15),
        "close": time(15), "time": time(13, 30),
    }  # fmt: skip
    return {
        "name": NAME,
        "child": CHILD,
        "mentor": MENTOR,
        "place": setting.place,
        "phone": setting.phone or PHONE,
        "day": weekday,
        "date": day,
        "activity": activity,
        "until": f"{weekday} {time_in(language, time(9))}".strip(),
        "reference": "W-1",
        "page": words.link_of(setting.pk, 1),
        **{name: time_in(language, at) for name, at in times.items()},
    }
