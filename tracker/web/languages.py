"""Choosing the language: the visitor's choice, kept in a cookie, else what the browser asks for."""

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from tracker.web.asking import same_address
from tracker.web.service import current_service
from tracker.wording.languages import LANGUAGES, find_language

COOKIE = "lang"
ONE_YEAR = 365 * 24 * 60 * 60


def register_languages(app: Flask) -> None:
    """Flask-Babel chooses the locale and nothing else: what is said comes from `tracker.wording`."""
    Babel(app, locale_selector=_choose)
    app.before_request(_switch)


def _choose() -> str:
    wanted = request.args.get("lang") or request.cookies.get(COOKIE, "")
    return wanted if wanted in LANGUAGES else find_language(request.accept_languages.values())


def _switch() -> ResponseReturnValue | None:
    """`?lang=ko` is remembered, and leads to the same address without it."""
    wanted = request.args.get("lang")
    if wanted is None or request.endpoint is None:
        return None
    answer = redirect(same_address(without="lang"), 303)
    if wanted in LANGUAGES:
        secure = current_service().settings.base_url.startswith("https:")
        answer.set_cookie(COOKIE, wanted, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer
