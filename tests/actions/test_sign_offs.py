"""Who is asked to sign an edition off, what can be answered, and what that makes of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from reports.publishing import find_approvals, find_unsigned_files, publish, publish_approved
from reports.renderer import Rendered, Renderer
from tests.builders import clock_at
from tests.signing import START, answer, correct, freeze, make_closed_body
from tracker.db import reading, writing
from tracker.domain.editions import SignOffAnswer, SignOffState, WantedFile
from tracker.domain.problems import Refused
from tracker.models import Body, SignOff
from tracker.queries.editions import find_sign_off_states, get_edition
from tracker.scheduler.signing import sign_approved
from tracker.scheduler.working import Work

APPROVED, RETURNED = SignOffAnswer.APPROVED, SignOffAnswer.RETURNED


@pytest.fixture
def closed(engine: Engine) -> Engine:
    make_closed_body(engine)
    return engine


def state_of(engine: Engine, number: int = 1) -> SignOffState:
    with reading(engine) as session:
        edition = get_edition(session, "body", 1, number)
        return find_sign_off_states(session, [edition.id])[edition.id]


def refused(engine: Engine, party: str, said: SignOffAnswer = SignOffAnswer.APPROVED, **more: object) -> list[str]:
    with pytest.raises(Refused) as found, writing(engine) as session:
        answer(session, party, said, **more)  # type: ignore[arg-type]
    return [one.code for one in found.value.problems]


def test_members_are_asked_once_the_figures_stand(closed: Engine) -> None:
    with reading(closed) as session:
        assert get_edition(session, "body", 1, 1).asked == ("SEL", "BJS")
    assert state_of(closed) is SignOffState.AWAITING


def test_nobody_is_asked_where_the_body_does_not_ask(closed: Engine) -> None:
    with writing(closed) as session:
        session.exec(select(Body)).one().asks_sign_off = False
    edition, is_new = freeze(closed, days=2)
    assert is_new
    assert edition.asked == ()
    assert state_of(closed, 2) is SignOffState.NOT_ASKED


def test_it_is_approved_once_every_party_has_approved(closed: Engine) -> None:
    with writing(closed) as session:
        answer(session, "SEL")
    assert state_of(closed) is SignOffState.AWAITING
    with writing(closed) as session:
        answer(session, "BJS", RETURNED, comment="the second project is missing")
    assert state_of(closed) is SignOffState.RETURNED
    with writing(closed) as session:
        row = answer(session, "BJS", days=6)
        edition = get_edition(session, "body", 1, 1)
        assert row.digest == edition.digest
        approvals = find_approvals(session, edition.id)
    assert state_of(closed) is SignOffState.APPROVED
    assert [(one.party, one.number, one.approver) for one in approvals.answers] == [
        ("BJS", "BJS-42", "Director of BJS"), ("SEL", "SEL-42", "Director of SEL"),
    ]  # fmt: skip


def test_what_cannot_be_answered_is_refused(closed: Engine) -> None:
    assert refused(closed, "OBS") == ["sign_off_not_of_party"]
    assert refused(closed, "SEL", RETURNED) == ["sign_off_without_comment"]
    assert refused(closed, "SEL", days=2) == ["sign_off_ahead"]
    with writing(closed) as session:
        answer(session, "SEL")
    assert refused(closed, "SEL") == ["sign_off_given"]
    with writing(closed) as session:
        answer(session, "BJS")
    assert refused(closed, "BJS", RETURNED, comment="after all") == ["sign_off_complete"]


def test_a_superseded_edition_cannot_be_approved(closed: Engine) -> None:
    correct(closed, days=10)
    second, _ = freeze(closed, days=11)
    assert second.asked == ("SEL", "BJS")
    assert refused(closed, "SEL") == ["sign_off_superseded"]
    assert refused(closed, "SEL", edition=2, days=12) == ["sign_off_too_early"]
    assert state_of(closed, 2) is SignOffState.AWAITING


class Pretended(Renderer):
    """Stands in where only the bookkeeping matters: what it makes says how many approvals are printed."""

    def render(self, figures: str, language: str, **more: object) -> Rendered:
        said = f"%PDF {language} {len(more['approvals'].answers)}"  # type: ignore[attr-defined]
        return Rendered(said.encode(), pages=4, seconds=0.0, peak_bytes=0)


def test_an_approved_edition_s_files_are_made_again_once(closed: Engine, tmp_path: Path) -> None:
    clock, renderer = clock_at(START + timedelta(days=7)), Pretended()
    with reading(closed) as session:
        edition = get_edition(session, "body", 1, 1)
    publish(closed, renderer, edition, files_dir=tmp_path, wanted=[WantedFile("ko"), WantedFile("en")], clock=clock)

    def sign(edition_id: int, wait: object) -> object:
        return publish_approved(closed, renderer, edition_id, files_dir=tmp_path, clock=clock)

    def produce(*_: object) -> int:
        raise AssertionError

    work = Work(closed, produce, "one", clock, timedelta(minutes=2), sign=sign)
    assert sign_approved(work) == 0
    with writing(closed) as session:
        answer(session, "SEL")
        answer(session, "BJS", number="", approver="Ms Wang")
    assert sign_approved(work) == 1
    assert sign_approved(work) == 0
    with reading(closed) as session:
        assert find_unsigned_files(session) == {}
        edition = get_edition(session, "body", 1, 1)
        digest = find_approvals(session, edition.id).digest
    assert [(one.language, one.approvals) for one in edition.files] == [
        ("ko", ""), ("en", ""), ("ko", digest), ("en", digest),
    ]  # fmt: skip
    assert [(tmp_path / one.path).read_bytes() for one in edition.current_files] == [b"%PDF ko 2", b"%PDF en 2"]


def test_a_file_with_earlier_answers_does_not_come_after_one_with_later_ones(closed: Engine, tmp_path: Path) -> None:
    """The last party answers while a file is made, and another process makes the next one sooner."""
    clock = clock_at(START + timedelta(days=7))
    with reading(closed) as session:
        edition = get_edition(session, "body", 1, 1)

    class Slower(Pretended):
        def render(self, figures: str, language: str, **more: object) -> Rendered:
            with writing(closed) as session:
                answer(session, "SEL")
                answer(session, "BJS")
            publish(closed, Pretended(), edition, files_dir=tmp_path, wanted=[WantedFile("ko")], clock=clock)
            return super().render(figures, language, **more)

    made = publish(closed, Slower(), edition, files_dir=tmp_path, wanted=[WantedFile("ko")], clock=clock)
    assert [(tmp_path / one.path).read_bytes() for one in made.current_files] == [b"%PDF ko 2"]
    with reading(closed) as session:
        assert find_unsigned_files(session) == {}


def test_answers_that_come_while_a_file_is_made_are_printed_in_it(closed: Engine, tmp_path: Path) -> None:
    clock = clock_at(START + timedelta(days=7))
    with reading(closed) as session:
        edition = get_edition(session, "body", 1, 1)
    waiting = ["BJS", "SEL"]

    class Slower(Pretended):
        def render(self, figures: str, language: str, **more: object) -> Rendered:
            with writing(closed) as session:
                while waiting:
                    answer(session, waiting.pop())
            return super().render(figures, language, **more)

    wanted = [WantedFile("ko"), WantedFile("en")]
    made = publish(closed, Slower(), edition, files_dir=tmp_path, wanted=wanted, clock=clock)
    assert [(tmp_path / one.path).read_bytes() for one in made.files] == [b"%PDF ko 2", b"%PDF en 2"]
    assert find_questions(closed) == 1


def find_questions(engine: Engine) -> int:
    """How many queries a look for files that lack answers takes, where there is none."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        asked.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(engine, "before_cursor_execute", note)
    with reading(engine) as session:
        assert find_unsigned_files(session) == {}
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_once_returned_the_files_say_what_stands_and_say_it_anew_after_each_answer(closed: Engine) -> None:
    """Returned, approved by the same party, then by the other: each time they are made again with other answers."""
    printed = []
    with writing(closed) as session:
        edition = get_edition(session, "body", 1, 1)
        for days, party, said in ((5, "SEL", APPROVED), (6, "BJS", RETURNED), (7, "BJS", APPROVED)):
            answer(session, party, said, days=days, comment="one is missing" if said is RETURNED else "")
            printed.append(find_approvals(session, edition.id))
    assert [[one.answer for one in answers.answers] for answers in printed] == [
        [], [RETURNED, APPROVED], [APPROVED, APPROVED],
    ]  # fmt: skip
    assert len({one.digest for one in printed}) == len(printed)


def test_an_edition_whose_files_cannot_be_made_rests(closed: Engine, tmp_path: Path) -> None:
    clock, tried = clock_at(START + timedelta(days=7)), []
    with reading(closed) as session:
        edition = get_edition(session, "body", 1, 1)
    publish(closed, Pretended(), edition, files_dir=tmp_path, wanted=[WantedFile("ko")], clock=clock)
    with writing(closed) as session:
        answer(session, "SEL")
        answer(session, "BJS")

    def fail(edition_id: int, wait: object) -> object:
        tried.append(edition_id)
        raise RuntimeError

    work = Work(closed, lambda *_: 0, "one", clock, timedelta(minutes=2), sign=fail)
    assert (sign_approved(work), sign_approved(work), tried) == (0, 0, [edition.id])


def test_answers_are_only_ever_added_to(closed: Engine) -> None:
    with writing(closed) as session:
        answer(session, "SEL")
    with pytest.raises(Exception, match="sign_off"), writing(closed) as session:
        session.delete(session.exec(select(SignOff)).one())
