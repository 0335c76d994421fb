"""An edition freezes the layout that its body has then."""

from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from reports.freezing import freeze_edition
from reports.frozen import from_text
from reports.layouts import arrange, name_shown, to_stored
from reports.sections import SECTIONS
from tests.builders import RECORDED_AT, clock_at, make_body, make_party, make_period, record
from tests.pictures import make_picture, open_picture
from tracker.actions.documents import HandedFile
from tracker.actions.emblems import draw_emblem
from tracker.actions.layouts import LayoutValues, save_layout, set_emblem
from tracker.db import writing
from tracker.domain.problems import Refused
from tracker.models import Paper
from tracker.queries.editions import get_edition_figures

USUAL = [section.name for section in SECTIONS if section.is_numbered]


def test_an_edition_freezes_the_layout_with_its_emblem(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as session:
        check_frozen(session, tmp_path)


def check_frozen(session: Session, tmp_path: Path) -> None:
    body = make_body(session)
    make_period(session, body)
    for code, country in (("SEL", "KR"), ("BJS", "CN"), ("TJN", "CN")):
        make_party(session, body, code, country=country)
    values = LayoutValues(
        Paper.LETTER, ["-" + USUAL[0]], {"ko": "제목"}, {}, True, {"zh": ["country:CN"]}, {"ko": "zh"}
    )
    save_layout(session, record(session, body), values)
    drawn = HandedFile("a.png", draw_emblem(HandedFile("a.png", make_picture())))
    set_emblem(session, record(session, body), drawn, files_dir=tmp_path)

    def freeze(files_dir: Path | None) -> int:
        edition, _ = freeze_edition(
            session, "body", 1, as_of=date(2021, 1, 1), by="tests", clock=clock_at(RECORDED_AT), files_dir=files_dir
        )
        return edition.id

    with pytest.raises(Refused) as refused:
        freeze(None)
    assert refused.value.problems[0].code == "emblem_lost"
    layout = from_text(get_edition_figures(session, freeze(tmp_path))).layout
    assert (layout.paper, layout.titles, layout.names_authority) == ("letter", {"ko": "제목"}, True)
    assert layout.party_order == {"zh": ("BJS", "TJN", "SEL")}
    assert USUAL[0] not in layout.sections
    assert layout.sections[0] == USUAL[1]
    assert open_picture(b64decode(layout.emblem or "")).size == (400, 267)


def test_a_section_that_comes_later_stands_where_it_should() -> None:
    stored = [USUAL[2], "-" + USUAL[0], "gone"]
    assert [section.name for section, _ in arrange(stored)][:2] == [USUAL[2], USUAL[3]]
    assert sorted(section.name for section, _ in arrange(stored)) == sorted(USUAL)
    assert USUAL[0] not in name_shown(stored)
    assert "annex" in name_shown(["-" + name for name in USUAL])


def test_the_usual_order_is_not_stored() -> None:
    assert to_stored(USUAL, USUAL) == []
    assert to_stored(USUAL, USUAL[1:])[0] == "-" + USUAL[0]
