"""The renderer's child: waits for an edition's figures and a language, answers with a PDF."""

import gc
import os
import re
import resource
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

from reports.renderer import pack, receive
from tracker.domain.editions import FileForm, FileKind
from tracker.domain.problems import Refused


def work(parent: int, *, draws_charts: bool = True, draws_pages: bool = True) -> None:
    """Answer until the other side closes, or the parent process of this id is gone."""
    # A signal for the whole group is the parent's to answer: it may want the report in hand.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever else prints does not end up among the answers
    if draws_pages:  # what draws is loaded in this process only
        import reports.rendering  # noqa: F401, PLC0415
    if draws_charts:
        from reports.pictures import warm_up  # noqa: PLC0415

        warm_up()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no use in looking through it after every report
    while (message := receive(0)) is not None:
        answer, pdf = _answer(message[0])
        gc.collect()
        answer["peak_bytes"] = _peak_bytes()
        try:
            _send(answers, pack(answer, pdf))
        except BrokenPipeError:
            return


def _send(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _answer(question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    started = time.perf_counter()
    gc.disable()  # a layout is one great web of boxes: looking through it again and again finds nothing
    try:
        pdf, pages = (_draw_picture if "picture" in question else _lay_out)(question)
    except Refused as refused:
        return {"problem": refused.problems[0].code, "values": refused.problems[0].values}, b""
    except Exception:  # noqa: BLE001  one report's failure, told to whoever asked for it
        return {"error": traceback.format_exc()}, b""
    finally:
        gc.enable()
    return {"pages": pages, "seconds": time.perf_counter() - started}, pdf


def _draw_picture(question: dict[str, Any]) -> tuple[bytes, int]:
    from reports.chart_picture import ChartPicture  # noqa: PLC0415
    from reports.drawing_charts import render_picture  # noqa: PLC0415
    from reports.frozen import from_text_of  # noqa: PLC0415

    return render_picture(from_text_of(ChartPicture, question["picture"])), 0


def _lay_out(question: dict[str, Any]) -> tuple[bytes, int]:
    from reports.approvals import from_approvals_text  # noqa: PLC0415
    from reports.rendering import render_file, render_pack, render_web_page  # noqa: PLC0415
    from reports.sheets import render_sheet  # noqa: PLC0415

    if "sheet" in question:
        return render_sheet(question["sheet"])
    if "pack" in question:
        return render_pack(question["pack"], question["language"])
    approvals = from_approvals_text(question["approvals"])
    if "web" in question:
        return render_web_page(question["web"], question["language"], approvals)
    kind, form = FileKind(question["kind"]), FileForm(question["form"])
    return render_file(question["figures"], question["language"], kind, form, approvals)


def _peak_bytes() -> int:
    """The most memory held so far. What the system calls this process's peak may be its parent's, where
    the process was started from it; its own is told apart on Linux."""
    status = Path("/proc/self/status")
    if status.exists() and (own := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(own[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
