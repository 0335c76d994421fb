"""Where mail is handed over to be carried on, as the settings say it; and what an address of mail looks like."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

#: The ports where none is given, by the word before `://`.
PORTS = {"smtp": 25, "smtps": 465}

LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class MailServer:
    """`is_tls`: encrypted from the first byte. `user` empty: nobody signs in. `sender`: the address mail comes from."""

    host: str
    port: int
    sender: str
    is_tls: bool = False
    user: str = ""
    password: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine itself, so that nothing passes over a network."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_mail_server(url: str, sender: str) -> MailServer:
    """From `smtp://user:password@host:port`, or `smtps://`. ValueError where it is no such address."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("not smtp://host or smtps://host")
    if parts.port == 0 or not url.isprintable():
        raise ValueError("no such port")
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        sender=sender,
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def is_mail_address(text: str) -> bool:
    """Whether mail can be addressed to it: `name@host`, without blanks, brackets, commas or control characters."""
    name, at, host = text.rpartition("@")
    if not (name and at and host) or len(text) > LONGEST_ADDRESS or len(name) > 64:
        return False
    if not text.isprintable() or any(letter in ' <>()[],;:\\"@' for letter in name + host):
        return False
    labels = host.split(".")
    return ".." not in name and all(label and label[0] != "-" and label[-1] != "-" for label in labels)
