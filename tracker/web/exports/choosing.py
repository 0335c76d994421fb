"""What is asked of a list on its way out: titles in which languages, columns headed by words or by codes."""

from flask import request

from tracker.web.gates import AtBody
from tracker.web.query import BAD_CHOICE, BadQuery
from tracker.wording.languages import LANGUAGES


def find_languages(at: AtBody) -> list[tuple[str, str, bool]]:
    """Tag and own name of every language that titles can be asked in, and whether it is unless others are."""
    body, page = at.view.body.languages, at.asking.wording.lang
    return [(tag, LANGUAGES.get(tag, tag), tag in body or tag == page) for tag in dict.fromkeys([*body, *LANGUAGES])]


def read_titles(at: AtBody) -> list[str]:
    """The languages asked for, in the body's order; without any, the body's and the page's. BadQuery."""
    offered = find_languages(at)
    known, asked = [tag for tag, _, _ in offered], request.args.getlist("titles")
    unknown = [tag for tag in asked if tag not in known]
    if unknown:
        raise BadQuery(BAD_CHOICE, name="titles", value=unknown[0], known=", ".join(known))
    return [tag for tag, _, is_default in offered if (tag in asked if asked else is_default)]


def wants_codes() -> bool:
    """Whether columns are to be headed by their codes, which are the same in every language."""
    return request.args.get("heads") == "codes"
