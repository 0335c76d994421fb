"""Reading what was handed in by a child process with limits of its own: whatever a file holds, whoever reads it pays
no more time and memory than that."""

import json
import os
import pickle
import resource
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any, BinaryIO, TypeVar, cast

from tracker.domain.problems import Refused
from tracker.register.raw import OnRows, refuse

Read = TypeVar("Read")

#: What the child runs. It gets this process's path, so that it finds the same code.
CHILD = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from tracker.register.apart import answer
answer(int(sys.argv[2]), int(sys.argv[3]))
"""

#: What reading may take: seconds of work, bytes of memory. The largest register takes a tenth of the one, a third of
#: the other.
MOST_SECONDS, MOST_BYTES = 60, 512 << 20

#: How many seconds may pass for each second of work, where many others work, too.
PATIENCE = 5

ROWS, READ, REFUSED, HEAVY, FAILED = "rows", "read", "refused", "heavy", "failed"


def read_apart(
    read: Callable[..., Read],
    *arguments: object,
    on_rows: OnRows | None = None,
    most_seconds: int = MOST_SECONDS,
    most_bytes: int = MOST_BYTES,
    most_wait: float | None = None,
    **named: object,
) -> Read:
    """What a function that reads files, of this package, gives of these arguments. `on_rows`: told by it meanwhile;
    what that raises ends the reading. `most_wait`: seconds that may pass, where it is not for `PATIENCE` to say.
    Refused as the function refuses, or `file_too_heavy`. RuntimeError where the function fails."""
    wait = most_seconds * PATIENCE if most_wait is None else most_wait
    with _started(most_seconds, most_bytes, wait) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError), child.stdin as questions:
            pickle.dump((read, arguments, named, on_rows is not None), questions)
        for kind, said in _listen(cast("BinaryIO", child.stdout)):
            match kind:
                case "rows":
                    assert on_rows is not None
                    on_rows(said)
                case "read":
                    return cast("Read", said)
                case "refused":
                    raise Refused(*said)
                case "failed":
                    raise RuntimeError(said)
        raise refuse("file_too_heavy")


@contextmanager
def _started(most_seconds: int, most_bytes: int, wait: float) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is gone at the end, or when its time is over."""
    command = [sys.executable, "-c", CHILD, json.dumps(sys.path), str(most_seconds), str(most_bytes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        alarm = Timer(wait, child.kill)
        alarm.start()
        try:
            yield child
        finally:
            alarm.cancel()
            child.kill()


def _listen(answers: BinaryIO) -> Iterator[tuple[str, Any]]:
    """What the child says, until it ends, however that was."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            yield pickle.load(answers)  # noqa: S301  from a process of our own


def answer(most_seconds: int, most_bytes: int) -> None:
    """In the child: read what is asked for, and say what came of it."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints does not end up among the answers
    for limit, most in ((resource.RLIMIT_CPU, most_seconds), (resource.RLIMIT_AS, most_bytes)):
        with suppress(ValueError, OSError):  # not every system limits both
            resource.setrlimit(limit, (most, most))
    read, arguments, named, tells = pickle.load(sys.stdin.buffer)  # noqa: S301  from whoever started it

    def tell(kind: str, said: object) -> None:
        pickle.dump((kind, said), answers)
        answers.flush()

    if tells:
        named["on_rows"] = lambda rows: tell(ROWS, rows)
    try:
        tell(READ, read(*arguments, **named))
    except Refused as refused:
        tell(REFUSED, refused.problems)
    except MemoryError:
        tell(HEAVY, None)
    except Exception:  # noqa: BLE001  told to whoever asked
        tell(FAILED, traceback.format_exc())
