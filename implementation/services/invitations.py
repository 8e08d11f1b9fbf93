"""Inviting people of customers, and letting those in who accept.

Staff invite whom they like; a contact invites colleagues where the customer's row says so. Only the mail knows the
token, so whoever accepts reads that mailbox. Opening the link accepts nothing: scanners of mail open links.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from implementation.access.actors import Actor, Role, system_actor
from implementation.access.keys import new_token, token_digest
from implementation.http.problems import Problem, invalid, refused
from implementation.models import Customer, Invitation, User
from implementation.models.invitations import InvitationQuerySet
from implementation.services.change import changing
from implementation.services.mails import Letter, post
from implementation.services.users import create_user, reopen_contact
from implementation.services.values import apply_changes, check, existing

LIFE = timedelta(days=14)
# Each is a mail to whomever they like, in our name.
MOST_BY_CONTACT = 20
_WITHIN = timedelta(days=1)
_TAKEN = "This address cannot be invited: it is in use already. Ask us, if it should be this person's."


def invite(
    *, actor: Actor, at: datetime, customer_id: UUID, email: str, name: str = "", request_id: str = ""
) -> Invitation:
    """Send an invitation by mail; one that was open for the same person ends, so that asking again is harmless."""
    email = email.strip().lower()
    with changing(actor=actor, at=at, request_id=request_id) as change:
        customer = existing(Customer.objects.visible_to(actor).select_for_update(no_key=True), customer_id, "customer")
        _may_invite(actor, customer)
        _refuse_taken(customer, email, asked_by=actor)
        _refuse_many(actor, at)
        for old in _open(at).filter(customer=customer, email=email).select_for_update(no_key=True):
            apply_changes(old, {"revoked_at": at})
        token = new_token()
        invitation = Invitation(
            customer=customer, email=email, name=name, digest=token_digest(token), invited_by=actor.name,
            expires_at=at + LIFE,
        )  # fmt: skip
        check(invitation)
        invitation.save(force_insert=True)
        post(_letter(invitation, token), at=at)
        told = {"email": email, "name": name, "expires_at": invitation.expires_at}
        change.record("invitation.sent", invitation, customer_id=customer.id, after=told)
    return invitation


def revoke_invitation(*, actor: Actor, at: datetime, invitation_id: UUID, request_id: str = "") -> Invitation:
    """End it. Revoking it again changes nothing; who has accepted is deactivated as a user instead.

    Contacts withdraw what they sent themselves.
    """
    rows = Invitation.objects
    seen = rows.sent_by(actor) if actor.role is Role.CONTACT else rows.visible_to(actor)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        invitation = existing(seen.select_for_update(no_key=True), invitation_id, "invitation")
        if invitation.accepted_at is not None:
            raise refused("The invitation was accepted: deactivate the user to end their access.")
        if invitation.revoked_at is None:
            before, after = apply_changes(invitation, {"revoked_at": at})
            change.record(
                "invitation.revoked", invitation, customer_id=invitation.customer_id, before=before, after=after
            )
    return invitation


def open_invitation(token: str, *, at: datetime) -> Invitation | None:
    """The invitation of this token, unless it is unknown, expired, revoked or accepted: one answer for all four."""
    return _open(at).select_related("customer").filter(digest=token_digest(token)).first()


def accept_invitation(*, token: str, at: datetime, name: str = "", request_id: str = "") -> User:
    """Make the contact, or open their account again. Raises not-found where the invitation is not open any more."""
    found = open_invitation(token, at=at)
    if found is None:
        raise Problem("not-found", "This invitation is not open any more. Ask for another one.")
    actor = system_actor(f"invitation by {found.invited_by}")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        # Locked and looked at again: two clicks accept once.
        invitation = existing(_open(at).select_for_update(no_key=True), found.id, "invitation")
        _refuse_taken(found.customer, invitation.email)
        user = reopen_contact(actor=actor, at=at, email=invitation.email, request_id=request_id) or create_user(
            actor=actor, at=at, email=invitation.email, name=name or invitation.name, role=Role.CONTACT,
            customer_id=invitation.customer_id, request_id=request_id,
        )  # fmt: skip
        apply_changes(invitation, {"accepted_at": at, "user_id": user.id})
        change.record("invitation.accepted", invitation, customer_id=invitation.customer_id, after={"user_id": user.id})
    return user


def _open(at: datetime) -> InvitationQuerySet:
    return Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


def may_invite(actor: Actor, customer: Customer) -> bool:
    """Whether the actor may bring people of this customer in."""
    if actor.role is Role.CONTACT:
        return customer.contacts_may_invite and actor.customer_id == customer.id
    return actor.role in {Role.LEAD, Role.MEMBER}


def _may_invite(actor: Actor, customer: Customer) -> None:
    if not may_invite(actor, customer):
        raise Problem("forbidden", "You may not invite people here. Ask your contact at the vendor to do it.")


def _refuse_taken(customer: Customer, email: str, *, asked_by: Actor | None = None) -> None:
    """A contact of this customer who was deactivated may come back; whoever else has the address keeps it.

    Who is bound to one customer is not told that somebody elsewhere has an address: that would name other customers'
    people. The invitation goes out, and its mailbox is told when it accepts.
    """
    user = User.objects.filter(email=email).first()
    if user is None or (user.role == Role.CONTACT and user.customer_id == customer.id and not user.is_active):
        return
    if user.customer_id == customer.id:
        raise invalid("email", "has_access", "This person has access already.")
    if asked_by is not None and asked_by.is_bound:
        return
    raise invalid("email", "taken", _TAKEN)


def _refuse_many(actor: Actor, at: datetime) -> None:
    """The customer's row is locked, so of two at once the second is counted too."""
    if actor.role is not Role.CONTACT:
        return
    if Invitation.objects.sent_by(actor).filter(created_at__gt=at - _WITHIN).count() >= MOST_BY_CONTACT:
        raise Problem(
            "too-many-requests", f"You sent {MOST_BY_CONTACT} invitations within a day: go on tomorrow, or ask us."
        )


def _letter(invitation: Invitation, token: str) -> Letter:
    address = settings.PUBLIC_URL + reverse("invitation", kwargs={"token": token})
    text = (
        f"{invitation.invited_by} invites you to follow the go-lives of {invitation.customer} in Crossing: what is "
        f"done, what is needed from you, and when it will be live.\n\nOpen this link and accept:\n\n{address}\n\n"
        f"It works until {invitation.expires_at:%d %B %Y}, for you alone: do not pass it on. "
        "From then on you log in by a code that we send to this address; there is no password.\n"
    )
    return Letter(
        kind="invitation",
        to=invitation.email,
        subject=f"Your access to the go-lives of {invitation.customer}",
        text=text,
        secret=True,
        useless_after=invitation.expires_at,
    )
