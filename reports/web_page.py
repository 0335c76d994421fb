"""A report as a page for browsers: what the PDF is made from, with a style for screens, and nothing that its own
strict policy would not let through."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

WEB_STYLE = Path(__file__).parent / "templates" / "web.css"

STYLE_ATTRIBUTE = re.compile(r'(<[a-zA-Z][^<>]*?)\sstyle="([^"]*)"')
STYLE_ELEMENT = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)

BODY = re.compile(r"<body[^>]*>")

#: What keeps Korean words whole where the PDF is drawn. Browsers do it by themselves, and would not find the words.
JOINER = "\u2060"


def to_web_html(html: str, *, table_label: str) -> str:
    """The same document. `table_label`: what a table's box is called, which may be moved sideways."""
    html, rules = _gather_styles(html.replace(JOINER, ""))
    box = f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(table_label)}"><table'
    html = re.sub(r"<table\b", lambda _: box, html).replace("</table>", "</table></div>")
    html = re.sub(r"<figure\b", '<figure tabindex="0"', html)  # moved sideways by the keyboard, too
    head = f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_read_style()}{rules}</style>'
    html = BODY.sub(lambda found: f"{found[0]}<main>", html, count=1).replace("</body>", "</main></body>")
    return html.replace("</head>", f"{head}</head>", 1)


def put_before(html: str, nav: str) -> str:
    """The page with the ways on from it above everything."""
    return BODY.sub(lambda found: found[0] + nav, html, count=1)


def find_policy(html: str) -> str:
    """The content security policy under which it looks as it is meant to: its own styles and pictures, no more."""
    styles = [b64encode(sha256(style.encode()).digest()).decode() for style in STYLE_ELEMENT.findall(html)]
    allowed = " ".join(f"'sha256-{one}'" for one in dict.fromkeys(styles))
    return (
        f"default-src 'none'; style-src {allowed}; img-src data:; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )


def _gather_styles(html: str) -> tuple[str, str]:
    """What elements say of their own style, as rules of a style sheet: attributes are not let through."""
    known: dict[str, int] = {}

    def replace(found: re.Match[str]) -> str:
        number = known.setdefault(found[2], len(known))
        return f'{found[1]} data-style="{number}"'

    html = STYLE_ATTRIBUTE.sub(replace, html)
    return html, "".join(f'[data-style="{number}"]{{{style}}}' for style, number in known.items())


@cache
def _read_style() -> str:
    return WEB_STYLE.read_text()
