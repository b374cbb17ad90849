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
            name="HistoricalWorry",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("reference", models.CharField(db_index=True, max_length=12)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("child", "A child"),
                            ("staff", "A member of staff"),
                            ("head", "The head"),
                        ],
                        default="child",
                        max_length=6,
                    ),
                ),
                ("facts", pastoral.crypto.EncryptedTextField()),
                ("exact_words", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "happened",
                    pastoral.crypto.EncryptedTextField(blank=True, help_text="When and where."),
                ),
                ("who_was_there", pastoral.crypto.EncryptedTextField(blank=True)),
                ("done_already", pastoral.crypto.EncryptedTextField(blank=True)),
                ("told_whom", pastoral.crypto.EncryptedTextField(blank=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Handed over"),
                            ("acknowledged", "Acknowledged"),
                            ("more_info", "More is asked for"),
                            ("transferred", "In the safeguarding file"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=14,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("decision", pastoral.crypto.EncryptedTextField(blank=True)),
                ("external_ref", models.CharField(blank=True, max_length=60)),
                ("text_removed_at", models.DateTimeField(blank=True, null=True)),
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
                    "acknowledged_by",
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
                "verbose_name": "historical worry",
                "verbose_name_plural": "historical worries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Worry",
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
                ("reference", models.CharField(max_length=12, unique=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("child", "A child"),
                            ("staff", "A member of staff"),
                            ("head", "The head"),
                        ],
                        default="child",
                        max_length=6,
                    ),
                ),
                ("facts", pastoral.crypto.EncryptedTextField()),
                ("exact_words", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "happened",
                    pastoral.crypto.EncryptedTextField(blank=True, help_text="When and where."),
                ),
                ("who_was_there", pastoral.crypto.EncryptedTextField(blank=True)),
                ("done_already", pastoral.crypto.EncryptedTextField(blank=True)),
                ("told_whom", pastoral.crypto.EncryptedTextField(blank=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Handed over"),
                            ("acknowledged", "Acknowledged"),
                            ("more_info", "More is asked for"),
                            ("transferred", "In the safeguarding file"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=14,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("decision", pastoral.crypto.EncryptedTextField(blank=True)),
                ("external_ref", models.CharField(blank=True, max_length=60)),
                ("text_removed_at", models.DateTimeField(blank=True, null=True)),
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
                    "children",
                    models.ManyToManyField(blank=True, related_name="worries", to="families.child"),
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
                "verbose_name_plural": "worries",
                "ordering": ["-created_at"],
                "constraints": [
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
                        name="worry_acknowledged_at_and_acknowledged_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "transferred"), _negated=True),
                            models.Q(("external_ref", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="worry_transferred_has_its_reference",
                        violation_error_message="Give the reference in the safeguarding file.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about__in", ["", "child", "head", "staff"])),
                        name="worry_about_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "",
                                    "acknowledged",
                                    "closed",
                                    "draft",
                                    "more_info",
                                    "submitted",
                                    "transferred",
                                ],
                            )
                        ),
                        name="worry_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalWorry_children",
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
                        to="concerns.historicalworry",
                    ),
                ),
                (
                    "worry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="concerns.worry",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalWorry_children",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="WorryAddition",
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
                (
                    "worry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="additions",
                        to="concerns.worry",
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
            },
        ),
    ]
