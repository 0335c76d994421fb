"""One letter over real SMTP: what arrives, and what is said where it does not."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.mailbox import SENDER, Mailbox, find_port, listening, make_certificate, signing_in
from tracker.domain.mail_servers import MailServer
from tracker.mail import Attachment, Letter, NotSent, send

LETTER = Letter(
    key="test:1",
    to_address="kim@haerang.example",
    language="ko",
    subject="추진 상황 확인 요청: 사업 3건",
    text="안녕하십니까.\n\n사업 3건의 추진 상황을 알려 주시기 바랍니다.\n",
    at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with listening(Mailbox()) as box:
        yield box


def test_a_letter_arrives_as_it_was_written(box: Mailbox) -> None:
    send(box.server, LETTER)
    ((address, letter),) = box.received
    assert address == "kim@haerang.example"
    assert (letter["From"], letter["To"]) == (SENDER, "kim@haerang.example")
    assert letter["Subject"] == LETTER.subject
    assert letter["Date"].datetime == LETTER.at
    assert letter["Content-Language"] == "ko"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@city.example>")
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


def test_the_same_letter_sent_twice_has_the_same_message_id(box: Mailbox) -> None:
    for letter in (LETTER, LETTER, replace(LETTER, key="test:2")):
        send(box.server, letter)
    first, again, other = (letter["Message-ID"] for _, letter in box.received)
    assert first == again != other


def test_files_go_along_under_their_names(box: Mailbox) -> None:
    file = Attachment("제2기 추진상황.xlsx", "application/vnd.ms-excel", b"PK\x03\x04")
    send(box.server, replace(LETTER, attachments=[file]))
    letter = box.received[0][1]
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (file.name, file.media_type)
    assert attached.get_content() == file.content
    body = letter.get_body()
    assert body is not None
    assert body["Content-Language"] == "ko"


@pytest.mark.parametrize(
    "address", ["kim@x.example\r\nBcc: all@x.example", "kim@x.example\nSubject: other", "a@x.example, b@x.example"]
)
def test_nothing_gets_into_the_head_through_an_address(box: Mailbox, address: str) -> None:
    with pytest.raises(NotSent):
        send(box.server, replace(LETTER, to_address=address))
    assert box.received == []


def test_a_long_subject_keeps_its_blanks_and_characters(box: Mailbox) -> None:
    subject = "해랑도-중국 지방정부 교류회의 제2기 보고서 제1판: 추진율 71.9%(32건 중 23건), 이행률 37.5%(32건 중 12건)"
    send(box.server, replace(LETTER, subject=subject))
    assert box.received[0][1]["Subject"] == subject


def test_a_subject_stays_on_its_line(box: Mailbox) -> None:
    send(box.server, replace(LETTER, subject="one\r\nBcc: all@x.example"))
    letter = box.received[0][1]
    assert letter["Subject"] == "one Bcc: all@x.example"
    assert letter["Bcc"] is None


@pytest.mark.parametrize(("said", "for_good"), [("550 5.1.1 no such user", True), ("450 4.2.0 greylisted", False)])
def test_what_the_server_says_to_an_address_is_told(box: Mailbox, said: str, for_good: bool) -> None:
    box.answer = lambda address: said
    with pytest.raises(NotSent) as error:
        send(box.server, LETTER)
    assert (error.value.reason, error.value.for_good, error.value.server_down) == (said, for_good, False)


def test_a_server_that_is_not_there_takes_nothing_for_now() -> None:
    with pytest.raises(NotSent) as error:
        send(MailServer("127.0.0.1", find_port(), SENDER), LETTER)
    assert error.value.reason == "the mail server takes no connection"
    assert (error.value.for_good, error.value.server_down) == (False, True)


def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotSent) as error:
        send(MailServer("127.0.0.1", silent.getsockname()[1], SENDER), LETTER, timeout=0.2)
    assert error.value.reason == "the mail server did not answer in time"
    assert error.value.server_down


def test_a_connection_that_breaks_is_a_failure_for_now() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.close()

        thread = Thread(target=hang_up)
        thread.start()
        with pytest.raises(NotSent) as error:
            send(MailServer("127.0.0.1", listener.getsockname()[1], SENDER), LETTER)
        thread.join()
    assert not error.value.for_good


def test_whoever_signs_in_shows_the_password() -> None:
    box = Mailbox()
    with listening(box, **signing_in(box, "tracker", "se:cret")):
        send(replace(box.server, user="tracker", password="se:cret"), LETTER)
        assert set(box.signed_in) == {"tracker"}
        with pytest.raises(NotSent) as error:
            send(replace(box.server, user="tracker", password="wrong-one"), LETTER)
    assert error.value.reason.startswith("535")
    assert "wrong-one" not in error.value.reason
    assert (error.value.for_good, error.value.server_down) == (False, True)
    assert len(box.received) == 1


def test_a_password_does_not_leave_this_machine_unencrypted() -> None:
    box = Mailbox()
    with listening(box, **signing_in(box, "tracker", "secret")):
        # Another way to write this machine's address, which is not known as such.
        beyond = replace(box.server, host="127.1", user="tracker", password="secret")
        assert not beyond.is_loopback
        with pytest.raises(NotSent, match="no encryption"):
            send(beyond, LETTER)
    assert box.signed_in == []


def test_what_can_be_encrypted_is(tmp_path: Path) -> None:
    box = Mailbox()
    with listening(box, tls_context=make_certificate(tmp_path)):
        send(box.server, LETTER)
        assert box.encrypted == [True]
        with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):  # beyond this machine, somebody must vouch
            send(replace(box.server, host="127.1"), LETTER)
    assert len(box.received) == 1


def test_a_server_that_is_encrypted_from_the_start_takes_letters_and_passwords(tmp_path: Path) -> None:
    box, certificate = Mailbox(), make_certificate(tmp_path)
    with listening(box, ssl_context=certificate, **signing_in(box, "tracker", "secret")):
        send(replace(box.server, is_tls=True, user="tracker", password="secret"), LETTER)
        assert set(box.signed_in) == {"tracker"}
        with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
            send(replace(box.server, is_tls=True, host="127.1"), LETTER)
        with pytest.raises(NotSent) as error:  # plain words to it are not understood
            send(box.server, LETTER, timeout=0.5)
    assert error.value.server_down
    assert len(box.received) == 1


def test_a_password_goes_over_what_was_encrypted_on_the_way(tmp_path: Path) -> None:
    box = Mailbox()
    with listening(box, tls_context=make_certificate(tmp_path), **signing_in(box, "tracker", "secret")):
        send(replace(box.server, user="tracker", password="secret"), LETTER)
    assert (box.encrypted, set(box.signed_in)) == ([True], {"tracker"})


class Dropping(Mailbox):
    """Hangs up once it has the whole of a letter, before it says whether it takes it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.began += 1
        server.transport.abort()
        return "451 gone"


def test_a_connection_that_breaks_within_a_letter_is_a_failure_for_now_and_not_a_yes() -> None:
    taken: list[bool] = []
    with listening(Dropping()) as box, pytest.raises(NotSent) as error:
        send(box.server, LETTER, on_taken=lambda: taken.append(True))
    assert (box.began, taken) == (1, [])
    assert (error.value.reason, error.value.for_good) == ("the mail server closed the connection", False)
    assert error.value.server_down


@pytest.mark.parametrize(
    ("said", "for_good", "server_down"),
    [("451 4.7.1 later", False, False), ("554 5.7.1 spam", True, False), ("421 4.3.2 closing", False, True)],
)
def test_what_the_server_says_to_a_letter_is_told(said: str, for_good: bool, server_down: bool) -> None:
    class Answering(Mailbox):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            return said

    with listening(Answering()) as box, pytest.raises(NotSent) as error:
        send(box.server, LETTER)
    assert (error.value.reason, error.value.for_good, error.value.server_down) == (said, for_good, server_down)


def test_a_server_that_is_slow_with_its_yes_is_waited_for() -> None:
    with listening(Mailbox(slow=0.8)) as box:
        send(box.server, LETTER, timeout=0.3)
    assert box.addresses() == ["kim@haerang.example"]
