"""An audit hook under which Python reaches nothing but this machine."""

from typing import Any

LOOPBACK = ("localhost", "::1", "0.0.0.0", "::", "")


def refuse_all_but_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise PermissionError where Python is about to connect, send or look up an address elsewhere."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[:1]
    else:
        return
    if isinstance(address, tuple) and not is_loopback(address[0]):
        raise PermissionError(f"reached for {address[0]}: only this machine is open to tests")


def is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host or ""
    return name in LOOPBACK or name.startswith("127.")
