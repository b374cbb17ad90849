from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0008_what_became_of_words_so_far")]

    operations = [
        migrations.AddIndex(
            model_name="pulse",
            index=models.Index(
                condition=models.Q(("comment_state", ""), _negated=True),
                fields=["afternoon"],
                name="pulse_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("comment_released_on__isnull", False), ("comment_state", "released")),
                    models.Q(
                        models.Q(("comment_state", "released"), _negated=True),
                        ("comment_released_on", None),
                    ),
                    _connector="OR",
                ),
                name="pulse_released_from_a_day",
                violation_error_message="Words are released from a day on.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(("welcome__in", ["", "a_bit", "not_really", "yes"])),
                name="pulse_welcome_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(("listened_to__in", ["", "a_bit", "not_really", "yes"])),
                name="pulse_listened_to_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(("enjoyed_together__in", ["", "a_bit", "not_really", "yes"])),
                name="pulse_enjoyed_together_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(("would_come_again__in", ["", "a_bit", "not_really", "yes"])),
                name="pulse_would_come_again_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(("comment_state__in", ["", "kept_back", "released", "to_read"])),
                name="pulse_comment_state_is_known",
                violation_error_message="That is not one of the choices.",
            ),
        ),
    ]
