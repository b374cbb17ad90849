"""The first tables.

Why: each is made at once, with its keys, constraints and indexes: added one by one, SQLite
would remake the table for every one of them, and the first start would take three times as long.
Cost: none, they are empty.
Undo: drops them.
"""

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
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRiskCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("has_dog", models.BooleanField(default=False)),
                (
                    "is_isolated",
                    models.BooleanField(default=False, verbose_name="isolated, or poor signal"),
                ),
                ("is_after_dark", models.BooleanField(default=False)),
                ("has_stairs_or_lift", models.BooleanField(default=False)),
                ("has_infection", models.BooleanField(default=False)),
                ("restricted_adult_may_be_there", models.BooleanField(default=False)),
                ("has_staff_factor", models.BooleanField(default=False)),
                ("lead_advises_pair", models.BooleanField(default=False)),
                ("controls", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("ok_alone", "One person may go"),
                            ("pair", "Two go together"),
                            ("not_at_home", "Meet somewhere else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("checked_on", models.DateField()),
                ("valid_until", models.DateField()),
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
                    "checked_by",
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
                "verbose_name": "historical risk check",
                "verbose_name_plural": "historical risk checks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RiskCheck",
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
                ("has_dog", models.BooleanField(default=False)),
                (
                    "is_isolated",
                    models.BooleanField(default=False, verbose_name="isolated, or poor signal"),
                ),
                ("is_after_dark", models.BooleanField(default=False)),
                ("has_stairs_or_lift", models.BooleanField(default=False)),
                ("has_infection", models.BooleanField(default=False)),
                ("restricted_adult_may_be_there", models.BooleanField(default=False)),
                ("has_staff_factor", models.BooleanField(default=False)),
                ("lead_advises_pair", models.BooleanField(default=False)),
                ("controls", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("ok_alone", "One person may go"),
                            ("pair", "Two go together"),
                            ("not_at_home", "Meet somewhere else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("checked_on", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "checked_by",
                    models.ForeignKey(
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="risk_checks",
                        to="families.household",
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
                "ordering": ["-checked_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("checked_on")),
                            _connector="OR",
                        ),
                        name="riskcheck_valid_until_not_before_checked_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["", "not_at_home", "ok_alone", "pair"])),
                        name="riskcheck_result_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HomeVisit",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("settling_in", "Settling in"),
                            ("check_in", "How are things?"),
                            ("celebrate", "Good news"),
                            ("practical_help", "Practical help"),
                            ("invite", "To invite them"),
                        ],
                        default="check_in",
                        max_length=16,
                    ),
                ),
                ("interpreter", models.CharField(blank=True, max_length=120)),
                ("interpreter_is_booked", models.BooleanField(default=False)),
                ("planned_on", models.DateField()),
                ("planned_at", models.TimeField(blank=True, null=True)),
                ("planned_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("agreed", "Agreed"),
                            ("declined", "Not now, thank you"),
                            ("no_reply", "No reply yet"),
                            ("planned", "Planned"),
                            ("under_way", "Under way"),
                            ("completed", "Completed"),
                            ("ended_early", "Ended early"),
                            ("not_home", "Nobody in"),
                            ("rescheduled", "Moved"),
                            ("cancelled_family", "The family cancelled"),
                            ("cancelled_school", "We cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "In person"),
                            ("call", "By phone"),
                            ("text", "By text"),
                            ("link", "On their page"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("completed", "We met"),
                            ("nobody_in", "Nobody in"),
                            ("family_moved_it", "The family moved it"),
                            ("we_cancelled", "We cancelled"),
                            ("not_today", "Not today"),
                        ],
                        max_length=16,
                    ),
                ),
                ("outcome_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                ("logged_at", models.DateTimeField(blank=True, null=True)),
                ("rule_override_reason", models.CharField(blank=True, max_length=200)),
                (
                    "link_digest",
                    models.UUIDField(blank=True, editable=False, null=True, unique=True),
                ),
                ("link_version", models.PositiveSmallIntegerField(default=1)),
                (
                    "adults_met",
                    models.ManyToManyField(blank=True, related_name="visits", to="families.adult"),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_visits",
                        to="families.adult",
                    ),
                ),
                (
                    "buddy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "children",
                    models.ManyToManyField(blank=True, related_name="visits", to="families.child"),
                ),
                (
                    "companions",
                    models.ManyToManyField(
                        blank=True, related_name="visits_joined", to=settings.AUTH_USER_MODEL
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="families.household",
                    ),
                ),
                (
                    "logged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rescheduled_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rescheduled_to",
                        to="visits.homevisit",
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
                (
                    "risk_check",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="visits.riskcheck",
                    ),
                ),
            ],
            options={
                "ordering": ["-planned_on", "-planned_at", "pk"],
                "indexes": [
                    models.Index(fields=["setting", "planned_on"], name="homevisit_of_a_setting"),
                    models.Index(fields=["household", "-planned_on"], name="homevisit_of_a_family"),
                    models.Index(fields=["mentor", "planned_on"], name="homevisit_of_a_mentor"),
                    models.Index(
                        condition=models.Q(("state", "under_way")),
                        fields=["arrived_at"],
                        name="homevisit_live",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("logged_at__isnull", True), ("logged_by__isnull", True)),
                            models.Q(("logged_at__isnull", False), ("logged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="homevisit_logged_at_and_logged_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                (
                                    "state__in",
                                    [
                                        "offered",
                                        "agreed",
                                        "declined",
                                        "no_reply",
                                        "planned",
                                        "under_way",
                                    ],
                                ),
                            ),
                            models.Q(
                                ("outcome", "completed"),
                                ("state__in", ["completed", "ended_early"]),
                            ),
                            models.Q(("outcome", "nobody_in"), ("state", "not_home")),
                            models.Q(
                                ("outcome", "family_moved_it"),
                                ("state__in", ["rescheduled", "cancelled_family"]),
                            ),
                            models.Q(("outcome", "we_cancelled"), ("state", "cancelled_school")),
                            models.Q(
                                ("outcome", "not_today"),
                                ("state__in", ["cancelled_family", "ended_early"]),
                            ),
                            _connector="OR",
                        ),
                        name="homevisit_outcome_agrees_with_state",
                        violation_error_message="How it went and where the visit stands don’t agree.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None),
                            models.Q(
                                ("arrived_at__isnull", False),
                                ("left_at__gte", models.F("arrived_at")),
                            ),
                            _connector="OR",
                        ),
                        name="homevisit_left_after_arriving",
                        violation_error_message="Nobody leaves before arriving.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "under_way"), _negated=True),
                            ("arrived_at__isnull", False),
                            _connector="OR",
                        ),
                        name="homevisit_under_way_has_arrived",
                        violation_error_message="A visit under way has a moment of arriving.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_by", None), ("agreed_how", "")),
                            models.Q(
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="homevisit_agreed_by_and_how",
                        violation_error_message="Say who agreed, and how.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "",
                                    "celebrate",
                                    "check_in",
                                    "invite",
                                    "practical_help",
                                    "settling_in",
                                ],
                            )
                        ),
                        name="homevisit_purpose_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "",
                                    "agreed",
                                    "cancelled_family",
                                    "cancelled_school",
                                    "completed",
                                    "declined",
                                    "ended_early",
                                    "no_reply",
                                    "not_home",
                                    "offered",
                                    "planned",
                                    "rescheduled",
                                    "under_way",
                                ],
                            )
                        ),
                        name="homevisit_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_how__in", ["", "call", "in_person", "link", "text"])
                        ),
                        name="homevisit_agreed_how_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "",
                                    "completed",
                                    "family_moved_it",
                                    "nobody_in",
                                    "not_today",
                                    "we_cancelled",
                                ],
                            )
                        ),
                        name="homevisit_outcome_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverdueAlert",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("mentor", "The mentor herself"),
                            ("buddy", "Her buddy"),
                            ("lead", "The lead"),
                        ],
                        max_length=8,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="visits.homevisit",
                    ),
                ),
            ],
            options={
                "ordering": ["raised_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "level"),
                        name="overduealert_once_a_level",
                        violation_error_message="That alert was raised already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)
                            ),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="overduealert_acknowledged_at_and_acknowledged_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["", "buddy", "lead", "mentor"])),
                        name="overduealert_level_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalHomeVisit",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("settling_in", "Settling in"),
                            ("check_in", "How are things?"),
                            ("celebrate", "Good news"),
                            ("practical_help", "Practical help"),
                            ("invite", "To invite them"),
                        ],
                        default="check_in",
                        max_length=16,
                    ),
                ),
                ("interpreter", models.CharField(blank=True, max_length=120)),
                ("interpreter_is_booked", models.BooleanField(default=False)),
                ("planned_on", models.DateField()),
                ("planned_at", models.TimeField(blank=True, null=True)),
                ("planned_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("agreed", "Agreed"),
                            ("declined", "Not now, thank you"),
                            ("no_reply", "No reply yet"),
                            ("planned", "Planned"),
                            ("under_way", "Under way"),
                            ("completed", "Completed"),
                            ("ended_early", "Ended early"),
                            ("not_home", "Nobody in"),
                            ("rescheduled", "Moved"),
                            ("cancelled_family", "The family cancelled"),
                            ("cancelled_school", "We cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("offered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "In person"),
                            ("call", "By phone"),
                            ("text", "By text"),
                            ("link", "On their page"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("completed", "We met"),
                            ("nobody_in", "Nobody in"),
                            ("family_moved_it", "The family moved it"),
                            ("we_cancelled", "We cancelled"),
                            ("not_today", "Not today"),
                        ],
                        max_length=16,
                    ),
                ),
                ("outcome_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                ("logged_at", models.DateTimeField(blank=True, null=True)),
                ("rule_override_reason", models.CharField(blank=True, max_length=200)),
                (
                    "link_digest",
                    models.UUIDField(blank=True, db_index=True, editable=False, null=True),
                ),
                ("link_version", models.PositiveSmallIntegerField(default=1)),
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
                    "agreed_by",
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
                    "buddy",
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
                    "logged_by",
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
                    "mentor",
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
                (
                    "rescheduled_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.homevisit",
                    ),
                ),
                (
                    "risk_check",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.riskcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical home visit",
                "verbose_name_plural": "historical home visits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHomeVisit_children",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.child",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="visits.historicalhomevisit",
                    ),
                ),
                (
                    "homevisit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.homevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalHomeVisit_children",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHomeVisit_companions",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="visits.historicalhomevisit",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "homevisit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.homevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalHomeVisit_companions",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHomeVisit_adults_met",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "adult",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.adult",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="visits.historicalhomevisit",
                    ),
                ),
                (
                    "homevisit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.homevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalHomeVisit_adults_met",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVisitNote",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("who_was_there", pastoral.crypto.EncryptedTextField(blank=True)),
                ("going_well", pastoral.crypto.EncryptedTextField(blank=True)),
                ("would_like", pastoral.crypto.EncryptedTextField(blank=True)),
                ("agreed", pastoral.crypto.EncryptedTextField(blank=True)),
                ("childs_view", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "shared_with_parent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes, we read it together"),
                            ("some", "Some of it"),
                            ("not_yet", "Not yet"),
                        ],
                        max_length=8,
                    ),
                ),
                ("names_a_third_party", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
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
                (
                    "written_by",
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
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.homevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical visit note",
                "verbose_name_plural": "historical visit notes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="VisitNote",
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
                ("who_was_there", pastoral.crypto.EncryptedTextField(blank=True)),
                ("going_well", pastoral.crypto.EncryptedTextField(blank=True)),
                ("would_like", pastoral.crypto.EncryptedTextField(blank=True)),
                ("agreed", pastoral.crypto.EncryptedTextField(blank=True)),
                ("childs_view", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "shared_with_parent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes, we read it together"),
                            ("some", "Some of it"),
                            ("not_yet", "Not yet"),
                        ],
                        max_length=8,
                    ),
                ),
                ("names_a_third_party", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
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
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="note",
                        to="visits.homevisit",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shared_with_parent__in", ["", "not_yet", "some", "yes"])
                        ),
                        name="visitnote_shared_with_parent_is_known",
                        violation_error_message="That is not one of the choices.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalNoteAddendum",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("text", pastoral.crypto.EncryptedTextField()),
                ("written_at", models.DateTimeField()),
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
                    "written_by",
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
                    "note",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.visitnote",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical note addendum",
                "verbose_name_plural": "historical note addenda",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="NoteAddendum",
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
                ("text", pastoral.crypto.EncryptedTextField()),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addenda",
                        to="visits.visitnote",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "note addenda",
                "ordering": ["written_at"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReflection",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "written_by",
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
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="visits.homevisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reflection",
                "verbose_name_plural": "historical reflections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reflection",
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
                ("text", pastoral.crypto.EncryptedTextField()),
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reflections",
                        to="visits.homevisit",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "written_by"),
                        name="reflection_one_each",
                        violation_error_message="You have a reflection on this visit already.",
                    )
                ],
            },
        ),
    ]
