"""What each kind of message to a family is called, as staff read it."""

NAMES = {
    "afternoon-invite": "Invitation",
    "afternoon-invite-no-child": "Invitation",
    "afternoon-reminder-first": "Reminder",
    "afternoon-reminder-second": "Reminder",
    "afternoon-moved": "That it is on another day",
    "afternoon-cancelled": "That it is off",
    "join-in-invite": "Invitation to join in",
    "join-in-reminder": "Reminder of the morning to join in",
    "join-in-moved": "That the morning to join in is on another day",
    "join-in-cancelled": "That the morning to join in is off",
    "seat-offered": "Offer of a seat",
    "answer-thanks": "Thanks for the answer",
    "visit-offer": "Offer of a visit",
    "visit-offer-out": "Offer of a visit",
    "visit-offer-here": "Offer of a visit",
    "visit-day-before": "A word before the visit",
    "missed-you": "“We missed you”",
    "first-time-thanks": "Thanks for coming",
    "what-to-change": "“What could we change?”",
    "room-full": "That the room is full",
    "stop-confirmed": "That texts have stopped",
    "start-confirmed": "That texts are on again",
    "help-reply": "How to answer us",
    "reply-yes": "Thanks for the answer",
    "reply-maybe": "Thanks for the answer",
    "reply-no": "Thanks for the answer",
    "reply-visit-yes": "Thanks for the answer",
    "reply-visit-no": "Thanks for the answer",
    "reply-in-touch": "That we’ll be in touch",
    "reply-too-late": "That it is too late by text",
    "reply-to-a-person": "That one of us will read it",
    "own-words": "Our answer",
}


def said(key: str) -> str:
    """Return what a message is called; of a kind that is no more, what is left of its key."""
    return NAMES.get(key, key.replace("-", " ").capitalize())
