"""What the API answers and takes, one file a noun.

`…Answer` documents the rows of a noun, `…Facts` is the body that creates one, `…Change` the body that changes one.
Names of fields are the import's columns; what is a reference there is an id here, hours are minutes.
"""

from django.db.models import TextChoices

BASE = ("id", "ref", "version")
TIMES = ("created_at", "updated_at")


class Voiding(TextChoices):
    VOIDED = "voided"


class Withdrawing(TextChoices):
    WITHDRAWN = "withdrawn"


class Cancelling(TextChoices):
    CANCELLED = "cancelled"


class EndingImport(TextChoices):
    CANCELLED = "cancelled"
    UNDONE = "undone"


class Revoking(TextChoices):
    REVOKED = "revoked"
