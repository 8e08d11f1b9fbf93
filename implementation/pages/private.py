"""What answers carry that are for one reader: at a secret address (share link, calendar feed), or behind a login."""

from typing import TypeVar

from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def private(response: Response, *, forms: bool = False) -> Response:
    """The address may be the secret: it is neither kept by caches, nor sent on to other sites, nor indexed.

    `forms`: the page has forms of this server's. Browsers send those without an origin where no referrer at all is
    allowed, and the guard against forged requests refuses them; so this server is told, and no other.
    """
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin" if forms else "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
