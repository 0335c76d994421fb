"""Where a file can be checked stands at its foot, as it was when the edition was made: part of it, not of its figures."""

from datetime import date

import pytest
from sqlalchemy import Engine

from reports.approvals import NONE_YET
from reports.freezing import freeze_edition
from reports.frozen import check_code, content_digest_of, digest_of, from_text, to_text
from reports.laying_out import PageLayout
from reports.office import make_outline
from reports.renderer import Renderer
from tests.builders import clock_at
from tests.reports.conftest import NOW, Figures
from tests.reports.reading import opened, text_of
from tracker.db import reading, writing
from tracker.domain.editions import FileKind
from tracker.queries.editions import get_edition_figures
from tracker.wording import get_wording

AS_OF = date(2019, 5, 1)
ADDRESS = "https://tracker.seoul.example/check"
PRINTED = "tracker.seoul.example/check"


@pytest.fixture(scope="module")
def figures(examples: Engine) -> str:
    with writing(examples) as session:
        edition, _ = freeze_edition(
            session, "seoul-beijing", 2, as_of=AS_OF, by="tests", clock=clock_at(NOW), check_at=ADDRESS
        )
    with reading(examples) as session:
        return get_edition_figures(session, edition.id)


@pytest.mark.parametrize("language", ["en", "ko", "zh", "ja"])
def test_it_stands_beside_the_code_on_every_page(renderer: Renderer, figures: str, language: str) -> None:
    made = renderer.render(figures, language)
    said = text_of(made.content).replace(" ", "")
    code = check_code(digest_of(figures)).replace(" ", "")
    assert said.count(PRINTED) == said.count(code) == made.pages


def test_the_summary_leads_to_it(renderer: Renderer, figures: str) -> None:
    made = renderer.render(figures, "ko", kind=FileKind.SUMMARY)
    assert made.pages == 1
    assert text_of(made.content).replace(" ", "").count(PRINTED) == 2
    pdf = opened(made.content)
    links = [note for note in pdf.pages[0].get("/Annots", []) if note.Subtype == "/Link"]
    assert [str(link.A.URI) for link in links] == [f"{ADDRESS}?code={digest_of(figures)[:12]}"]


@pytest.mark.parametrize("kind", list(FileKind))
def test_documents_to_go_on_writing_in_say_it_too(figures: str, kind: FileKind) -> None:
    _, _, foot = make_outline(figures, "en", NONE_YET, kind).running
    assert PRINTED in foot


def test_another_address_makes_no_other_edition(examples: Engine, figures: str) -> None:
    with writing(examples) as session:
        again, is_new = freeze_edition(
            session, "seoul-beijing", 2, as_of=AS_OF, by="tests", clock=clock_at(NOW), check_at="https://moved.example/"
        )
        assert not is_new
        assert again.digest == digest_of(figures)


def test_an_edition_that_does_not_know_it_is_as_it_was(figures_of: Figures) -> None:
    text = figures_of("seoul-beijing", 2, AS_OF)
    report = from_text(text)
    assert to_text(report) == text
    assert content_digest_of(report) == content_digest_of(from_text(text))


@pytest.mark.parametrize(
    ("kept", "shown"),
    [(ADDRESS, PRINTED), ("http://127.0.0.1:8000/check", "http://127.0.0.1:8000/check"), ("", "")],
)
def test_it_is_shown_as_people_type_it(figures: str, kept: str, shown: str) -> None:
    report = from_text(figures.replace(ADDRESS, kept))
    assert PageLayout(report, get_wording("en")).check_at == shown
