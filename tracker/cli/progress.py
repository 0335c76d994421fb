"""Progress lines for whatever takes more than a second."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Says how far something is, about once a second; says nothing of what is done within one."""

    say: Callable[[str], None]
    _last: float = field(default_factory=time.monotonic)

    def __call__(self, what: str, done: int) -> None:
        now = time.monotonic()
        if now - self._last >= 1:
            self._last = now
            self.say(f"  {what}: {done:,}")
