"""Where mail is handed over, and what an address looks like."""

import pytest

from tracker.domain.mail_servers import MailServer, is_mail_address, read_mail_server

SENDER = "tracker@city.example"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25, SENDER)),
        ("smtp://u:p%40ss@mail.example:587", MailServer("mail.example", 587, SENDER, user="u", password="p@ss")),
        ("smtps://u:p@mail.example/", MailServer("mail.example", 465, SENDER, is_tls=True, user="u", password="p")),
        ("smtp://[::1]:2525", MailServer("::1", 2525, SENDER)),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: MailServer) -> None:
    assert read_mail_server(url, SENDER) == server


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x", "smtp://mail.example:99999",
     "smtp://mail.example/box", "smtp://mail.example?tls=no", "smtp://[::1"],
)  # fmt: skip
def test_anything_else_is_no_server(url: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_mail_server(url, SENDER)


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("m.example", False)],
)
def test_which_servers_are_this_machine(host: str, is_loopback: bool) -> None:
    assert MailServer(host, 25, SENDER).is_loopback is is_loopback


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("kim@haerang.example", True),
        ("k.im+tracker@mail.haerang.example", True),
        ("김@해랑.example", True),
        ("kim", False),
        ("kim@", False),
        ("@haerang.example", False),
        ("kim@haerang@example", False),
        ("kim lee@haerang.example", False),
        ("kim@haerang..example", False),
        ("kim@-haerang.example", False),
        ("kim@haerang.example\nBcc: all@haerang.example", False),
        ("Kim <kim@haerang.example>", False),
        ("a@x.example,b@x.example", False),
        ("a" * 65 + "@x.example", False),
        ("a@" + "x" * 255, False),
    ],
)
def test_what_an_address_is(text: str, is_one: bool) -> None:
    assert is_mail_address(text) is is_one
