"""The ways in, and what people change of their own way in. Of the library's routes these and no other are there."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from implementation.pages.sign_in.limits import counted
from implementation.pages.sign_in.loading import loaded
from implementation.pages.sign_in.mailed_codes import confirm_code
from implementation.pages.sign_in.own import or_by_provider, staff_only
from implementation.pages.sign_in.single_sign_on import sign_on, sign_on_callback

urlpatterns = [
    path("login", counted(account.login), name="account_login"),
    path("logout", LogoutView.as_view(), name="account_logout"),
    path("login/closed", account.account_inactive, name="account_inactive"),
    path("login/code", counted(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm", counted(confirm_code), name="account_confirm_login_code"),
    path("login/second-factor", counted(loaded(second_factor.authenticate)), name="mfa_authenticate"),
    path("login/sso", sign_on, name="openid_connect_login"),
    path("login/sso/callback", sign_on_callback, name="openid_connect_callback"),
    path("password/forgotten", counted(account.password_reset), name="account_reset_password"),
    path("password/forgotten/sent", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        counted(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("password/new", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account", staff_only(loaded(second_factor.index)), name="mfa_index"),
    path("account/password", counted(staff_only(account.password_change)), name="account_change_password"),
    path("account/confirm", counted(staff_only(or_by_provider(account.reauthenticate))), name="account_reauthenticate"),
    path("account/confirm/code", counted(staff_only(loaded(second_factor.reauthenticate))), name="mfa_reauthenticate"),
    path("account/second-factor/on", counted(staff_only(loaded(totp.activate_totp))), name="mfa_activate_totp"),
    path("account/second-factor/off", counted(staff_only(loaded(totp.deactivate_totp))), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes", staff_only(loaded(recovery_codes.view_recovery_codes)), name="mfa_view_recovery_codes"
    ),
    path(
        "account/recovery-codes/new",
        counted(staff_only(loaded(recovery_codes.generate_recovery_codes))),
        name="mfa_generate_recovery_codes",
    ),
]
