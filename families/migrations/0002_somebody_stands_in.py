"""Somebody stands in for somebody, and the times of day that suit an adult.

Why: a colleague who stands in sees and does what is the other's for some days (rule 44), and
a visit is proposed at a time that suits the family.
Cost: a new table, and nullable columns.
Undo: drops them; whoever stood in no longer does.
"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import pastoral.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_numbers_for_visits"),
        ("families", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cover",
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
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
            ],
            options={
                "ordering": ["from_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCover",
            fields=[
                (
                    "id",
                    models.UUIDField(db_index=True, default=pastoral.ids.new_id, editable=False),
                ),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("updated_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
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
                "verbose_name": "historical cover",
                "verbose_name_plural": "historical covers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name="promise",
            name="promise_made_in_is_known",
        ),
        migrations.AddField(
            model_name="adult",
            name="good_from",
            field=models.TimeField(
                blank=True, help_text="A visit suits them from this time of day.", null=True
            ),
        ),
        migrations.AddField(
            model_name="adult",
            name="good_until",
            field=models.TimeField(
                blank=True, help_text="A visit should be over by this time of day.", null=True
            ),
        ),
        migrations.AddField(
            model_name="historicaladult",
            name="good_from",
            field=models.TimeField(
                blank=True, help_text="A visit suits them from this time of day.", null=True
            ),
        ),
        migrations.AddField(
            model_name="historicaladult",
            name="good_until",
            field=models.TimeField(
                blank=True, help_text="A visit should be over by this time of day.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="historicalpromise",
            name="made_in",
            field=models.CharField(
                choices=[
                    ("visit", "On a visit"),
                    ("call", "On a call"),
                    ("afternoon", "On an afternoon"),
                    ("cover", "When somebody stands in or leaves"),
                    ("other", "Otherwise"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="promise",
            name="made_in",
            field=models.CharField(
                choices=[
                    ("visit", "On a visit"),
                    ("call", "On a call"),
                    ("afternoon", "On an afternoon"),
                    ("cover", "When somebody stands in or leaves"),
                    ("other", "Otherwise"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="adult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("good_from", None),
                    ("good_until", None),
                    ("good_until__gt", models.F("good_from")),
                    _connector="OR",
                ),
                name="adult_good_times_in_order",
                violation_error_message="The time that suits them ends after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("made_in__in", ["", "afternoon", "call", "cover", "other", "visit"])
                ),
                name="promise_made_in_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="away",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covered_by",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cover",
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
            model_name="cover",
            name="setting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.setting"
            ),
        ),
        migrations.AddField(
            model_name="cover",
            name="stand_in",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covers",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cover",
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
            model_name="historicalmentorassignment",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="families.cover",
            ),
        ),
        migrations.AddField(
            model_name="mentorassignment",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="families.cover",
            ),
        ),
        migrations.AddField(
            model_name="historicalcover",
            name="away",
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
            model_name="historicalcover",
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
            model_name="historicalcover",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalcover",
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
            model_name="historicalcover",
            name="stand_in",
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
            model_name="historicalcover",
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
        migrations.AddIndex(
            model_name="cover",
            index=models.Index(fields=["stand_in", "to_on"], name="cover_by_stand_in"),
        ),
        migrations.AddIndex(
            model_name="cover",
            index=models.Index(fields=["away", "to_on"], name="cover_of_away"),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                ),
                name="cover_to_on_not_before_from_on",
                violation_error_message="The last day can’t be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.CheckConstraint(
                condition=models.Q(("away", models.F("stand_in")), _negated=True),
                name="cover_by_somebody_else",
                violation_error_message="Nobody stands in for themselves.",
            ),
        ),
    ]
