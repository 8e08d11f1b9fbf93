"""What planning refuses.

Raised by the modules of this package, caught by services and by the import, which turn it into a refusal
for people. Nothing here knows about HTTP.
"""


class PlanError(ValueError):
    """A plan that cannot be laid out; its text names the place and the remedy."""
