"""What the admin site shows to nobody: whole models, and fields of the others. Everything else is shown.

A test goes over all models and fields, and fails where a name that smells of a secret is neither here nor known to be
harmless.
"""

from collections.abc import Mapping

# Sessions, tokens of providers and of mails; what this program makes no use of, and the site's own log, which stays
# empty.
MODELS = frozenset(
    {
        "sessions.Session", "socialaccount.SocialApp", "socialaccount.SocialToken", "account.EmailAddress",
        "account.EmailConfirmation", "auth.Group", "auth.Permission", "contenttypes.ContentType", "admin.LogEntry",
    }
)  # fmt: skip
FIELDS: Mapping[str, frozenset[str]] = {
    "implementation.User": frozenset({"password"}),
    "implementation.ApiKey": frozenset({"digest"}),
    "implementation.ShareLink": frozenset({"digest"}),
    "implementation.CalendarFeed": frozenset({"digest"}),
    "implementation.Invitation": frozenset({"digest"}),
    # Codes and links; the headers hold the link that ends a kind of mail.
    "implementation.Mail": frozenset({"text", "headers"}),
    "implementation.StoredResponse": frozenset({"body", "headers", "fingerprint"}),
    # What the signing secrets are derived from.
    "implementation.WebhookEndpoint": frozenset({"salt", "secret_fingerprint", "former_salt", "former_fingerprint"}),
    # The secret of the authenticator app, and the hashes of recovery codes.
    "mfa.Authenticator": frozenset({"data"}),
    # The provider's tokens and all that it told of the person.
    "socialaccount.SocialAccount": frozenset({"extra_data"}),
}
