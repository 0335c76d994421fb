"""The tables of a comparison as CSV and as a workbook: one row per body, period and group, at the one rate."""

from sqlmodel import Session

from tracker.domain.comparing import count_days
from tracker.domain.periods import Flag
from tracker.domain.trends import By, Figures
from tracker.register.exports import Column, Export, Section
from tracker.register.figure_columns import make_figure_columns
from tracker.web.asking import Asking
from tracker.web.cells import name_group
from tracker.web.compare.asked import Asked
from tracker.web.compare.by_group import find_chosen, place_on_basis
from tracker.web.compare.over_time import find_lines
from tracker.web.compare.sides import Compared
from tracker.web.exports.about import ABOUT
from tracker.web.exports.choosing import wants_codes
from tracker.web.headings import say_foot
from tracker.web.service import current_service
from tracker.wording.comparing import say_grouping
from tracker.wording.marks import N_


def export_comparison(session: Session, asking: Asking, asked: Asked) -> Export[Compared]:
    """What the page lists, all periods of it."""
    wording, by = asking.wording, asked.by
    rows = _find_rows(session, asking, asked)
    title = wording.text(N_("Comparison of bodies"))
    return Export(
        title=title,
        columns=_make_columns(asking, asked),
        rows=rows,
        about_title=wording.text(ABOUT),
        about=[
            Section(title, _say_facts(asking, asked)),
            Section(wording.text(N_("Bodies")), _say_bodies(rows)),
            Section(wording.text(N_("Rates")), [(wording.term(asked.rate), wording.definition(asked.rate))]),
            *([] if by is None else [Section(wording.text(N_("Group by")), [("", say_grouping(wording, by))])]),
            Section(wording.text(N_("Flags")), [(wording.term(flag), wording.flag_meaning(flag)) for flag in Flag]),
        ],
        uses_codes=wants_codes(),
    )


def _find_rows(session: Session, asking: Asking, asked: Asked) -> list[Compared]:
    if asked.by is None:
        return [Compared(at, row) for at, rows in find_lines(session, asking, asked) for row in rows]
    chosen = place_on_basis(find_chosen(session, asking, asked, asked.by), asked, asked.by)
    return [Compared(one.at, row) for one in chosen for row in one.rows]


def _make_columns(asking: Asking, asked: Asked) -> list[Column[Compared]]:
    wording, by, say = asking.wording, asked.by, asking.wording.text
    columns: list[Column[Compared]] = [
        Column("body", say(N_("Body")), lambda row: row.at.code, 20),
        Column("body_name", say(N_("Name of the body")), lambda row: row.at.name.text, 36),
    ]
    if by is not None:
        columns += [
            Column("group", wording.term(by), lambda row: _call_group(row, by), 22),
            Column("group_code", say(N_("Code")), lambda row: row.figures.group),
        ]
    columns.append(Column("days", say(N_("Days since the conference")), lambda row: count_days(row.figures)))
    return [*columns, *(_of_figures(column) for column in make_figure_columns(wording, [asked.rate], None, str))]


def _of_figures(column: Column[Figures]) -> Column[Compared]:
    return Column(column.code, column.heading, lambda row: column.tell(row.figures), column.width)


def _call_group(row: Compared, by: By) -> str:
    group = row.figures.group
    return row.at.asking.wording.text(N_("all")) if group is None else name_group(row.at, by, group).text


def _say_facts(asking: Asking, asked: Asked) -> list[tuple[str, str]]:
    wording = asking.wording
    return [
        (wording.text(N_("As known at")), wording.instant(asking.known_at or asking.now, "UTC")),
        (wording.text(N_("Produced on")), wording.instant(asking.now, "UTC")),
        (
            wording.text(N_("Page")),
            current_service().settings.base_url + asking.link("compare.show_comparison", **asked.values),
        ),
    ]


def _say_bodies(rows: list[Compared]) -> list[tuple[str, str]]:
    """Each body with the day as of which its figures are, and its source."""
    ats = {row.at.code: row.at for row in rows}
    return [(f"{at.name.text} ({code})", say_foot(at, day=at.as_of)) for code, at in ats.items()]
