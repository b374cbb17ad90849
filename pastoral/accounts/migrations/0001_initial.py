"""The first tables.

Why: each is made at once, with its keys, constraints and indexes: added one by one, SQLite
would remake the table for every one of them, and the first start would take three times as long.
Cost: none, they are empty.
Undo: drops them.
"""

import datetime

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import pastoral.accounts.models.settings
import pastoral.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Trust",
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
                ("name", models.CharField(max_length=120, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Setting",
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
                    "code",
                    models.SlugField(
                        help_text="A short word for commands and files.", max_length=40
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "nickname",
                    models.CharField(
                        blank=True,
                        help_text="What families call it; messages use this.",
                        max_length=40,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("zone", "Zone (alternative provision)"), ("school", "School")],
                        max_length=10,
                    ),
                ),
                (
                    "nation",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        default="england",
                        max_length=20,
                    ),
                ),
                ("urn", models.CharField(blank=True, max_length=12, verbose_name="URN")),
                (
                    "timezone",
                    models.CharField(
                        default="Europe/London",
                        max_length=40,
                        validators=[pastoral.accounts.models.settings.a_known_timezone],
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("sender_name", models.CharField(blank=True, max_length=11)),
                ("reply_email", models.EmailField(blank=True, max_length=254)),
                (
                    "trust",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settings",
                        to="accounts.trust",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("code"),
                        name="setting_code_is_its_own",
                        violation_error_message="Another setting has this code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "school", "zone"])),
                        name="setting_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("nation__in", ["", "england", "northern_ireland", "scotland", "wales"])
                        ),
                        name="setting_nation_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HalfTerm",
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
                    "school_year",
                    models.PositiveSmallIntegerField(
                        help_text="The year it starts in: 2026 is 2026/27."
                    ),
                ),
                (
                    "term",
                    models.CharField(
                        choices=[("autumn", "Autumn"), ("spring", "Spring"), ("summer", "Summer")],
                        max_length=10,
                    ),
                ),
                (
                    "half",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "first half"), (2, "second half")]
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="half_terms",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
                "indexes": [models.Index(fields=["setting", "starts_on"], name="halfterm_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("setting", "school_year", "term", "half"),
                        name="halfterm_once_a_year",
                        violation_error_message="That half-term is in the calendar already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="halfterm_ends_on_not_before_starts_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("half__in", [1, 2])),
                        name="halfterm_half_is_1_or_2",
                        violation_error_message="A term has a first and a second half.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
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
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "School day"),
                            ("inset", "INSET day"),
                            ("holiday", "Holiday"),
                            ("bank_holiday", "Bank holiday"),
                            ("closed_emergency", "Closed (emergency)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=120)),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_days",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("setting", "day"),
                        name="calendarday_once",
                        violation_error_message="That day is in the calendar already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "bank_holiday",
                                    "closed_emergency",
                                    "holiday",
                                    "inset",
                                    "school",
                                ],
                            )
                        ),
                        name="calendarday_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
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
                    "first_offer_school_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="School days within which a new family is offered a visit.",
                    ),
                ),
                (
                    "no_reply_school_days",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="School days after which an unanswered offer rests."
                    ),
                ),
                (
                    "reoffer_school_days",
                    models.PositiveSmallIntegerField(
                        default=20,
                        help_text="School days before a declined offer may be made again.",
                    ),
                ),
                (
                    "risk_check_days",
                    models.PositiveSmallIntegerField(
                        default=90, help_text="Days a risk check stays valid."
                    ),
                ),
                (
                    "first_visit_staff",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="People on a first visit."
                    ),
                ),
                (
                    "visit_minutes",
                    models.PositiveSmallIntegerField(
                        default=45, help_text="Minutes a visit is planned for."
                    ),
                ),
                (
                    "visit_gap_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Minutes of travel between two visits."
                    ),
                ),
                (
                    "visits_per_day",
                    models.PositiveSmallIntegerField(
                        default=4, help_text="Visits one person makes in a day."
                    ),
                ),
                (
                    "visit_rhythm_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="Days between visits, where a family has no rhythm of its own.",
                    ),
                ),
                (
                    "overdue_mentor_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Minutes past the end before the mentor is asked."
                    ),
                ),
                (
                    "overdue_buddy_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="Minutes past the end before the buddy is alerted."
                    ),
                ),
                (
                    "overdue_lead_minutes",
                    models.PositiveSmallIntegerField(
                        default=45, help_text="Minutes past the end before the lead is alerted."
                    ),
                ),
                (
                    "queue_down_minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Minutes without a clock tick before the paper board is used.",
                    ),
                ),
                (
                    "note_due_school_days",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="School days within which a note is due."
                    ),
                ),
                (
                    "note_lock_days",
                    models.PositiveSmallIntegerField(
                        default=7, help_text="Days after which a note is locked."
                    ),
                ),
                (
                    "note_words",
                    models.PositiveSmallIntegerField(
                        default=300, help_text="Words a note should stay under."
                    ),
                ),
                (
                    "worry_deputy_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="Minutes before an unread worry goes to the deputy."
                    ),
                ),
                (
                    "worry_head_minutes",
                    models.PositiveSmallIntegerField(
                        default=60, help_text="Minutes before an unread worry goes to the head."
                    ),
                ),
                (
                    "worry_text_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Days a worry’s text is kept once the DSL’s file has it.",
                    ),
                ),
                (
                    "link_hours_after",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="Hours a parent’s link opens after the afternoon ends.",
                    ),
                ),
                (
                    "send_from",
                    models.TimeField(
                        default=datetime.time(8, 0), help_text="No message before this."
                    ),
                ),
                (
                    "send_until",
                    models.TimeField(
                        default=datetime.time(19, 0), help_text="No message after this."
                    ),
                ),
                ("send_on_saturdays", models.BooleanField(default=True)),
                (
                    "texts_per_afternoon",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Texts to one person about one afternoon."
                    ),
                ),
                (
                    "texts_per_window",
                    models.PositiveSmallIntegerField(
                        default=4, help_text="Texts to one person within the days below."
                    ),
                ),
                (
                    "texts_window_days",
                    models.PositiveSmallIntegerField(
                        default=7, help_text="Days that cap counts over."
                    ),
                ),
                (
                    "text_parts",
                    models.PositiveSmallIntegerField(default=2, help_text="Parts a text may have."),
                ),
                (
                    "invite_days_before",
                    models.PositiveSmallIntegerField(
                        default=6, help_text="Days before an afternoon that families are asked."
                    ),
                ),
                ("invite_at", models.TimeField(default=datetime.time(16, 0))),
                (
                    "first_reminder_days_before",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="Days before, for the first reminder."
                    ),
                ),
                ("first_reminder_at", models.TimeField(default=datetime.time(10, 0))),
                (
                    "second_reminder_days_before",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Days before, for the second reminder."
                    ),
                ),
                ("second_reminder_at", models.TimeField(default=datetime.time(16, 30))),
                (
                    "care_message_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Days between two “we missed you” messages to a family.",
                    ),
                ),
                (
                    "care_after_worry_days",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Days after a worry in which the DSL is asked first."
                    ),
                ),
                (
                    "change_prompt_after",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Afternoons missed before we ask what we could change."
                    ),
                ),
                (
                    "retry_minutes",
                    models.JSONField(
                        blank=True, default=list, help_text="Minutes to wait before each new try."
                    ),
                ),
                (
                    "offer_hold_hours",
                    models.PositiveSmallIntegerField(
                        default=24, help_text="Hours a freed place is held for the next family."
                    ),
                ),
                (
                    "offer_hold_until",
                    models.TimeField(
                        default=datetime.time(9, 0), help_text="…but not past this, on the day."
                    ),
                ),
                (
                    "goodbye_days",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="Days a family that leaves may still be written to."
                    ),
                ),
                (
                    "active_school_days",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="School days in placement that make a family active."
                    ),
                ),
                (
                    "came_back_days",
                    models.PositiveSmallIntegerField(
                        default=28, help_text="Days within which a first-timer comes back."
                    ),
                ),
                (
                    "regular_of",
                    models.PositiveSmallIntegerField(
                        default=6, help_text="Afternoons that ‘regular’ looks back over."
                    ),
                ),
                (
                    "regular_at_least",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Of those, how many a regular came to."
                    ),
                ),
                (
                    "smallest_group",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="No rate for fewer than this."
                    ),
                ),
                (
                    "smallest_count",
                    models.PositiveSmallIntegerField(
                        default=5, help_text="Counts below this read “fewer than”."
                    ),
                ),
                (
                    "keep_years_after_leaving",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="Years after the school year of leaving."
                    ),
                ),
                (
                    "keep_messages_months",
                    models.PositiveSmallIntegerField(
                        default=12, help_text="Months a message’s words are kept."
                    ),
                ),
                (
                    "keep_pulse_years",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="Years what families wrote is kept."
                    ),
                ),
                (
                    "keep_trail_years",
                    models.PositiveSmallIntegerField(
                        default=6, help_text="Years the trail is kept."
                    ),
                ),
                (
                    "idle_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Minutes without a touch before signing out."
                    ),
                ),
                (
                    "offline_hours",
                    models.PositiveSmallIntegerField(
                        default=24, help_text="Hours a phone may hold what is not yet sent."
                    ),
                ),
                (
                    "setting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policy",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("send_from__lt", models.F("send_until"))),
                        name="policy_send_from_before_until",
                        violation_error_message="The hours for messages end after they begin.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
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
                ("email", models.EmailField(max_length=254, unique=True)),
                (
                    "first_name",
                    models.CharField(help_text="The name families know.", max_length=60),
                ),
                ("last_name", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("dbs_checked_on", models.DateField(blank=True, null=True)),
                ("active_from", models.DateField(blank=True, null=True)),
                ("active_to", models.DateField(blank=True, null=True)),
                (
                    "works_share",
                    models.DecimalField(
                        decimal_places=2, default=1, help_text="1.00 is full time.", max_digits=3
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["first_name", "last_name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="staff_email_is_their_own",
                        violation_error_message="Somebody has this e-mail address already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSetting",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "code",
                    models.SlugField(
                        help_text="A short word for commands and files.", max_length=40
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "nickname",
                    models.CharField(
                        blank=True,
                        help_text="What families call it; messages use this.",
                        max_length=40,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("zone", "Zone (alternative provision)"), ("school", "School")],
                        max_length=10,
                    ),
                ),
                (
                    "nation",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        default="england",
                        max_length=20,
                    ),
                ),
                ("urn", models.CharField(blank=True, max_length=12, verbose_name="URN")),
                (
                    "timezone",
                    models.CharField(
                        default="Europe/London",
                        max_length=40,
                        validators=[pastoral.accounts.models.settings.a_known_timezone],
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("sender_name", models.CharField(blank=True, max_length=11)),
                ("reply_email", models.EmailField(blank=True, max_length=254)),
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
                    "trust",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.trust",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical setting",
                "verbose_name_plural": "historical settings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "first_offer_school_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="School days within which a new family is offered a visit.",
                    ),
                ),
                (
                    "no_reply_school_days",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="School days after which an unanswered offer rests."
                    ),
                ),
                (
                    "reoffer_school_days",
                    models.PositiveSmallIntegerField(
                        default=20,
                        help_text="School days before a declined offer may be made again.",
                    ),
                ),
                (
                    "risk_check_days",
                    models.PositiveSmallIntegerField(
                        default=90, help_text="Days a risk check stays valid."
                    ),
                ),
                (
                    "first_visit_staff",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="People on a first visit."
                    ),
                ),
                (
                    "visit_minutes",
                    models.PositiveSmallIntegerField(
                        default=45, help_text="Minutes a visit is planned for."
                    ),
                ),
                (
                    "visit_gap_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Minutes of travel between two visits."
                    ),
                ),
                (
                    "visits_per_day",
                    models.PositiveSmallIntegerField(
                        default=4, help_text="Visits one person makes in a day."
                    ),
                ),
                (
                    "visit_rhythm_days",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="Days between visits, where a family has no rhythm of its own.",
                    ),
                ),
                (
                    "overdue_mentor_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Minutes past the end before the mentor is asked."
                    ),
                ),
                (
                    "overdue_buddy_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="Minutes past the end before the buddy is alerted."
                    ),
                ),
                (
                    "overdue_lead_minutes",
                    models.PositiveSmallIntegerField(
                        default=45, help_text="Minutes past the end before the lead is alerted."
                    ),
                ),
                (
                    "queue_down_minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Minutes without a clock tick before the paper board is used.",
                    ),
                ),
                (
                    "note_due_school_days",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="School days within which a note is due."
                    ),
                ),
                (
                    "note_lock_days",
                    models.PositiveSmallIntegerField(
                        default=7, help_text="Days after which a note is locked."
                    ),
                ),
                (
                    "note_words",
                    models.PositiveSmallIntegerField(
                        default=300, help_text="Words a note should stay under."
                    ),
                ),
                (
                    "worry_deputy_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="Minutes before an unread worry goes to the deputy."
                    ),
                ),
                (
                    "worry_head_minutes",
                    models.PositiveSmallIntegerField(
                        default=60, help_text="Minutes before an unread worry goes to the head."
                    ),
                ),
                (
                    "worry_text_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Days a worry’s text is kept once the DSL’s file has it.",
                    ),
                ),
                (
                    "link_hours_after",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="Hours a parent’s link opens after the afternoon ends.",
                    ),
                ),
                (
                    "send_from",
                    models.TimeField(
                        default=datetime.time(8, 0), help_text="No message before this."
                    ),
                ),
                (
                    "send_until",
                    models.TimeField(
                        default=datetime.time(19, 0), help_text="No message after this."
                    ),
                ),
                ("send_on_saturdays", models.BooleanField(default=True)),
                (
                    "texts_per_afternoon",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Texts to one person about one afternoon."
                    ),
                ),
                (
                    "texts_per_window",
                    models.PositiveSmallIntegerField(
                        default=4, help_text="Texts to one person within the days below."
                    ),
                ),
                (
                    "texts_window_days",
                    models.PositiveSmallIntegerField(
                        default=7, help_text="Days that cap counts over."
                    ),
                ),
                (
                    "text_parts",
                    models.PositiveSmallIntegerField(default=2, help_text="Parts a text may have."),
                ),
                (
                    "invite_days_before",
                    models.PositiveSmallIntegerField(
                        default=6, help_text="Days before an afternoon that families are asked."
                    ),
                ),
                ("invite_at", models.TimeField(default=datetime.time(16, 0))),
                (
                    "first_reminder_days_before",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="Days before, for the first reminder."
                    ),
                ),
                ("first_reminder_at", models.TimeField(default=datetime.time(10, 0))),
                (
                    "second_reminder_days_before",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Days before, for the second reminder."
                    ),
                ),
                ("second_reminder_at", models.TimeField(default=datetime.time(16, 30))),
                (
                    "care_message_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Days between two “we missed you” messages to a family.",
                    ),
                ),
                (
                    "care_after_worry_days",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Days after a worry in which the DSL is asked first."
                    ),
                ),
                (
                    "change_prompt_after",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Afternoons missed before we ask what we could change."
                    ),
                ),
                (
                    "retry_minutes",
                    models.JSONField(
                        blank=True, default=list, help_text="Minutes to wait before each new try."
                    ),
                ),
                (
                    "offer_hold_hours",
                    models.PositiveSmallIntegerField(
                        default=24, help_text="Hours a freed place is held for the next family."
                    ),
                ),
                (
                    "offer_hold_until",
                    models.TimeField(
                        default=datetime.time(9, 0), help_text="…but not past this, on the day."
                    ),
                ),
                (
                    "goodbye_days",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="Days a family that leaves may still be written to."
                    ),
                ),
                (
                    "active_school_days",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="School days in placement that make a family active."
                    ),
                ),
                (
                    "came_back_days",
                    models.PositiveSmallIntegerField(
                        default=28, help_text="Days within which a first-timer comes back."
                    ),
                ),
                (
                    "regular_of",
                    models.PositiveSmallIntegerField(
                        default=6, help_text="Afternoons that ‘regular’ looks back over."
                    ),
                ),
                (
                    "regular_at_least",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Of those, how many a regular came to."
                    ),
                ),
                (
                    "smallest_group",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="No rate for fewer than this."
                    ),
                ),
                (
                    "smallest_count",
                    models.PositiveSmallIntegerField(
                        default=5, help_text="Counts below this read “fewer than”."
                    ),
                ),
                (
                    "keep_years_after_leaving",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="Years after the school year of leaving."
                    ),
                ),
                (
                    "keep_messages_months",
                    models.PositiveSmallIntegerField(
                        default=12, help_text="Months a message’s words are kept."
                    ),
                ),
                (
                    "keep_pulse_years",
                    models.PositiveSmallIntegerField(
                        default=2, help_text="Years what families wrote is kept."
                    ),
                ),
                (
                    "keep_trail_years",
                    models.PositiveSmallIntegerField(
                        default=6, help_text="Years the trail is kept."
                    ),
                ),
                (
                    "idle_minutes",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Minutes without a touch before signing out."
                    ),
                ),
                (
                    "offline_hours",
                    models.PositiveSmallIntegerField(
                        default=24, help_text="Hours a phone may hold what is not yet sent."
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
                "verbose_name": "historical policy",
                "verbose_name_plural": "historical policys",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStaff",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("email", models.EmailField(db_index=True, max_length=254)),
                (
                    "first_name",
                    models.CharField(help_text="The name families know.", max_length=60),
                ),
                ("last_name", models.CharField(blank=True, max_length=60)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("dbs_checked_on", models.DateField(blank=True, null=True)),
                ("active_from", models.DateField(blank=True, null=True)),
                ("active_to", models.DateField(blank=True, null=True)),
                (
                    "works_share",
                    models.DecimalField(
                        decimal_places=2, default=1, help_text="1.00 is full time.", max_digits=3
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
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
            ],
            options={
                "verbose_name": "historical staff",
                "verbose_name_plural": "historical staffs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("mentor", "Child-and-family mentor"),
                            ("lead", "Pastoral lead"),
                            ("dsl", "Designated safeguarding lead"),
                            ("deputy_dsl", "Deputy safeguarding lead"),
                            ("head", "Head"),
                            ("office", "Office"),
                            ("trust", "Trust or governor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
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
                    "staff",
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
                    "supervisor",
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
                    "trust",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.trust",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical membership",
                "verbose_name_plural": "historical memberships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("mentor", "Child-and-family mentor"),
                            ("lead", "Pastoral lead"),
                            ("dsl", "Designated safeguarding lead"),
                            ("deputy_dsl", "Deputy safeguarding lead"),
                            ("head", "Head"),
                            ("office", "Office"),
                            ("trust", "Trust or governor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.setting",
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.trust",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("setting__isnull", False), ("trust__isnull", True)),
                            models.Q(("setting__isnull", True), ("trust__isnull", False)),
                            _connector="OR",
                        ),
                        name="membership_exactly_one_of_setting_trust",
                        violation_error_message="Choose one, and only one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="membership_to_on_not_before_from_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)),
                        fields=("staff", "setting", "role"),
                        name="membership_role_once_a_setting",
                        violation_error_message="They have this role here already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trust", None), ("role", "trust"), _connector="OR"),
                        name="membership_only_governors_of_a_trust",
                        violation_error_message="Only governors belong to a whole trust.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "",
                                    "administrator",
                                    "deputy_dsl",
                                    "dsl",
                                    "head",
                                    "lead",
                                    "mentor",
                                    "office",
                                    "trust",
                                ],
                            )
                        ),
                        name="membership_role_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffInvitation",
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
                ("email", models.EmailField(max_length=254)),
                ("roles", models.JSONField(default=list)),
                ("link_digest", models.UUIDField(unique=True)),
                ("link_version", models.PositiveSmallIntegerField(default=1)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_invitations",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(
                                ("accepted_at__isnull", False), ("accepted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="staffinvitation_accepted_at_and_accepted_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrailEntry",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("actor_kind", models.CharField(default="staff", max_length=10)),
                (
                    "did",
                    models.CharField(
                        choices=[
                            ("wrote", "changed"),
                            ("read", "looked at"),
                            ("exported", "exported"),
                            ("refused", "was refused"),
                            ("searched", "searched"),
                            ("signed_in", "signed in"),
                        ],
                        max_length=10,
                    ),
                ),
                ("what", models.CharField(max_length=60)),
                ("about_kind", models.CharField(blank=True, max_length=40)),
                ("about_id", models.UUIDField(null=True)),
                ("household_id", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(blank=True, max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "indexes": [
                    models.Index(fields=["setting", "-at"], name="trail_of_a_setting"),
                    models.Index(fields=["household_id", "-at"], name="trail_of_a_family"),
                ],
            },
        ),
    ]
