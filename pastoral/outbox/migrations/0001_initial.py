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
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("key", models.SlugField(max_length=40)),
                ("language", models.CharField(max_length=12)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Text"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("voice", "Call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField()),
                ("variables", models.JSONField(default=list)),
                (
                    "grade",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True),
                ),
                ("reviewed_by", models.CharField(blank=True, max_length=120)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
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
                        help_text="Empty for the words that ship with Alongside.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical template",
                "verbose_name_plural": "historical templates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Template",
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
                ("key", models.SlugField(max_length=40)),
                ("language", models.CharField(max_length=12)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Text"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("voice", "Call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("body", models.TextField()),
                ("variables", models.JSONField(default=list)),
                (
                    "grade",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True),
                ),
                ("reviewed_by", models.CharField(blank=True, max_length=120)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                (
                    "setting",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for the words that ship with Alongside.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="templates",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "ordering": ["key", "language", "channel", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("setting", "key", "language", "channel", "version"),
                        name="template_one_of_a_version",
                        nulls_distinct=False,
                        violation_error_message="This version is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["", "email", "letter", "sms", "voice"])
                        ),
                        name="template_channel_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("adult_id", models.UUIDField(db_index=True, null=True)),
                ("household_id", models.UUIDField(null=True)),
                ("about_kind", models.CharField(blank=True, max_length=40)),
                ("about_id", models.UUIDField(null=True)),
                ("link_version", models.PositiveSmallIntegerField(null=True)),
                ("template_key", models.SlugField(max_length=40)),
                ("template_version", models.PositiveSmallIntegerField(default=1)),
                ("language", models.CharField(default="en", max_length=12)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("visits", "Home visits"),
                            ("afternoons", "Afternoons"),
                            ("urgent", "Urgent"),
                        ],
                        default="afternoons",
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("service", "Service"), ("task", "Task for a person")],
                        default="service",
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Text"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("voice", "Call"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to",
                    models.CharField(
                        help_text="The number or address, as it was then.", max_length=254
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=160)),
                ("body", models.TextField()),
                ("parts", models.PositiveSmallIntegerField(default=1)),
                ("is_exempt_from_cap", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("queued", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("failed_temporary", "Will try again"),
                            ("failed_permanent", "Failed"),
                            ("unsure", "Unsure"),
                            ("cancelled", "Cancelled"),
                            ("suppressed", "Held back"),
                            ("expired", "Too late to send"),
                        ],
                        default="queued",
                        max_length=20,
                    ),
                ),
                ("not_before", models.DateTimeField()),
                ("drop_after", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("provider_ref", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("dedupe_key", models.CharField(max_length=160, unique=True)),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="accounts.setting",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "failed_temporary"])),
                        fields=["not_before"],
                        name="message_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["claimed_at"],
                        name="message_in_hand",
                    ),
                    models.Index(fields=["about_id"], name="message_about"),
                    models.Index(
                        fields=["household_id", "-created_at"], name="message_of_a_family"
                    ),
                    models.Index(
                        condition=models.Q(("provider_ref", ""), _negated=True),
                        fields=["provider_ref"],
                        name="message_receipts",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "delivered"]), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sent_has_a_moment",
                        violation_error_message="A message that went has the moment it went.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sending_is_claimed",
                        violation_error_message="A message being sent is claimed by a worker.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("topic__in", ["", "afternoons", "urgent", "visits"])),
                        name="message_topic_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "service", "task"])),
                        name="message_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["", "email", "letter", "sms", "voice"])
                        ),
                        name="message_channel_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "",
                                    "cancelled",
                                    "delivered",
                                    "draft",
                                    "expired",
                                    "failed_permanent",
                                    "failed_temporary",
                                    "queued",
                                    "sending",
                                    "sent",
                                    "suppressed",
                                    "unsure",
                                ],
                            )
                        ),
                        name="message_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundMessage",
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
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Text"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("voice", "Call"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sent_from", models.CharField(max_length=254)),
                ("body", pastoral.crypto.EncryptedTextField()),
                ("provider_ref", models.CharField(max_length=120, unique=True)),
                ("received_at", models.DateTimeField()),
                ("adult_id", models.UUIDField(db_index=True, null=True)),
                ("understood_as", models.CharField(blank=True, max_length=20)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbound",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="inboundmessage_answered_at_and_answered_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    )
                ],
            },
        ),
    ]
