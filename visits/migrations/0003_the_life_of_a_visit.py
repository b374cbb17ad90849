"""The life of a visit: offers and their answers, the clock that watches, a mentor's own week.

Why: a visit is offered, agreed to, planned and made; phones without signal send what they
kept; an alert is raised once for each time somebody is due back (rule 6).
Cost: new tables, nullable columns, one partial index made anew. Alerts raised before are
taken as due when this runs: there were none outside tests.
Undo: drops them.
"""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import pastoral.crypto
import pastoral.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_numbers_for_visits"),
        ("families", "0002_somebody_stands_in"),
        ("visits", "0002_remember_which_form_logged_a_visit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
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
                ("link_digest", models.UUIDField(editable=False, unique=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ChildLine",
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
                            ("good_news", "Good news to tell at home"),
                            ("what_helped", "What helped, for their teacher"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("text", pastoral.crypto.EncryptedTextField()),
            ],
            options={
                "ordering": ["-on", "-created_at"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalChildLine",
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
                            ("good_news", "Good news to tell at home"),
                            ("what_helped", "What helped, for their teacher"),
                        ],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("text", pastoral.crypto.EncryptedTextField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical child line",
                "verbose_name_plural": "historical child lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalWeekSlot",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("zone", "With the children here"),
                            ("mainstream", "In their school"),
                            ("afternoon", "Family afternoon"),
                            ("visits", "Visits"),
                            ("desk", "Calls, notes and talking it over"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("words", models.CharField(blank=True, max_length=80)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical week slot",
                "verbose_name_plural": "historical week slots",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PhoneItem",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("arrived", "Arrived"),
                            ("left", "Left and safe"),
                            ("log", "How it went"),
                        ],
                        max_length=8,
                    ),
                ),
                ("body", pastoral.crypto.EncryptedTextField(blank=True)),
                ("pressed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "Taken"),
                            ("refused", "Refused"),
                            ("put_aside", "Put aside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["pressed_at", "created_at"],
            },
        ),
        migrations.CreateModel(
            name="VisitAnswer",
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
                    "said",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("no", "Not now"),
                            ("another_time", "Another time"),
                            ("call_me", "Please call me"),
                            ("visit_me", "Please come round"),
                        ],
                        max_length=14,
                    ),
                ),
                ("words", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("in_person", "In person"),
                            ("call", "By phone"),
                            ("text", "By text"),
                            ("link", "On their page"),
                        ],
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WeekSlot",
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
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("zone", "With the children here"),
                            ("mainstream", "In their school"),
                            ("afternoon", "Family afternoon"),
                            ("visits", "Visits"),
                            ("desk", "Calls, notes and talking it over"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_at", models.TimeField()),
                ("ends_at", models.TimeField()),
                ("words", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ["weekday", "starts_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="homevisit",
            name="homevisit_outcome_agrees_with_state",
        ),
        migrations.RemoveConstraint(
            model_name="overduealert",
            name="overduealert_once_a_level",
        ),
        migrations.RemoveIndex(
            model_name="homevisit",
            name="homevisit_live",
        ),
        migrations.AddField(
            model_name="historicalhomevisit",
            name="due_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalhomevisit",
            name="meet_at",
            field=models.CharField(
                choices=[
                    ("home", "At home"),
                    ("cafe", "In a café"),
                    ("park", "In a park"),
                    ("school", "Here with us"),
                ],
                default="home",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="historicalhomevisit",
            name="offered_to",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="families.adult",
            ),
        ),
        migrations.AddField(
            model_name="historicalhomevisit",
            name="told_before_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalvisitnote",
            name="read_together_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalvisitnote",
            name="read_together_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="due_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="meet_at",
            field=models.CharField(
                choices=[
                    ("home", "At home"),
                    ("cafe", "In a café"),
                    ("park", "In a park"),
                    ("school", "Here with us"),
                ],
                default="home",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="offered_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offered_visits",
                to="families.adult",
            ),
        ),
        migrations.AddField(
            model_name="homevisit",
            name="told_before_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="overduealert",
            name="alerted",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="overduealert",
            name="due_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="The moment she was to be back by."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="visitnote",
            name="read_together_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="visitnote",
            name="read_together_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="homevisit",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "under_way"])),
                fields=["planned_on"],
                name="homevisit_live",
            ),
        ),
        migrations.AddIndex(
            model_name="homevisit",
            index=models.Index(
                condition=models.Q(("state", "offered")),
                fields=["offered_at"],
                name="homevisit_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", ""),
                        (
                            "state__in",
                            ["offered", "agreed", "declined", "no_reply", "planned", "under_way"],
                        ),
                    ),
                    models.Q(("outcome", "completed"), ("state__in", ["completed", "ended_early"])),
                    models.Q(("outcome", "nobody_in"), ("state__in", ["not_home", "ended_early"])),
                    models.Q(
                        ("outcome", "family_moved_it"),
                        ("state__in", ["rescheduled", "cancelled_family", "ended_early"]),
                    ),
                    models.Q(
                        ("outcome", "we_cancelled"),
                        ("state__in", ["rescheduled", "cancelled_school", "ended_early"]),
                    ),
                    models.Q(
                        ("outcome", "not_today"), ("state__in", ["cancelled_family", "ended_early"])
                    ),
                    _connector="OR",
                ),
                name="homevisit_outcome_agrees_with_state",
                violation_error_message="How it went and where the visit stands don’t agree.",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevisit",
            constraint=models.CheckConstraint(
                condition=models.Q(("meet_at__in", ["", "cafe", "home", "park", "school"])),
                name="homevisit_meet_at_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="overduealert",
            constraint=models.UniqueConstraint(
                fields=("visit", "level", "due_at"),
                name="overduealert_once_a_level",
                violation_error_message="That alert was raised already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("read_together_at__isnull", True), ("read_together_by__isnull", True)
                    ),
                    models.Q(
                        ("read_together_at__isnull", False), ("read_together_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="visitnote_read_together_at_and_read_together_by_together",
                violation_error_message="A moment is always kept with the person it belongs to.",
            ),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="setting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.setting"
            ),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="feeds",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="childline",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="families.child",
            ),
        ),
        migrations.AddField(
            model_name="childline",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="childline",
            name="setting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.setting"
            ),
        ),
        migrations.AddField(
            model_name="childline",
            name="updated_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="childline",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalchildline",
            name="child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="families.child",
            ),
        ),
        migrations.AddField(
            model_name="historicalchildline",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalchildline",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalchildline",
            name="setting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.setting",
            ),
        ),
        migrations.AddField(
            model_name="historicalchildline",
            name="updated_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalchildline",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalweekslot",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalweekslot",
            name="setting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.setting",
            ),
        ),
        migrations.AddField(
            model_name="historicalweekslot",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="phoneitem",
            name="setting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.setting"
            ),
        ),
        migrations.AddField(
            model_name="phoneitem",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="phoneitem",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="phone_items",
                to="visits.homevisit",
            ),
        ),
        migrations.AddField(
            model_name="visitanswer",
            name="adult",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visit_answers",
                to="families.adult",
            ),
        ),
        migrations.AddField(
            model_name="visitanswer",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="visitanswer",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="visitanswer",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="visits.homevisit",
            ),
        ),
        migrations.AddField(
            model_name="weekslot",
            name="setting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.setting"
            ),
        ),
        migrations.AddField(
            model_name="weekslot",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="week",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarfeed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("setting", "staff"),
                name="calendarfeed_one_at_a_time",
                violation_error_message="You have a calendar address already.",
            ),
        ),
        migrations.AddIndex(
            model_name="childline",
            index=models.Index(fields=["child", "kind", "-on"], name="childline_latest"),
        ),
        migrations.AddConstraint(
            model_name="childline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("child", "kind", "on", "written_by"),
                name="childline_one_a_day_each",
                violation_error_message="You have written that for today already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="childline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["", "good_news", "what_helped"])),
                name="childline_kind_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddIndex(
            model_name="phoneitem",
            index=models.Index(
                condition=models.Q(("state", "refused")), fields=["staff"], name="phoneitem_refused"
            ),
        ),
        migrations.AddConstraint(
            model_name="phoneitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["", "arrived", "left", "log"])),
                name="phoneitem_kind_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="phoneitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["", "put_aside", "refused", "taken"])),
                name="phoneitem_state_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddIndex(
            model_name="visitanswer",
            index=models.Index(
                condition=models.Q(
                    ("said__in", ["another_time", "call_me", "visit_me"]), ("settled_at", None)
                ),
                fields=["visit"],
                name="visitanswer_wishes",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="visitanswer_settled_at_and_settled_by_together",
                violation_error_message="A moment is always kept with the person it belongs to.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("said__in", ["", "another_time", "call_me", "no", "visit_me", "yes"])
                ),
                name="visitanswer_said_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("via__in", ["", "call", "in_person", "link", "text"])),
                name="visitanswer_via_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="weekslot",
            constraint=models.UniqueConstraint(
                fields=("setting", "staff", "weekday", "starts_at"),
                name="weekslot_one_at_a_time",
                violation_error_message="Something starts at that time already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="weekslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="weekslot_ends_after_it_starts",
                violation_error_message="It ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="weekslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)),
                name="weekslot_on_a_day_of_the_week",
                violation_error_message="A week has seven days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="weekslot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["", "afternoon", "desk", "mainstream", "visits", "zone"])
                ),
                name="weekslot_kind_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
    ]
