"""Whom a task may be given to: staff, the customer's people, or a plain name. Used inside the services of tasks."""

from implementation.access.actors import Role
from implementation.http.problems import invalid
from implementation.models import GoLive, User
from implementation.models.vocabulary import OwnerSide


def checked_assignee(text: str, *, golive: GoLive, owner_side: str) -> str:
    """The text as it is stored: an address that is a user's in that user's spelling, whatever else as it is.

    Refused are those who left, contacts of other customers (as if they were unknown), and the customer's people for
    the vendor's tasks, which they could not tick.
    """
    user = User.objects.filter(email__iexact=text).first() if "@" in text else None
    if user is None:
        return text
    theirs = user.role == Role.CONTACT.value
    if theirs and user.customer_id != golive.customer_id:
        raise invalid("assignee", "unknown", f"{text} works on no go-live of this customer.")
    if not user.is_active:
        raise invalid("assignee", "inactive", f"{text} is deactivated; give the task to somebody else.")
    if theirs and owner_side == OwnerSide.VENDOR:
        raise invalid("assignee", "other_side", "It is the vendor's task: make it the customer's or a joint one first.")
    return user.email
