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
            name="Household",
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
                ("label", models.CharField(max_length=120)),
                ("address", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "address_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=32),
                ),
                (
                    "address_visibility",
                    models.CharField(
                        choices=[
                            ("normal", "Shown to those who work with the family"),
                            ("restricted", "Shown on the visit day"),
                            ("hidden", "Hidden: it must not be disclosed"),
                        ],
                        default="normal",
                        max_length=12,
                    ),
                ),
                (
                    "access_notes",
                    pastoral.crypto.EncryptedTextField(
                        blank=True, help_text="Parking, stairs, the dog: what helps at the door."
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                ),
                ("moved_in_on", models.DateField(blank=True, null=True)),
                ("moved_out_on", models.DateField(blank=True, null=True)),
                (
                    "rhythm_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days between visits; empty for the setting’s own.",
                        null=True,
                    ),
                ),
                ("paused_from", models.DateField(blank=True, null=True)),
                ("paused_until", models.DateField(blank=True, null=True)),
                ("pause_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                ("goodbye_until", models.DateField(blank=True, null=True)),
                (
                    "first_came_on",
                    models.DateField(
                        blank=True,
                        help_text="The first afternoon anyone of the family came to.",
                        null=True,
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
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                "ordering": ["label", "pk"],
                "indexes": [
                    models.Index(fields=["setting", "first_came_on"], name="household_first_came")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_until__isnull", True),
                            ("paused_until__gte", models.F("paused_from")),
                            _connector="OR",
                        ),
                        name="household_paused_until_not_before_paused_from",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address_visibility", "hidden"), _negated=True),
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            _connector="OR",
                        ),
                        name="household_hidden_has_no_place_on_a_map",
                        violation_error_message="A hidden address has no place on a map.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address_visibility__in", ["", "hidden", "normal", "restricted"])
                        ),
                        name="household_address_visibility_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalHousehold",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("label", models.CharField(max_length=120)),
                ("address", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "address_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=32),
                ),
                (
                    "address_visibility",
                    models.CharField(
                        choices=[
                            ("normal", "Shown to those who work with the family"),
                            ("restricted", "Shown on the visit day"),
                            ("hidden", "Hidden: it must not be disclosed"),
                        ],
                        default="normal",
                        max_length=12,
                    ),
                ),
                (
                    "access_notes",
                    pastoral.crypto.EncryptedTextField(
                        blank=True, help_text="Parking, stairs, the dog: what helps at the door."
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                ),
                ("moved_in_on", models.DateField(blank=True, null=True)),
                ("moved_out_on", models.DateField(blank=True, null=True)),
                (
                    "rhythm_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days between visits; empty for the setting’s own.",
                        null=True,
                    ),
                ),
                ("paused_from", models.DateField(blank=True, null=True)),
                ("paused_until", models.DateField(blank=True, null=True)),
                ("pause_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                ("goodbye_until", models.DateField(blank=True, null=True)),
                (
                    "first_came_on",
                    models.DateField(
                        blank=True,
                        help_text="The first afternoon anyone of the family came to.",
                        null=True,
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
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.household",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical household",
                "verbose_name_plural": "historical households",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Adult",
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
                ("known_as", models.CharField(help_text="The name they go by.", max_length=80)),
                ("surname", models.CharField(blank=True, max_length=80)),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=180)),
                ("mobile", models.CharField(blank=True, max_length=16)),
                (
                    "mobile_state",
                    models.CharField(
                        choices=[
                            ("none", "No mobile"),
                            ("to_verify", "To be checked in person"),
                            ("verified", "Checked"),
                            ("unreachable", "Doesn’t reach them"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                ("mobile_verified_at", models.DateTimeField(blank=True, null=True)),
                ("landline", models.CharField(blank=True, max_length=16)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("email_is_unreachable", models.BooleanField(default=False)),
                (
                    "safe_contact",
                    models.CharField(
                        choices=[
                            ("any", "Any way is fine"),
                            ("this_number_only", "Only on this number"),
                            ("mentor_calls_only", "Only their mentor calls"),
                            ("none", "Don’t contact"),
                        ],
                        default="any",
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=12)),
                ("other_languages", models.JSONField(blank=True, default=list)),
                (
                    "reads_english",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("well", "Reads English well"),
                            ("a_bit", "Reads a bit of English"),
                            ("prefer_spoken", "Prefers to be told"),
                            ("prefer_other", "Prefers another language"),
                        ],
                        max_length=14,
                    ),
                ),
                ("needs_interpreter", models.BooleanField(default=False)),
                ("access_needs", pastoral.crypto.EncryptedTextField(blank=True)),
                ("best_times", models.CharField(blank=True, max_length=120)),
                ("deceased_on", models.DateField(blank=True, null=True)),
                ("is_deceased", models.BooleanField(default=False)),
                ("left_on", models.DateField(blank=True, null=True)),
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
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.adult",
                    ),
                ),
                (
                    "mobile_verified_by",
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
                "ordering": ["known_as", "surname", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mobile", ""), _negated=True),
                        fields=["setting", "mobile"],
                        name="adult_by_mobile",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mobile", ""), ("mobile_state", "none")),
                            models.Q(
                                models.Q(("mobile", ""), _negated=True),
                                models.Q(("mobile_state", "none"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="adult_mobile_has_a_state",
                        violation_error_message="A mobile number is to be checked, checked, or known not to work.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mobile_state", "verified"), _negated=True),
                            models.Q(
                                ("mobile_verified_at__isnull", False),
                                ("mobile_verified_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="adult_verified_says_when_and_by_whom",
                        violation_error_message="Say who checked the number, and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deceased_on", None), ("is_deceased", True), _connector="OR"
                        ),
                        name="adult_deceased_day_means_deceased",
                        violation_error_message="A day of death is kept only of somebody who died.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "mobile_state__in",
                                ["", "none", "to_verify", "unreachable", "verified"],
                            )
                        ),
                        name="adult_mobile_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "safe_contact__in",
                                ["", "any", "mentor_calls_only", "none", "this_number_only"],
                            )
                        ),
                        name="adult_safe_contact_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reads_english__in",
                                ["", "a_bit", "prefer_other", "prefer_spoken", "well"],
                            )
                        ),
                        name="adult_reads_english_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAdult",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("known_as", models.CharField(help_text="The name they go by.", max_length=80)),
                ("surname", models.CharField(blank=True, max_length=80)),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=180)),
                ("mobile", models.CharField(blank=True, max_length=16)),
                (
                    "mobile_state",
                    models.CharField(
                        choices=[
                            ("none", "No mobile"),
                            ("to_verify", "To be checked in person"),
                            ("verified", "Checked"),
                            ("unreachable", "Doesn’t reach them"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                ("mobile_verified_at", models.DateTimeField(blank=True, null=True)),
                ("landline", models.CharField(blank=True, max_length=16)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("email_is_unreachable", models.BooleanField(default=False)),
                (
                    "safe_contact",
                    models.CharField(
                        choices=[
                            ("any", "Any way is fine"),
                            ("this_number_only", "Only on this number"),
                            ("mentor_calls_only", "Only their mentor calls"),
                            ("none", "Don’t contact"),
                        ],
                        default="any",
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=12)),
                ("other_languages", models.JSONField(blank=True, default=list)),
                (
                    "reads_english",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("well", "Reads English well"),
                            ("a_bit", "Reads a bit of English"),
                            ("prefer_spoken", "Prefers to be told"),
                            ("prefer_other", "Prefers another language"),
                        ],
                        max_length=14,
                    ),
                ),
                ("needs_interpreter", models.BooleanField(default=False)),
                ("access_needs", pastoral.crypto.EncryptedTextField(blank=True)),
                ("best_times", models.CharField(blank=True, max_length=120)),
                ("deceased_on", models.DateField(blank=True, null=True)),
                ("is_deceased", models.BooleanField(default=False)),
                ("left_on", models.DateField(blank=True, null=True)),
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
                    "merged_into",
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
                    "mobile_verified_by",
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
                "verbose_name": "historical adult",
                "verbose_name_plural": "historical adults",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContactPreference",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
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
                    "topic",
                    models.CharField(
                        choices=[
                            ("visits", "Home visits"),
                            ("afternoons", "Afternoons"),
                            ("urgent", "Urgent"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_allowed", models.BooleanField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("said", "Said so to us"),
                            ("text", "By text"),
                            ("link", "On their page"),
                            ("form", "On a form"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(blank=True, editable=False)),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
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
                "verbose_name": "historical contact preference",
                "verbose_name_plural": "historical contact preferences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ContactPreference",
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
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("visits", "Home visits"),
                            ("afternoons", "Afternoons"),
                            ("urgent", "Urgent"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_allowed", models.BooleanField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("said", "Said so to us"),
                            ("text", "By text"),
                            ("link", "On their page"),
                            ("form", "On a form"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to="families.adult",
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
            ],
            options={
                "ordering": ["-recorded_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("adult", "channel", "topic"),
                        name="contactpreference_one_of_a_kind",
                        violation_error_message="That wish is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["", "email", "letter", "sms", "voice"])
                        ),
                        name="contactpreference_channel_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("topic__in", ["", "afternoons", "urgent", "visits"])),
                        name="contactpreference_topic_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["", "form", "link", "said", "text"])),
                        name="contactpreference_source_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalContactLog",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Text"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("voice", "Call"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_from_family", models.BooleanField(default=False)),
                ("is_two_way", models.BooleanField(default=False)),
                ("line", pastoral.crypto.EncryptedTextField()),
                ("happened_at", models.DateTimeField()),
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
            ],
            options={
                "verbose_name": "historical contact log",
                "verbose_name_plural": "historical contact logs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ContactLog",
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
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Text"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("voice", "Call"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_from_family", models.BooleanField(default=False)),
                ("is_two_way", models.BooleanField(default=False)),
                ("line", pastoral.crypto.EncryptedTextField()),
                ("happened_at", models.DateTimeField()),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="families.adult",
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="families.household",
                    ),
                ),
            ],
            options={
                "ordering": ["-happened_at"],
                "indexes": [
                    models.Index(
                        fields=["household", "-happened_at"], name="contactlog_of_a_family"
                    ),
                    models.Index(
                        condition=models.Q(("is_two_way", True)),
                        fields=["setting", "happened_at"],
                        name="contactlog_two_way",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Child",
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
                ("legal_first", models.CharField(max_length=80)),
                ("preferred_first", models.CharField(blank=True, max_length=80)),
                ("surname", models.CharField(max_length=80)),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=180)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("upn", models.CharField(blank=True, max_length=13, verbose_name="UPN")),
                ("year_group", models.SmallIntegerField(blank=True, null=True)),
                (
                    "enrolment",
                    models.CharField(
                        choices=[
                            ("current", "Current (single)"),
                            ("main_dual", "Main dual"),
                            ("subsidiary_dual", "Subsidiary dual"),
                            ("guest", "Guest"),
                        ],
                        default="current",
                        max_length=20,
                    ),
                ),
                ("placement_starts_on", models.DateField()),
                ("placement_ends_on", models.DateField(blank=True, null=True)),
                ("placement_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "days_pattern",
                    models.CharField(
                        default="12345", help_text="Days in placement; 1 is Monday.", max_length=7
                    ),
                ),
                ("free_school_meals", models.BooleanField(blank=True, null=True)),
                ("pupil_premium", models.BooleanField(blank=True, null=True)),
                (
                    "sen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("N", "No special educational need"),
                            ("K", "SEN support"),
                            ("E", "Education, health and care plan"),
                        ],
                        max_length=1,
                        verbose_name="SEN",
                    ),
                ),
                ("primary_need", models.CharField(blank=True, max_length=4)),
                (
                    "eal",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="English as an additional language"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=12)),
                ("ethnicity", models.CharField(blank=True, max_length=4)),
                ("is_looked_after", models.BooleanField(blank=True, null=True)),
                ("has_social_worker", models.BooleanField(blank=True, null=True)),
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
                    "home_school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll",
                        to="accounts.setting",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.child",
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
                "verbose_name_plural": "children",
                "ordering": ["legal_first", "surname", "pk"],
                "indexes": [
                    models.Index(
                        fields=["setting", "placement_starts_on"], name="child_placements"
                    ),
                    models.Index(
                        condition=models.Q(("home_school__isnull", False)),
                        fields=["home_school"],
                        name="child_roll",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("upn", ""), _negated=True), ("removed_at", None)
                        ),
                        fields=("setting", "upn"),
                        name="child_upn_once_a_setting",
                        violation_error_message="Another child here has this UPN.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("placement_ends_on__isnull", True),
                            ("placement_ends_on__gte", models.F("placement_starts_on")),
                            _connector="OR",
                        ),
                        name="child_placement_ends_on_not_before_placement_starts_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "enrolment__in",
                                ["", "current", "guest", "main_dual", "subsidiary_dual"],
                            )
                        ),
                        name="child_enrolment_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sen__in", ["", "E", "K", "N"])),
                        name="child_sen_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalHouseholdMember",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "share_of_week",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Per cent of the week a child is there.", null=True
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
            ],
            options={
                "verbose_name": "historical household member",
                "verbose_name_plural": "historical household members",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HouseholdMember",
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
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                (
                    "share_of_week",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Per cent of the week a child is there.", null=True
                    ),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homes",
                        to="families.adult",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homes",
                        to="families.child",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="families.household",
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adult__isnull", True), ("child__isnull", False)),
                            models.Q(("adult__isnull", False), ("child__isnull", True)),
                            _connector="OR",
                        ),
                        name="householdmember_exactly_one_of_child_adult",
                        violation_error_message="Choose one, and only one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="householdmember_to_on_not_before_from_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("child__isnull", False), ("to_on", None)),
                        fields=("household", "child"),
                        name="householdmember_child_once",
                        violation_error_message="This child lives there already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("adult__isnull", False), ("to_on", None)),
                        fields=("household", "adult"),
                        name="householdmember_adult_once",
                        violation_error_message="This adult lives there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_of_week", None), ("share_of_week__lte", 100), _connector="OR"
                        ),
                        name="householdmember_share_is_a_per_cent",
                        violation_error_message="A share of the week is 0 to 100 per cent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MentorAssignment",
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
                            ("lead", "Their mentor"),
                            ("second", "Second mentor"),
                            ("cover", "Covering"),
                        ],
                        default="lead",
                        max_length=8,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=120)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="families.child",
                    ),
                ),
                (
                    "covers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covered_by",
                        to="families.mentorassignment",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["from_on", "pk"],
                "indexes": [
                    models.Index(fields=["mentor", "to_on"], name="mentorassignment_caseload")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "lead"), ("to_on", None)),
                        fields=("child",),
                        name="mentorassignment_one_lead",
                        violation_error_message="This child has a mentor already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="mentorassignment_to_on_not_before_from_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "cover"), _negated=True),
                            ("to_on__isnull", False),
                            _connector="OR",
                        ),
                        name="mentorassignment_cover_ends",
                        violation_error_message="Cover has a last day, and goes back by itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "cover", "lead", "second"])),
                        name="mentorassignment_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMentorAssignment",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lead", "Their mentor"),
                            ("second", "Second mentor"),
                            ("cover", "Covering"),
                        ],
                        default="lead",
                        max_length=8,
                    ),
                ),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=120)),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
                    "covers",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.mentorassignment",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical mentor assignment",
                "verbose_name_plural": "historical mentor assignments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Promise",
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
                ("what", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("done", "Done"),
                            ("not_needed", "Not needed any more"),
                            ("handed_on", "Handed on"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "made_in",
                    models.CharField(
                        choices=[
                            ("visit", "On a visit"),
                            ("call", "On a call"),
                            ("afternoon", "On an afternoon"),
                            ("other", "Otherwise"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_in_id", models.UUIDField(blank=True, null=True)),
                ("result", pastoral.crypto.EncryptedTextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="families.child",
                    ),
                ),
                (
                    "closed_by",
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
                    "handed_on_as",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_on_from",
                        to="families.promise",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="families.household",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
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
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["owner", "due_on"],
                        name="promise_open",
                    ),
                    models.Index(fields=["household", "due_on"], name="promise_of_a_family"),
                    models.Index(fields=["setting", "due_on"], name="promise_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="promise_closed_at_and_closed_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="promise_closed_has_a_moment",
                        violation_error_message="A promise that is closed says when and by whom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["", "done", "handed_on", "not_needed", "open"])
                        ),
                        name="promise_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_in__in", ["", "afternoon", "call", "other", "visit"])
                        ),
                        name="promise_made_in_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPromise",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("what", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("done", "Done"),
                            ("not_needed", "Not needed any more"),
                            ("handed_on", "Handed on"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "made_in",
                    models.CharField(
                        choices=[
                            ("visit", "On a visit"),
                            ("call", "On a call"),
                            ("afternoon", "On an afternoon"),
                            ("other", "Otherwise"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_in_id", models.UUIDField(blank=True, null=True)),
                ("result", pastoral.crypto.EncryptedTextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "closed_by",
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
                    "owner",
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
                    "handed_on_as",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="families.promise",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical promise",
                "verbose_name_plural": "historical promises",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalChild",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("legal_first", models.CharField(max_length=80)),
                ("preferred_first", models.CharField(blank=True, max_length=80)),
                ("surname", models.CharField(max_length=80)),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=180)),
                ("born_on", models.DateField(blank=True, null=True)),
                ("upn", models.CharField(blank=True, max_length=13, verbose_name="UPN")),
                ("year_group", models.SmallIntegerField(blank=True, null=True)),
                (
                    "enrolment",
                    models.CharField(
                        choices=[
                            ("current", "Current (single)"),
                            ("main_dual", "Main dual"),
                            ("subsidiary_dual", "Subsidiary dual"),
                            ("guest", "Guest"),
                        ],
                        default="current",
                        max_length=20,
                    ),
                ),
                ("placement_starts_on", models.DateField()),
                ("placement_ends_on", models.DateField(blank=True, null=True)),
                ("placement_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "days_pattern",
                    models.CharField(
                        default="12345", help_text="Days in placement; 1 is Monday.", max_length=7
                    ),
                ),
                ("free_school_meals", models.BooleanField(blank=True, null=True)),
                ("pupil_premium", models.BooleanField(blank=True, null=True)),
                (
                    "sen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("N", "No special educational need"),
                            ("K", "SEN support"),
                            ("E", "Education, health and care plan"),
                        ],
                        max_length=1,
                        verbose_name="SEN",
                    ),
                ),
                ("primary_need", models.CharField(blank=True, max_length=4)),
                (
                    "eal",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="English as an additional language"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=12)),
                ("ethnicity", models.CharField(blank=True, max_length=4)),
                ("is_looked_after", models.BooleanField(blank=True, null=True)),
                ("has_social_worker", models.BooleanField(blank=True, null=True)),
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
                    "home_school",
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
                    "merged_into",
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
                "verbose_name": "historical child",
                "verbose_name_plural": "historical children",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAllergy",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "allergen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("celery", "Celery"),
                            ("gluten", "Gluten"),
                            ("crustaceans", "Crustaceans"),
                            ("egg", "Egg"),
                            ("fish", "Fish"),
                            ("lupin", "Lupin"),
                            ("milk", "Milk"),
                            ("molluscs", "Molluscs"),
                            ("mustard", "Mustard"),
                            ("peanut", "Peanut"),
                            ("sesame", "Sesame"),
                            ("soya", "Soya"),
                            ("sulphites", "Sulphites"),
                            ("tree_nuts", "Tree nuts"),
                        ],
                        max_length=12,
                    ),
                ),
                ("other", models.CharField(blank=True, max_length=60)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("mild", "Mild"),
                            ("severe", "Severe"),
                            ("anaphylaxis", "Anaphylaxis"),
                        ],
                        default="mild",
                        max_length=12,
                    ),
                ),
                ("plan", pastoral.crypto.EncryptedTextField(blank=True)),
                ("pen_location", models.CharField(blank=True, max_length=120)),
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
                "verbose_name": "historical allergy",
                "verbose_name_plural": "historical allergies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Allergy",
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
                    "allergen",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("celery", "Celery"),
                            ("gluten", "Gluten"),
                            ("crustaceans", "Crustaceans"),
                            ("egg", "Egg"),
                            ("fish", "Fish"),
                            ("lupin", "Lupin"),
                            ("milk", "Milk"),
                            ("molluscs", "Molluscs"),
                            ("mustard", "Mustard"),
                            ("peanut", "Peanut"),
                            ("sesame", "Sesame"),
                            ("soya", "Soya"),
                            ("sulphites", "Sulphites"),
                            ("tree_nuts", "Tree nuts"),
                        ],
                        max_length=12,
                    ),
                ),
                ("other", models.CharField(blank=True, max_length=60)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("mild", "Mild"),
                            ("severe", "Severe"),
                            ("anaphylaxis", "Anaphylaxis"),
                        ],
                        default="mild",
                        max_length=12,
                    ),
                ),
                ("plan", pastoral.crypto.EncryptedTextField(blank=True)),
                ("pen_location", models.CharField(blank=True, max_length=120)),
                (
                    "adult",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allergies",
                        to="families.adult",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allergies",
                        to="families.child",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "allergies",
                "ordering": ["allergen", "other"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adult__isnull", True), ("child__isnull", False)),
                            models.Q(("adult__isnull", False), ("child__isnull", True)),
                            _connector="OR",
                        ),
                        name="allergy_exactly_one_of_child_adult",
                        violation_error_message="Choose one, and only one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allergen", ""), _negated=True),
                            models.Q(("other", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="allergy_says_to_what",
                        violation_error_message="Say what they are allergic to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "allergen__in",
                                [
                                    "",
                                    "celery",
                                    "crustaceans",
                                    "egg",
                                    "fish",
                                    "gluten",
                                    "lupin",
                                    "milk",
                                    "molluscs",
                                    "mustard",
                                    "peanut",
                                    "sesame",
                                    "soya",
                                    "sulphites",
                                    "tree_nuts",
                                ],
                            )
                        ),
                        name="allergy_allergen_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["", "anaphylaxis", "mild", "severe"])),
                        name="allergy_severity_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPhotoConsent",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("display", "On our walls"),
                            ("family", "Given to the family"),
                            ("online", "Online"),
                        ],
                        max_length=10,
                    ),
                ),
                ("given_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
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
                    "given_by",
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
                "verbose_name": "historical photo consent",
                "verbose_name_plural": "historical photo consents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PhotoConsent",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("display", "On our walls"),
                            ("family", "Given to the family"),
                            ("online", "Online"),
                        ],
                        max_length=10,
                    ),
                ),
                ("given_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photo_consents",
                        to="families.child",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.adult",
                    ),
                ),
            ],
            options={
                "ordering": ["given_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            ("withdrawn_on__gte", models.F("given_on")),
                            _connector="OR",
                        ),
                        name="photoconsent_withdrawn_on_not_before_given_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["", "display", "family", "online"])),
                        name="photoconsent_purpose_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalImportMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("fingerprint", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
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
                    "confirmed_by",
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
            ],
            options={
                "verbose_name": "historical import mapping",
                "verbose_name_plural": "historical import mappings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ImportMapping",
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
                ("fingerprint", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_mappings",
                        to="accounts.setting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("setting", "fingerprint"),
                        name="importmapping_once",
                        violation_error_message="These headings are mapped already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportUpload",
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
                ("file_name", models.CharField(max_length=120)),
                (
                    "content",
                    pastoral.crypto.EncryptedTextField(
                        blank=True, help_text="The file’s bytes in base64."
                    ),
                ),
                ("columns", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("looked_at", "Looked at"),
                            ("confirmed", "Brought in"),
                            ("dropped", "Dropped"),
                        ],
                        default="looked_at",
                        max_length=10,
                    ),
                ),
                ("counts", models.JSONField(blank=True, default=dict)),
                (
                    "setting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_uploads",
                        to="accounts.setting",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["", "confirmed", "dropped", "looked_at"])
                        ),
                        name="importupload_state_is_known",
                        violation_error_message="That is not one of the choices.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRelationship",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mother", "Mother"),
                            ("father", "Father"),
                            ("step", "Step-parent"),
                            ("grandparent", "Grandparent"),
                            ("foster", "Foster carer"),
                            ("guardian", "Guardian"),
                            ("kinship", "Kinship carer"),
                            ("social_worker", "Social worker"),
                            ("other", "Other"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "responsibility",
                    models.CharField(
                        choices=[
                            ("yes", "Has parental responsibility"),
                            ("no", "No parental responsibility"),
                            ("unknown", "Not known"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("evidence_seen_on", models.DateField(blank=True, null=True)),
                ("lives_with", models.BooleanField(default=False)),
                ("priority", models.PositiveSmallIntegerField(default=1)),
                ("may_collect", models.BooleanField(default=False)),
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
                    "evidence_seen_by",
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
            ],
            options={
                "verbose_name": "historical relationship",
                "verbose_name_plural": "historical relationships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Relationship",
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
                            ("mother", "Mother"),
                            ("father", "Father"),
                            ("step", "Step-parent"),
                            ("grandparent", "Grandparent"),
                            ("foster", "Foster carer"),
                            ("guardian", "Guardian"),
                            ("kinship", "Kinship carer"),
                            ("social_worker", "Social worker"),
                            ("other", "Other"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "responsibility",
                    models.CharField(
                        choices=[
                            ("yes", "Has parental responsibility"),
                            ("no", "No parental responsibility"),
                            ("unknown", "Not known"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("evidence_seen_on", models.DateField(blank=True, null=True)),
                ("lives_with", models.BooleanField(default=False)),
                ("priority", models.PositiveSmallIntegerField(default=1)),
                ("may_collect", models.BooleanField(default=False)),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relationships",
                        to="families.adult",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relationships",
                        to="families.child",
                    ),
                ),
                (
                    "evidence_seen_by",
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
                "ordering": ["priority", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("child", "adult"),
                        name="relationship_once",
                        violation_error_message="They are linked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("evidence_seen_by__isnull", True),
                                ("evidence_seen_on__isnull", True),
                            ),
                            models.Q(
                                ("evidence_seen_by__isnull", False),
                                ("evidence_seen_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="relationship_evidence_seen_on_and_evidence_seen_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "father",
                                    "foster",
                                    "grandparent",
                                    "guardian",
                                    "kinship",
                                    "mother",
                                    "other",
                                    "social_worker",
                                    "step",
                                ],
                            )
                        ),
                        name="relationship_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("responsibility__in", ["", "no", "unknown", "yes"])),
                        name="relationship_responsibility_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRestriction",
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
                            ("no_contact", "No contact"),
                            ("no_information", "No information"),
                            ("supervised_only", "Supervised contact only"),
                            ("do_not_co_attend", "Not at the same time"),
                            ("address_hidden", "Address hidden"),
                            ("staff_pair_only", "Staff go in pairs"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "order_type",
                    models.CharField(
                        choices=[
                            ("none", "No order"),
                            ("child_arrangements", "Child arrangements"),
                            ("prohibited_steps", "Prohibited steps"),
                            ("specific_issue", "Specific issue"),
                            ("non_molestation", "Non-molestation"),
                            ("occupation", "Occupation"),
                            ("restraining", "Restraining"),
                            ("care", "Care or interim care"),
                            ("emergency_protection", "Emergency protection"),
                            ("special_guardianship", "Special guardianship"),
                            ("placement", "Placement or adoption"),
                            ("unknown", "Not yet known"),
                        ],
                        default="none",
                        max_length=24,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                (
                    "instruction",
                    models.CharField(
                        help_text="What staff do, in plain words; never why.", max_length=200
                    ),
                ),
                ("reason", pastoral.crypto.EncryptedTextField()),
                ("is_from_import", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", pastoral.crypto.EncryptedTextField(blank=True)),
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
                    "ended_by",
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
                    "evidence_seen_by",
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
                    "other_adult",
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
                "verbose_name": "historical restriction",
                "verbose_name_plural": "historical restrictions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Restriction",
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
                            ("no_contact", "No contact"),
                            ("no_information", "No information"),
                            ("supervised_only", "Supervised contact only"),
                            ("do_not_co_attend", "Not at the same time"),
                            ("address_hidden", "Address hidden"),
                            ("staff_pair_only", "Staff go in pairs"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "order_type",
                    models.CharField(
                        choices=[
                            ("none", "No order"),
                            ("child_arrangements", "Child arrangements"),
                            ("prohibited_steps", "Prohibited steps"),
                            ("specific_issue", "Specific issue"),
                            ("non_molestation", "Non-molestation"),
                            ("occupation", "Occupation"),
                            ("restraining", "Restraining"),
                            ("care", "Care or interim care"),
                            ("emergency_protection", "Emergency protection"),
                            ("special_guardianship", "Special guardianship"),
                            ("placement", "Placement or adoption"),
                            ("unknown", "Not yet known"),
                        ],
                        default="none",
                        max_length=24,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                (
                    "instruction",
                    models.CharField(
                        help_text="What staff do, in plain words; never why.", max_length=200
                    ),
                ),
                ("reason", pastoral.crypto.EncryptedTextField()),
                ("is_from_import", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", pastoral.crypto.EncryptedTextField(blank=True)),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="restrictions",
                        to="families.adult",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="restrictions",
                        to="families.child",
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence_seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "other_adult",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="restrictions_by_other",
                        to="families.adult",
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
                "ordering": ["starts_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["adult"],
                        name="restriction_active",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("child__isnull", False), ("other_adult__isnull", True)),
                            models.Q(("child__isnull", True), ("other_adult__isnull", False)),
                            _connector="OR",
                        ),
                        name="restriction_exactly_one_of_child_other_adult",
                        violation_error_message="Choose one, and only one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="restriction_ends_on_not_before_starts_on",
                        violation_error_message="The last day can’t be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="restriction_ended_at_and_ended_by_together",
                        violation_error_message="A moment is always kept with the person it belongs to.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("adult", models.F("other_adult")), _negated=True),
                        name="restriction_between_two_people",
                        violation_error_message="A restriction is between two people.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "address_hidden",
                                    "do_not_co_attend",
                                    "no_contact",
                                    "no_information",
                                    "staff_pair_only",
                                    "supervised_only",
                                ],
                            )
                        ),
                        name="restriction_kind_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "order_type__in",
                                [
                                    "",
                                    "care",
                                    "child_arrangements",
                                    "emergency_protection",
                                    "non_molestation",
                                    "none",
                                    "occupation",
                                    "placement",
                                    "prohibited_steps",
                                    "restraining",
                                    "special_guardianship",
                                    "specific_issue",
                                    "unknown",
                                ],
                            )
                        ),
                        name="restriction_order_type_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ],
            },
        ),
    ]
