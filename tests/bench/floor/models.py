"""An invitation to an event, its answer, and a line in a trail."""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    token = models.CharField(max_length=32, unique=True)
    event = models.ForeignKey(Event, models.CASCADE)
    school_id = models.IntegerField()
    parent_name = models.CharField(max_length=120)
    email = models.EmailField()
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Invitation"]] = models.Manager()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.parent_name


class Rsvp(models.Model):
    invitation = models.OneToOneField(Invitation, models.CASCADE)
    status = models.CharField(max_length=8)
    adults = models.SmallIntegerField(default=1)
    children = models.SmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    responded_at = models.DateTimeField()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.status


class Audit(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.what


class Outbox(models.Model):
    state = models.CharField(max_length=10, db_index=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.state


class SchoolTerm(models.Model):
    """A school's term, rolled up."""

    school_id = models.IntegerField()
    term = models.SmallIntegerField()
    invited = models.IntegerField()
    answered = models.IntegerField()
    yes = models.IntegerField()
    came = models.IntegerField()
    families = models.IntegerField()
    families_came = models.IntegerField()

    class Meta:
        app_label = "floor"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "term"], name="schoolterm_once")
        ]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.term}"


ALL = (Event, Invitation, Rsvp, Audit, Outbox, SchoolTerm)
