"""The mail server in the settings: taken, or refused with what is wrong and without the password."""

from pathlib import Path

import pytest

from tracker.domain.mail_servers import MailServer
from tracker.domain.problems import Refused
from tracker.settings import read_settings
from tracker.wording import get_wording

URL, SENDER = "smtp://user:secret@mail.example:587", "tracker@city.example"


def test_the_server_and_the_sender_are_read() -> None:
    environ = {"TRACKER_SMTP_URL": URL, "TRACKER_MAIL_FROM": SENDER}
    settings = read_settings(environ, default_data_dir=Path("/x"))
    assert settings.mail_server == MailServer("mail.example", 587, SENDER, user="user", password="secret")


def test_without_a_server_no_mail_is_sent() -> None:
    assert read_settings({}, default_data_dir=Path("/x")).mail_server is None
    assert read_settings({"TRACKER_MAIL_FROM": SENDER}, default_data_dir=Path("/x")).mail_server is None


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        ("mail.example:secret", SENDER, ["TRACKER_SMTP_URL is no address of a mail server"]),
        ("http://user:secret@mail.example", SENDER, ["TRACKER_SMTP_URL is no address of a mail server"]),
        (URL, "", ["TRACKER_MAIL_FROM is ''"]),
        (URL, "the tracker", ["TRACKER_MAIL_FROM is 'the tracker'"]),
        ("smtp://", "", ["TRACKER_MAIL_FROM is ''", "TRACKER_SMTP_URL is no address of a mail server"]),
    ],
)
def test_what_cannot_be_is_refused_in_words(url: str, sender: str, said: list[str]) -> None:
    with pytest.raises(Refused) as error:
        read_settings({"TRACKER_SMTP_URL": url, "TRACKER_MAIL_FROM": sender}, default_data_dir=Path("/x"))
    sentences = [get_wording("en").problem(problem) for problem in error.value.problems]
    assert [sentence.startswith(words) for sentence, words in zip(sentences, said, strict=True)] == [True] * len(said)
    assert "secret" not in " ".join(sentences)
