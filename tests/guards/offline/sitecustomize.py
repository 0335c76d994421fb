"""On PYTHONPATH, this closes the network to a process and all Python processes that it starts.

Every attempt to reach another machine is refused and written to the file OFFLINE_RECORD.
"""

import os
import sys
from typing import Any

from tests.network import refuse_all_but_loopback


def _record_and_refuse(event: str, arguments: tuple[Any, ...]) -> None:
    try:
        refuse_all_but_loopback(event, arguments)
    except PermissionError as error:
        with open(os.environ["OFFLINE_RECORD"], "a") as record:  # noqa: PTH123 - before pathlib may be imported
            record.write(f"{error} by {sys.orig_argv}\n")
        raise


sys.addaudithook(_record_and_refuse)
