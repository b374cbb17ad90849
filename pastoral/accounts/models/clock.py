"""The clock: proof that the work nobody waits for is being done."""

from django.db import models


class Tick(models.Model):
    """When the clock last ticked, for each thing it drives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
