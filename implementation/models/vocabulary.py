"""The words that several nouns share: the same choices in models, API and import."""

from django.db import models


class Side(models.TextChoices):
    VENDOR = "vendor"
    CUSTOMER = "customer"
    EXTERNAL = "external"


class OwnerSide(models.TextChoices):
    VENDOR = "vendor"
    CUSTOMER = "customer"
    JOINT = "joint"


class BarrierKind(models.TextChoices):
    """The five barriers between pilot and production, and what is none of them."""

    INTEGRATION = "integration"
    WORKFLOW = "workflow"
    TRUST = "trust"
    DATA = "data"
    REGULATION = "regulation"
    EXTERNAL = "external"
    RESOURCING = "resourcing"
    TECHNOLOGY = "technology"
    UNKNOWN = "unknown"


class Precision(models.TextChoices):
    """How exactly a date is known. An imprecise one is stored as the middle day of its period."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class Audience(models.TextChoices):
    INTERNAL = "internal"
    CUSTOMER = "customer"
