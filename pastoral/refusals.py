"""The one exception by which a rule says no."""


class Refusal(Exception):
    """A rule's no: a full sentence, fit to show to the person who asked."""


class WrongMove(Refusal):
    """A move that the state machine does not know; pages answer it with 409."""
