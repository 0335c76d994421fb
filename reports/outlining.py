"""A report's page as an outline: the words, figures and order of the same templates that the PDF is made from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import html

from reports.column_widths import find_widths
from reports.outline import (
    Block,
    Cell,
    Heading,
    Item,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Style,
    Table,
)

HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
STYLES = {"note": Style.NOTE, "lead": Style.LEAD, "kind": Style.KIND, "subtitle": Style.SUBTITLE}

#: Elements that begin a line of their own inside a cell.
LINES = frozenset({"small", "p", "div", "li"})
BOLD = frozenset({"b", "strong"})
INLINE = frozenset({"span", "b", "strong", "em", "i", "small", "a", "br", "sup", "sub", "abbr", "time"})

#: Stands for a forced end of a line until `tidy`.
LINE_END = "\u2028"

SPACE = re.compile(r"[ \t\n\r\f]+")
#: What XML cannot hold, and the joiners that only keep Korean words whole on paper.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u2060\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Look:
    lang: str
    is_bold: bool = False
    is_muted: bool = False


#: Of the two columns in which projects stand that the page has as items of a list.
PROJECT_WIDTHS = (0.14, 0.86)


def read_page(page: str, columns: tuple[str, str]) -> list[Block]:
    """The blocks of a page that `make_html` made, in order. `columns`: the heads over the refs and titles of projects
    that the page has as items of a list, for here they stand in a table."""
    root = html.document_fromstring(page)
    return list(_read_blocks(root.find("body"), _Look(root.get("lang", "en")), _Place(columns)))


@dataclass(slots=True)
class _Place:
    """Where the reading stands: the last heading, which names a table; the box that it is in."""

    columns: tuple[str, str]
    heading: str = ""
    is_caution: bool = False


def _read_blocks(parent: Any, look: _Look, place: _Place) -> Iterator[Block]:
    """Blocks inside an element; words that stand loose between them are a paragraph."""
    loose = [Run(_clean(parent.text), look.lang)]
    for child in parent:
        if not isinstance(child.tag, str):
            loose.append(Run(_clean(child.tail), look.lang))
            continue
        if child.tag in INLINE:
            loose += _read_inline(child, look, in_cell=False)
        else:
            yield from _read_loose(loose)
            loose = []
            yield from _read_block(child, _look_of(child, look), place)
        loose.append(Run(_clean(child.tail), look.lang))
    yield from _read_loose(loose)


def _read_loose(runs: list[Run]) -> Iterator[Block]:
    if told := tidy(runs):
        yield Paragraph(told)


def _read_block(element: Any, look: _Look, place: _Place) -> Iterator[Block]:
    classes = _classes(element)
    match element.tag:
        case "h1" | "h2" | "h3" | "h4":
            runs = _read_runs(element, look)
            place.heading = "".join(run.text for run in runs)
            yield Heading(HEADINGS[element.tag], runs, element.get("id"), _is_in_contents(element))
        case "p" | "figcaption":
            yield from _read_paragraph(element, look, place)
        case "ul" if "projects" in classes:
            yield _read_projects(element, look, place)
        case "ul" | "ol":
            yield Items(list(_read_items(element, look, 0)), _is_in_contents(element))
        case "table":
            yield from _read_table(element, look, place)
        case "img":
            if element.get("alt"):
                yield _picture(element)
        case "svg" | "style" | "colgroup":
            return
        case _:
            if "contents" in classes:
                yield PageBreak()
            inside = _Place(place.columns, place.heading, place.is_caution or "caution" in classes)
            yield from _read_blocks(element, look, inside)
            place.heading = inside.heading


def _is_in_contents(element: Any) -> bool:
    return any("contents" in _classes(one) for one in element.iterancestors())


def _read_paragraph(element: Any, look: _Look, place: _Place) -> Iterator[Block]:
    runs = _read_runs(element, look)
    yield from (_picture(one) for one in element.iter("img") if one.get("alt"))
    if not runs:
        return
    in_figure = any(one.tag == "figure" for one in element.iterancestors())
    style = next((STYLES[name] for name in _classes(element) if name in STYLES), Style.BODY)
    if place.is_caution:
        style = Style.CAUTION
    elif in_figure:
        style = Style.CAPTION if element.tag == "figcaption" else Style.NOTE
    yield Paragraph(runs, style, keeps_with_next=in_figure or "intro" in _classes(element))


def _picture(element: Any) -> Picture:
    """A chart stands by its name; a picture that the page holds itself is the emblem."""
    source = element.get("src", "")
    return Picture("emblem" if source.startswith("data:") else source, _clean(element.get("alt")))


def _read_items(element: Any, look: _Look, level: int) -> Iterator[Item]:
    for child in element.iterchildren("li"):
        inner = _look_of(child, look)
        nested = [one for one in child if one.tag in ("ul", "ol")]
        link = child.find("a")
        anchor = link.get("href", "").removeprefix("#") if link is not None else None
        yield Item(_read_runs(child, inner, in_cell=True, without=nested), anchor or None, level)
        for one in nested:
            yield from _read_items(one, inner, level + 1)


def _read_projects(element: Any, look: _Look, place: _Place) -> Table:
    """Each ref in a cell of its own, parted by a tab from the title; the titles and what is said below in the other."""
    head = Row([Cell([Run(word, look.lang)], is_header=True) for word in place.columns], is_head=True)
    rows = [head]
    for child in element.iterchildren("li"):
        ref, _, child.text = (child.text or "").partition("\t")
        child.text = child.text.replace("\n", LINE_END)
        for one in child:
            one.tail = (one.tail or "").replace("\n", LINE_END)
        words = _read_runs(child, _look_of(child, look), in_cell=True)
        rows.append(Row([Cell([Run(_clean(ref).strip(), look.lang)], is_header=True), Cell(words)]))
    return Table(rows, PROJECT_WIDTHS, place.heading)


def _read_table(element: Any, look: _Look, place: _Place) -> Iterator[Block]:
    caption = element.find("caption")
    title = place.heading
    if caption is not None and (runs := _read_runs(caption, _look_of(caption, look))):
        title = "".join(run.text for run in runs)
        yield Paragraph(runs, Style.CAPTION, keeps_with_next=True)
    rows = [_read_row(row, _look_of(row, look)) for row in element.iter("tr")]
    if rows := [row for row in rows if row.cells]:
        given = [_share(column) for column in element.iterfind("colgroup/col")]
        is_even = bool({"even", "cards"} & set(_classes(element)))
        yield Table(rows, find_widths(rows, given, is_even=is_even), title)


def _share(column: Any) -> float | None:
    found = re.search(r"width:\s*([\d.]+)%", column.get("style", ""))
    return float(found[1]) / 100 if found else None


def _read_row(element: Any, look: _Look) -> Row:
    classes = _classes(element)
    cells = [
        Cell(
            _read_runs(one, _look_of(one, look), in_cell=True),
            is_header=one.tag == "th",
            is_number="num" in _classes(one),
            columns=int(one.get("colspan", "1")),
        )
        for one in element.iterchildren("th", "td")
    ]
    return Row(
        cells,
        is_head=element.getparent().tag == "thead",
        is_group="group" in classes,
        is_total="total" in classes,
        is_large="value" in classes,
    )


def _read_runs(element: Any, look: _Look, *, in_cell: bool = False, without: Sequence[Any] = ()) -> list[Run]:
    return tidy(_read_inside(element, look, in_cell=in_cell, without=without))


def _read_inside(element: Any, look: _Look, *, in_cell: bool, without: Sequence[Any] = ()) -> list[Run]:
    runs = [_run(element.text, look)]
    for child in element:
        if isinstance(child.tag, str) and child not in without:
            runs += _read_inline(child, look, in_cell=in_cell)
        runs.append(_run(child.tail, look))
    return runs


def _read_inline(element: Any, look: _Look, *, in_cell: bool) -> list[Run]:
    if element.tag == "br":
        return [_run(LINE_END, look)]
    if element.tag == "svg":
        return []
    runs = _read_inside(element, _look_of(element, look), in_cell=in_cell)
    if in_cell and element.tag in LINES:
        return [_run(LINE_END, look), *runs, *([] if element.tag == "small" else [_run(LINE_END, look)])]
    return runs


def _run(text: str | None, look: _Look) -> Run:
    return Run(_clean(text), look.lang, look.is_bold, look.is_muted)


def _look_of(element: Any, look: _Look) -> _Look:
    """How words inside an element look, where they stand in one that looks like `look`."""
    return replace(
        look,
        lang=element.get("lang") or look.lang,
        is_bold=look.is_bold or element.tag in BOLD,
        is_muted=look.is_muted or element.tag == "small" or "muted" in _classes(element),
    )


def _classes(element: Any) -> list[str]:
    return element.get("class", "").split() if isinstance(element.tag, str) else []


def _clean(text: str | None) -> str:
    """Text as a page shows it: spaces as one."""
    return SPACE.sub(" ", UNWANTED.sub("", text or ""))


def tidy(runs: Sequence[Run]) -> list[Run]:
    """Runs of one look as one, without spaces around the ends of lines and without empty lines."""
    joined: list[Run] = []
    for run in runs:
        if joined and replace(run, text="") == replace(joined[-1], text=""):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    told, at_start = [], True
    for run in joined:
        text = ""
        for letter in SPACE.sub(" ", run.text):
            if letter in " " + LINE_END and at_start:
                continue
            text = text.rstrip(" ") + "\n" if letter == LINE_END else text + letter
            at_start = letter in " " + LINE_END
        told.append(replace(run, text=text))
    return _trim([run for run in told if run.text])


def _trim(runs: list[Run]) -> list[Run]:
    """Without what is empty at the end."""
    while runs:
        text = runs[-1].text.rstrip(" \n")
        if text:
            return [*runs[:-1], replace(runs[-1], text=text)]
        runs = runs[:-1]
    return runs
