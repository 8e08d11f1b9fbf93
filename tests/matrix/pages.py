"""The routes that are no part of the API: who may open each. A route without a line here fails."""

from collections.abc import Callable

from django.apps import apps
from django.contrib.admin.utils import quote

from tests.matrix.callers import Caller
from tests.matrix.routes import other_routes
from tests.matrix.world import Side

Opens = Callable[[Caller, Side], set[int]]
TO_THE_LOGIN = {302}
REFUSED = {403}


def anybody(caller: Caller, side: Side) -> set[int]:
    return {200}


def by_post_alone(caller: Caller, side: Side) -> set[int]:
    return {405}


def to_its_page(caller: Caller, side: Side) -> set[int]:
    """Where the form is that posts here."""
    return {302}


def nobody(caller: Caller, side: Side) -> set[int]:
    return {404}


def staff(caller: Caller, side: Side) -> set[int]:
    """Of staff whoever reads go-lives."""
    if not caller.has_session:
        return TO_THE_LOGIN
    return {200} if not caller.is_contact and caller.may("go-lives:read") else REFUSED


def golive(caller: Caller, side: Side) -> set[int]:
    """The same, and contacts of the go-live's customer."""
    if caller.is_contact:
        return {200} if caller.customer == side.customer.pk else {404}
    return staff(caller, side)


def golives(caller: Caller, side: Side) -> set[int]:
    """Whoever reads go-lives sees a list of them: contacts their own."""
    return {200} if caller.is_contact else staff(caller, side)


def contacts(caller: Caller, side: Side) -> set[int]:
    if not caller.has_session:
        return TO_THE_LOGIN
    return {200} if caller.is_contact else REFUSED


def whoever_is_in(status: int) -> Opens:
    """Staff of every role and customers' people: what is there is their own."""

    def opens(caller: Caller, side: Side) -> set[int]:
        return {status} if caller.has_session else TO_THE_LOGIN

    return opens


def whoever_is_not_in(caller: Caller, side: Side) -> set[int]:
    return {302} if caller.has_session else {200}


def back_to_the_first_step(caller: Caller, side: Side) -> set[int]:
    return {302}


def leads(caller: Caller, side: Side) -> set[int]:
    """For others than leads there is no such page; whoever has not logged in is led there."""
    if not caller.has_session:
        return TO_THE_LOGIN
    return {200} if caller.role == "lead" else {404}


def own_account(status: int) -> Opens:
    """Of staff everybody, a reader too; customers' people have neither password nor device here."""

    def opens(caller: Caller, side: Side) -> set[int]:
        if not caller.has_session:
            return TO_THE_LOGIN
        return REFUSED if caller.is_contact else {status}

    return opens


PAGES: dict[str, Opens] = {
    "livez": anybody,
    "readyz": anybody,
    "schema": anybody,
    "schema-3.0": anybody,
    "swagger": anybody,
    "redoc": anybody,
    "problem-type": anybody,
    "None": nobody,  # the API's own 404
    "account_login": whoever_is_not_in,
    "account_logout": by_post_alone,
    "account_inactive": anybody,
    "account_request_login_code": whoever_is_not_in,
    # The second steps of a login that was not begun.
    "account_confirm_login_code": back_to_the_first_step,
    "mfa_authenticate": back_to_the_first_step,
    "openid_connect_login": nobody,  # no provider is configured
    "openid_connect_callback": nobody,
    "account_reset_password": anybody,
    "account_reset_password_done": anybody,
    "account_reset_password_from_key": anybody,
    "account_reset_password_from_key_done": anybody,
    "mfa_index": own_account(200),
    "account_change_password": own_account(200),
    "account_reauthenticate": own_account(200),
    # Who has no second factor is led to the password, and has nothing to switch off; the others are asked again first.
    "mfa_reauthenticate": own_account(302),
    "mfa_activate_totp": own_account(302),
    "mfa_deactivate_totp": own_account(404),
    "mfa_view_recovery_codes": own_account(404),
    "mfa_generate_recovery_codes": own_account(302),
    "invitation": anybody,
    "home": golives,
    "colleagues": contacts,
    "invitation-withdraw": to_its_page,
    "task-tick": to_its_page,
    "unsubscribe": nobody,  # whose mails end is in the signed token, and there is none of that
    "mails": whoever_is_in(200),
    "sessions-end": whoever_is_in(302),
    "golive-comment": to_its_page,
    "golive-proof": to_its_page,
    "approval-decide": to_its_page,
    "share-link-viewed": by_post_alone,
    "golive-status": golive,
    # Whoever has the address may open it: the token is the secret.
    "shared-status": anybody,
    "calendar-feed": anybody,
}


RECORDS = "admin/"


def row_of_records(path: str) -> str:
    """The key of the first row that a page of the admin site could show; empty: there is none."""
    _, app, model, *_ = path.split("/")
    first = apps.get_model(app, model)._default_manager.order_by("pk").first()
    return str(quote(first.pk)) if first else ""


def record(path: str) -> Opens:
    """The page of a row: of a model that has none there is nothing to see."""

    def opens(caller: Caller, side: Side) -> set[int]:
        usual = leads(caller, side)
        return usual if usual != {200} or row_of_records(path) else {404}

    return opens


# All routes of the admin site, by one rule.
PAGES |= {
    name: record(path) if "<path:object_id>" in path else leads
    for name, path in other_routes().items()
    if path.startswith(RECORDS)
}
# Looking at nobody, and slow: asked by those who are not known alone.
SAME_FOR_ALL = {"livez", "readyz", "schema", "schema-3.0", "swagger", "redoc"}


def address_of(path: str, side: Side) -> str:
    if "(?P<uidb36>" in path:
        return "/password/new/nobody-nothing"
    if path.startswith(RECORDS):
        filled = path.replace("<path:object_id>", row_of_records(path) or "nothing") if "<path:" in path else path
        return f"/{filled.replace('<slug:app_label>', 'implementation')}"
    return "/" + (
        path.removeprefix("^")
        .replace("<uuid:approval_id>", str(side.rows["approvals"].pk))
        .replace("<uuid:task_id>", str(side.rows["tasks"].pk))
        .replace("<uuid:invitation_id>", str(side.rows["invitations"].pk))
        .replace("<uuid:golive_id>", str(side.golive.pk))
        .replace("invitations/<str:token>", f"invitations/{side.invitation_token}")
        .replace("s/<str:token>", f"s/{side.share_token}")
        .replace("calendar/<str:token>", f"calendar/{side.calendar_token}")
        .replace("<slug:slug>", "not-found")
    )
