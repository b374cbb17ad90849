"""The first tables.

Why: each is made at once, with its keys, constraints and indexes: added one by one, SQLite
would remake the table for every one of them, and the first start would take three times as long.
Cost: none, they are empty.
Undo: drops them.
"""

import datetime

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import pastoral.crypto
import pastoral.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("families", "0001_initial"),
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalActivity",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("key", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=80)),
                ("summary", models.CharField(max_length=200)),
                ("steps", models.JSONField(default=list)),
                ("materials", models.JSONField(default=list)),
                ("minutes", models.PositiveSmallIntegerField(default=40)),
                ("mess", models.PositiveSmallIntegerField(default=1)),
                ("cost_pence", models.PositiveSmallIntegerField(default=0)),
                ("allergens", models.JSONField(blank=True, default=list)),
                ("hazards", models.JSONField(blank=True, default=list)),
                ("age_from", models.PositiveSmallIntegerField(default=4)),
                ("age_to", models.PositiveSmallIntegerField(default=11)),
                ("talk", models.JSONField(blank=True, default=list)),
                ("quiet_option", models.CharField(blank=True, max_length=200)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical activity",
                "verbose_name_plural": "historical activities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("key", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=80)),
                ("summary", models.CharField(max_length=200)),
                ("steps", models.JSONField(default=list)),
                ("materials", models.JSONField(default=list)),
                ("minutes", models.PositiveSmallIntegerField(default=40)),
                ("mess", models.PositiveSmallIntegerField(default=1)),
                ("cost_pence", models.PositiveSmallIntegerField(default=0)),
                ("allergens", models.JSONField(blank=True, default=list)),
                ("hazards", models.JSONField(blank=True, default=list)),
                ("age_from", models.PositiveSmallIntegerField(default=4)),
                ("age_to", models.PositiveSmallIntegerField(default=11)),
                ("talk", models.JSONField(blank=True, default=list)),
                ("quiet_option", models.CharField(blank=True, max_length=200)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activities",
                "ordering": ["title"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("setting", "key"),
                        name="activity_once",
                        nulls_distinct=False,
                        violation_error_message="An activity with this name is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_to__isnull", True),
                            ("age_to__gte", models.F("age_from")),
                            _connector="OR",
                        ),
                        name="activity_age_to_not_before_age_from",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mess__gte", 1), ("mess__lte", 3)),
                        name="activity_mess_is_1_to_3",
                        violation_error_message="Mess is 1, 2 or 3.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAfternoonSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("title", models.CharField(default="Family afternoon", max_length=80)),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="0 is Monday; 2 is Wednesday."
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("coffee_at", models.TimeField(default=datetime.time(13, 30))),
                ("children_join_at", models.TimeField(default=datetime.time(14, 0))),
                ("activity_at", models.TimeField(default=datetime.time(14, 15))),
                ("closes_at", models.TimeField(default=datetime.time(15, 0))),
                ("room", models.CharField(blank=True, max_length=80)),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="People in the room; empty for no limit.", null=True
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical afternoon series",
                "verbose_name_plural": "historical afternoon series",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AfternoonSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("title", models.CharField(default="Family afternoon", max_length=80)),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="0 is Monday; 2 is Wednesday."
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("coffee_at", models.TimeField(default=datetime.time(13, 30))),
                ("children_join_at", models.TimeField(default=datetime.time(14, 0))),
                ("activity_at", models.TimeField(default=datetime.time(14, 15))),
                ("closes_at", models.TimeField(default=datetime.time(15, 0))),
                ("room", models.CharField(blank=True, max_length=80)),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="People in the room; empty for no limit.", null=True
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "afternoon series",
                "ordering": ["first_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__isnull", True),
                            ("last_on__gte", models.F("first_on")),
                            _connector="OR",
                        ),
                        name="afternoonseries_last_on_not_before_first_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activity_at__lt", models.F("closes_at")),
                            ("children_join_at__lte", models.F("activity_at")),
                            ("coffee_at__lte", models.F("children_join_at")),
                        ),
                        name="afternoonseries_phases_in_order",
                        violation_error_message="Coffee, then the children, then the activity, then home.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)),
                        name="afternoonseries_weekday_is_one",
                        violation_error_message="Choose a day of the week.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAfternoon",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family_afternoon", "Family afternoon"),
                            ("join_in", "A morning in the zone with your child"),
                        ],
                        default="family_afternoon",
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("coffee_at", models.TimeField(default=datetime.time(13, 30))),
                ("children_join_at", models.TimeField(default=datetime.time(14, 0))),
                ("activity_at", models.TimeField(default=datetime.time(14, 15))),
                ("closes_at", models.TimeField(default=datetime.time(15, 0))),
                ("room", models.CharField(blank=True, max_length=80)),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("full", "Full"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("food", models.CharField(blank=True, max_length=200)),
                ("food_allergens", models.JSONField(blank=True, default=list)),
                ("allergens_answered_at", models.DateTimeField(blank=True, null=True)),
                ("has_creche", models.BooleanField(default=False)),
                ("transport", models.CharField(blank=True, max_length=200)),
                ("cancel_reason", models.CharField(blank=True, max_length=200)),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_first_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_second_at", models.DateTimeField(blank=True, null=True)),
                ("register_closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "change_note",
                    models.CharField(
                        blank=True,
                        help_text="What we changed this time, for the trend.",
                        max_length=120,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sessions_app.activity",
                    ),
                ),
                (
                    "allergens_answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "half_term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.halfterm",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "register_closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sessions_app.afternoonseries",
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical afternoon",
                "verbose_name_plural": "historical afternoons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Afternoon",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family_afternoon", "Family afternoon"),
                            ("join_in", "A morning in the zone with your child"),
                        ],
                        default="family_afternoon",
                        max_length=20,
                    ),
                ),
                ("on", models.DateField()),
                ("coffee_at", models.TimeField(default=datetime.time(13, 30))),
                ("children_join_at", models.TimeField(default=datetime.time(14, 0))),
                ("activity_at", models.TimeField(default=datetime.time(14, 15))),
                ("closes_at", models.TimeField(default=datetime.time(15, 0))),
                ("room", models.CharField(blank=True, max_length=80)),
                ("capacity", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("open", "Open"),
                            ("full", "Full"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("food", models.CharField(blank=True, max_length=200)),
                ("food_allergens", models.JSONField(blank=True, default=list)),
                ("allergens_answered_at", models.DateTimeField(blank=True, null=True)),
                ("has_creche", models.BooleanField(default=False)),
                ("transport", models.CharField(blank=True, max_length=200)),
                ("cancel_reason", models.CharField(blank=True, max_length=200)),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_first_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_second_at", models.DateTimeField(blank=True, null=True)),
                ("register_closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "change_note",
                    models.CharField(
                        blank=True,
                        help_text="What we changed this time, for the trend.",
                        max_length=120,
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="afternoons",
                        to="sessions_app.activity",
                    ),
                ),
                (
                    "allergens_answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "half_term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="afternoons",
                        to="accounts.halfterm",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "register_closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
                (
                    "staff",
                    models.ManyToManyField(
                        blank=True, related_name="afternoons", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="afternoons",
                        to="sessions_app.afternoonseries",
                    ),
                ),
            ],
            options={
                "ordering": ["-on"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "full"])),
                        fields=["on"],
                        name="afternoon_asking",
                    ),
                    models.Index(fields=["setting", "half_term"], name="afternoon_of_a_half_term"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("setting", "on", "coffee_at"),
                        name="afternoon_one_at_a_time",
                        violation_error_message="There is an afternoon then already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activity_at__lt", models.F("closes_at")),
                            ("children_join_at__lte", models.F("activity_at")),
                            ("coffee_at__lte", models.F("children_join_at")),
                        ),
                        name="afternoon_phases_in_order",
                        violation_error_message="Coffee, then the children, then the activity, then home.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("allergens_answered_at__isnull", True),
                                ("allergens_answered_by__isnull", True),
                            ),
                            models.Q(
                                ("allergens_answered_at__isnull", False),
                                ("allergens_answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="afternoon_allergens_answered_at_and_allergens_answered_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="afternoon_cancelled_says_why",
                        violation_error_message="Say why it is cancelled.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "family_afternoon", "join_in"])),
                        name="afternoon_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["", "cancelled", "full", "held", "open", "planned"])
                        ),
                        name="afternoon_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyFigures",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("available", models.PositiveSmallIntegerField(default=0)),
                ("came", models.PositiveSmallIntegerField(default=0)),
                ("came_uninvited", models.PositiveSmallIntegerField(default=0)),
                ("said_yes", models.PositiveSmallIntegerField(default=0)),
                ("kept", models.PositiveSmallIntegerField(default=0)),
                ("answered", models.PositiveSmallIntegerField(default=0)),
                (
                    "half_term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.halfterm",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="families.household",
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "family figures",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("setting", "half_term", "household"), name="familyfigures_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "in_english_too",
                    models.BooleanField(
                        default=False,
                        help_text="Ask in plain English where their language has no approved words.",
                    ),
                ),
                ("considered", models.PositiveIntegerField(default=0)),
                (
                    "afternoon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="sessions_app.afternoon",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes"),
                            ("maybe", "Not sure yet"),
                            ("no", "Not this time"),
                        ],
                        max_length=6,
                    ),
                ),
                ("adults_n", models.PositiveSmallIntegerField(default=0)),
                ("children_n", models.PositiveSmallIntegerField(default=0)),
                ("meet_at_gate", models.BooleanField(default=False)),
                (
                    "travel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("walk", "On foot"),
                            ("bus", "By bus"),
                            ("car", "By car"),
                            ("lift", "A lift, please"),
                            ("not_sure", "Not sure yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("set_off", models.CharField(blank=True, max_length=40)),
                ("helps", models.JSONField(blank=True, default=list)),
                ("diet", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("queued", "Waiting to be sent"),
                            ("sent", "Asked"),
                            ("yes", "Yes"),
                            ("maybe", "Not sure yet"),
                            ("no", "Not this time"),
                            ("waitlisted", "Waiting for a place"),
                            ("held", "We’ll be in touch"),
                            ("withdrawn", "Withdrawn"),
                            ("blocked", "Not asked"),
                            ("closed", "Over"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("block_reason", models.CharField(blank=True, max_length=24)),
                ("link_digest", models.UUIDField(editable=False, unique=True)),
                ("link_version", models.PositiveSmallIntegerField(default=1)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_via",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "Their page"),
                            ("sms", "Text"),
                            ("phone", "Phone"),
                            ("in_person", "In person"),
                            ("paper", "On paper"),
                        ],
                        max_length=10,
                    ),
                ),
                ("waiting_since", models.DateTimeField(blank=True, null=True)),
                ("offered_until", models.DateTimeField(blank=True, null=True)),
                (
                    "came",
                    models.BooleanField(
                        blank=True, help_text="Whether the family came.", null=True
                    ),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="families.adult",
                    ),
                ),
                (
                    "afternoon",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="sessions_app.afternoon",
                    ),
                ),
                (
                    "children",
                    models.ManyToManyField(blank=True, related_name="+", to="families.child"),
                ),
                (
                    "half_term",
                    models.ForeignKey(
                        db_index=False,
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.halfterm",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="families.household",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        help_text="Whose name the messages carry.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outbox.message",
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="sessions_app.invitationrun",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["setting", "half_term"],
                        include=("afternoon", "household", "state", "answer", "came"),
                        name="invitation_figures",
                    ),
                    models.Index(
                        fields=["household", "-created_at"], name="invitation_of_a_family"
                    ),
                    models.Index(fields=["afternoon", "state"], name="invitation_of_an_afternoon"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("afternoon", "adult"),
                        name="invitation_once",
                        violation_error_message="They are asked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "blocked"), _negated=True),
                            models.Q(("block_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invitation_blocked_says_why",
                        violation_error_message="Say why they are not asked.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_answer_has_a_moment",
                        violation_error_message="An answer has the moment it came.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "maybe", "no", "yes"])),
                        name="invitation_answer_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("travel__in", ["", "bus", "car", "lift", "not_sure", "walk"])
                        ),
                        name="invitation_travel_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "",
                                    "blocked",
                                    "closed",
                                    "draft",
                                    "held",
                                    "maybe",
                                    "no",
                                    "queued",
                                    "sent",
                                    "waitlisted",
                                    "withdrawn",
                                    "yes",
                                ],
                            )
                        ),
                        name="invitation_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_via__in", ["", "in_person", "link", "paper", "phone", "sms"])
                        ),
                        name="invitation_answered_via_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes"),
                            ("maybe", "Not sure yet"),
                            ("no", "Not this time"),
                        ],
                        max_length=6,
                    ),
                ),
                ("adults_n", models.PositiveSmallIntegerField(default=0)),
                ("children_n", models.PositiveSmallIntegerField(default=0)),
                ("meet_at_gate", models.BooleanField(default=False)),
                (
                    "travel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("walk", "On foot"),
                            ("bus", "By bus"),
                            ("car", "By car"),
                            ("lift", "A lift, please"),
                            ("not_sure", "Not sure yet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("set_off", models.CharField(blank=True, max_length=40)),
                ("helps", models.JSONField(blank=True, default=list)),
                ("diet", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("link", "Their page"),
                            ("sms", "Text"),
                            ("phone", "Phone"),
                            ("in_person", "In person"),
                            ("paper", "On paper"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="sessions_app.invitation",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "maybe", "no", "yes"])),
                        name="answer_answer_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("travel__in", ["", "bus", "car", "lift", "not_sure", "walk"])
                        ),
                        name="answer_travel_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("via__in", ["", "in_person", "link", "paper", "phone", "sms"])
                        ),
                        name="answer_via_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAttendance",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("walk_in_name", models.CharField(blank=True, max_length=60)),
                ("walk_in_is_child", models.BooleanField(default=False)),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("present", "Here"),
                            ("late", "Came late"),
                            ("left_early", "Left early"),
                            ("walk_in", "Walked in"),
                            ("not_present", "Didn’t come"),
                        ],
                        max_length=12,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.adult",
                    ),
                ),
                (
                    "afternoon",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sessions_app.afternoon",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.child",
                    ),
                ),
                (
                    "half_term",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.halfterm",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.household",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical attendance",
                "verbose_name_plural": "historical attendance",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pastoral.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("walk_in_name", models.CharField(blank=True, max_length=60)),
                ("walk_in_is_child", models.BooleanField(default=False)),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("present", "Here"),
                            ("late", "Came late"),
                            ("left_early", "Left early"),
                            ("walk_in", "Walked in"),
                            ("not_present", "Didn’t come"),
                        ],
                        max_length=12,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                (
                    "adult",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="families.adult",
                    ),
                ),
                (
                    "afternoon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="sessions_app.afternoon",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="families.child",
                    ),
                ),
                (
                    "half_term",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.halfterm",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="families.household",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendance",
                "ordering": ["marked_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mark", "walk_in")),
                        fields=["setting", "half_term"],
                        include=("afternoon", "household", "mark"),
                        name="attendance_walk_ins",
                    ),
                    models.Index(fields=["household", "-marked_at"], name="attendance_of_a_family"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("adult__isnull", False)),
                        fields=("afternoon", "adult"),
                        name="attendance_adult_once",
                        violation_error_message="They are on the register already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("child__isnull", False)),
                        fields=("afternoon", "child"),
                        name="attendance_child_once",
                        violation_error_message="They are on the register already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("adult__isnull", False), ("child", None), ("walk_in_name", "")
                            ),
                            models.Q(
                                ("adult", None), ("child__isnull", False), ("walk_in_name", "")
                            ),
                            models.Q(
                                ("adult", None),
                                ("child", None),
                                models.Q(("walk_in_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="attendance_of_one_person",
                        violation_error_message="A mark is for one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "mark__in",
                                ["", "late", "left_early", "not_present", "present", "walk_in"],
                            )
                        ),
                        name="attendance_mark_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pulse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "welcome",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("a_bit", "A bit"), ("not_really", "Not really")],
                        max_length=10,
                    ),
                ),
                (
                    "listened_to",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("a_bit", "A bit"), ("not_really", "Not really")],
                        max_length=10,
                    ),
                ),
                (
                    "enjoyed_together",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("a_bit", "A bit"), ("not_really", "Not really")],
                        max_length=10,
                    ),
                ),
                (
                    "would_come_again",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("a_bit", "A bit"), ("not_really", "Not really")],
                        max_length=10,
                    ),
                ),
                ("comment", pastoral.crypto.EncryptedTextField(blank=True)),
                ("given_on", models.DateField()),
                ("comment_released_on", models.DateField(blank=True, null=True)),
                ("quote_consent", models.BooleanField(default=False)),
                (
                    "afternoon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pulses",
                        to="sessions_app.afternoon",
                    ),
                ),
            ],
            options={
                "ordering": ["given_on"],
            },
        ),
    ]
