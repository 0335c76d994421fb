"""The conference pack: what the next plenary has to decide, in each language, as PDF and workbook."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from reports.frozen import from_text_of, to_text_of
from reports.pack import ConferencePack, PackDispute, find_memoranda, find_without_counterpart
from reports.pack_building import build_pack
from reports.pack_pages import make_agenda
from reports.pack_workbook import make_pack_workbook
from reports.renderer import Renderer
from tests.reports.reading import text_of
from tracker.db import reading
from tracker.domain.stages import Condition, EntryKind, Mode, Stage
from tracker.queries.bodies import get_body_view
from tracker.wording import get_wording

TITLES = {"en": "Draft agenda", "ko": "의제(안)", "zh": "议程（草案）", "ja": "議題（案）"}


@pytest.fixture(scope="module")
def pack(examples: Engine) -> ConferencePack:
    """Of the second period of the fictional conference."""
    with reading(examples) as session:
        view = get_body_view(session, "haerang-conference")
        known_at = datetime(2026, 11, 24, tzinfo=UTC)
        return build_pack(session, view, 2, as_of=date(2026, 11, 1), known_at=known_at)


def test_candidates_are_what_is_neither_done_nor_given_up(pack: ConferencePack) -> None:
    assert pack.candidates
    assert all(one.stage is not Stage.IMPLEMENTED for one in pack.candidates)
    assert all(one.condition is not Condition.WITHDRAWN for one in pack.candidates)
    assert pack.next_on == date(2027, 4, 15)


def test_memoranda_are_by_pair_of_departments_of_mutual_projects(pack: ConferencePack) -> None:
    memoranda = find_memoranda(pack.planned)
    listed = [one.ref for each in memoranda for one in each.projects]
    mutual = [one.ref for one in pack.candidates if one.mode is Mode.MUTUAL]
    alone = [one.ref for one in find_without_counterpart(pack.planned)]
    assert sorted(listed + alone) == sorted(mutual)
    assert [len(one.projects) for one in memoranda] == sorted((len(one.projects) for one in memoranda), reverse=True)
    assert all(len({side.party for side in one.sides}) >= 2 for one in memoranda)


def test_each_unanswered_entry_is_listed_once_with_everybody_who_is_asked(pack: ConferencePack) -> None:
    first = PackDispute("2-ECO-02", EntryKind.PROMOTED, date(2026, 5, 1), "HR", False, None)
    asked = (first, replace(first, party="YB"), replace(first, kind=EntryKind.IMPLEMENTED))
    listed = replace(pack, disputes=(*asked, replace(first, is_disputed=True, note="no"))).unanswered
    assert [(one.kind, one.parties) for one in listed] == [
        (EntryKind.PROMOTED, ("HR", "YB")),
        (EntryKind.IMPLEMENTED, ("HR",)),
    ]


def test_every_sheet_of_the_workbook_prints_across_with_its_headings(pack: ConferencePack) -> None:
    book = load_workbook(BytesIO(make_pack_workbook(pack, get_wording("en"))))
    assert {(sheet.page_setup.orientation, sheet.print_title_rows) for sheet in book} == {("landscape", "$1:$1")}


def test_disputes_come_on_the_agenda_only_where_there_are_any(pack: ConferencePack) -> None:
    wording = get_wording("en")
    items = [item for item, _ in make_agenda(pack, wording)]
    assert "What the parties see differently" not in items
    disputed = replace(
        pack,
        disputes=(PackDispute("2-ECO-02", EntryKind.PROMOTED, date(2026, 5, 1), "HAE", True, "not the same year"),),
    )
    agenda = dict(make_agenda(disputed, wording))
    assert agenda["What the parties see differently"] == "1 disputed entry"


@pytest.mark.parametrize("language", list(TITLES))
def test_it_is_printed_and_tabled_in_every_language(pack: ConferencePack, renderer: Renderer, language: str) -> None:
    text = to_text_of(pack)
    assert from_text_of(ConferencePack, text) == pack
    rendered = renderer.render_pack(text, language)
    printed = text_of(rendered.content).replace("\u2060", "")
    assert TITLES[language] in printed
    assert pack.candidates[0].ref in printed
    book = load_workbook(BytesIO(make_pack_workbook(pack, get_wording(language))))
    assert book.worksheets[0].title == TITLES[language]
    assert book.worksheets[3].max_row == len(pack.candidates) + 1
