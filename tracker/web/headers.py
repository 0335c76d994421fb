"""Headers on every answer: nothing is loaded from elsewhere, nothing runs that was not shipped."""

from flask import Flask, Response

from tracker.web.paths import find_secret
from tracker.web.service import current_service

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

#: Of pages whose address is a secret. The origin alone is still named, unless the page says otherwise: forms sent over
#: HTTPS are asked for it.
REFERRER_OF_SECRETS = "strict-origin"

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register_headers(app: Flask) -> None:
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    if find_secret():
        response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", REFERRER_OF_SECRETS)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_service().settings.base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(("Accept-Language", "Cookie"))
    return response
