"""How long a report takes and how much memory it holds, beside bare WeasyPrint on the same page.

    python -m tests.bench.report [--rounds 5] [--projects 74 1000]

Warm seconds are medians; whole and bare take turns within one run, each in a process of its own, so that
what else the machine does hits both alike. The processor's seconds are the steadier ones on a busy machine.

Seen on two busy cores, seconds of the processor for 1,000 projects, English:

    annex as a table of four cells a row, its page made twice     15.5   60 pages   peak 577 MB
    annex as a list, one paragraph below each title                4.6   60 pages
    lists of more than 60 projects as lists too                    3.8   67 pages   peak 421 MB
    the same with proposals for the next conference               4.2-4.8   85 pages   peak 446 MB
    more than 180 projects of a case together, by their refs;
    each object written once, fonts read when embedded            0.51 of it  45 pages   peak 251 MB
    items without a paragraph of their own, contents in one
    column, pages read as XML, lines shaped once                  0.72-0.75 of it  45 pages  peak 254 MB

Each of the last two took turns with what was before it, in one run on a machine busier than before. The last but one:
6.6 and 3.35 seconds; 74 projects took 1.00 times bare WeasyPrint, and 1.16 before. The last: 74 projects took 0.69 of
what they had taken, of which contents balanced in two columns were a quarter. Of a page of 1,000, to read it as HTML took
up to a tenth, to shape each line anew to draw it an eighth.
A row of four cells with small print costs about 12 ms, an item of a list 1.5 ms; of these about 0.2 ms are shaping.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from reports.freezing import freeze_edition
from reports.renderer import Renderer
from tests.builders import clock_at, make_area, make_body, make_party, make_period
from tracker.actions.entries import ProjectLog, change_logs
from tracker.actions.projects import add_projects
from tracker.actions.recording import open_recording
from tracker.db import make_engine, reading, writing
from tracker.db.schema import migrate
from tracker.domain.stages import EntryKind, Mode
from tracker.models import Body, Period, ProjectCreate, StatusEntryCreate
from tracker.queries.editions import get_edition_figures

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
AREAS = ("ECO", "CUL", "EDU", "ENV")

#: Draws a page again and again, without anything of ours: reads its path and answers with seconds and peak memory.
BARE = """
import json, re, sys, time
from pathlib import Path
from weasyprint import HTML
page = Path(sys.argv[1]).read_text()
for line in sys.stdin:
    started, busy = time.perf_counter(), time.process_time()
    pdf = HTML(string=page).write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True)
    seconds, cpu = time.perf_counter() - started, time.process_time() - busy
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
    print(json.dumps([seconds, cpu, peak]), flush=True)
"""


def make_figures(folder: Path, number: int) -> str:
    """The stored figures of a second period with so many projects, most of them carried over."""
    engine = make_engine(f"sqlite:///{folder / f'{number}.db'}")
    migrate(engine)
    with writing(engine) as session:
        body = make_body(session, "bench", names={"en": "Bench Committee", "ko": "시험 위원회"})
        for code in ("SEL", "BJS"):
            make_party(session, body, code, names={"en": f"City of {code}", "ko": f"{code}시"})
        for code in AREAS:
            make_area(session, body, code)
        for period in (1, 2):
            _fill(session, body, make_period(session, body, period, list_sealed_at=None), number)
    with writing(engine) as session:
        edition, _ = freeze_edition(session, "bench", 2, as_of=date(2026, 11, 1), by="bench", clock=clock_at(NOW))
    with reading(engine) as session:
        return get_edition_figures(session, edition.id)


def _fill(session: Session, body: Body, period: Period, number: int) -> None:
    recording = open_recording(session, body, by="bench", clock=clock_at(NOW))
    new = [
        ProjectCreate(
            ref=f"{period.number}-{AREAS[index % 4]}-{index:04}",
            titles={"en": f"Joint forum on subject {index}", "ko": f"주제 {index} 공동 포럼"},
            mode=Mode.ONE_SIDED if index % 3 == 0 else Mode.MUTUAL,
            lead="SEL" if index % 3 == 0 else None,
            area=AREAS[index % 4],
            agreed_on=period.conference_on,
            departments={code: {"en": f"Office {index % 9} of {code}"} for code in ("SEL", "BJS")},
            continues=[f"1-{AREAS[index % 4]}-{index:04}"] if period.number == 2 and index % 5 else [],
        )
        for index in range(number)
    ]
    projects = add_projects(session, recording, period, new)
    promoted = StatusEntryCreate(kind=EntryKind.PROMOTED, effective_on=period.conference_on.replace(month=6))
    implemented = StatusEntryCreate(kind=EntryKind.IMPLEMENTED, effective_on=period.conference_on.replace(month=9))
    logs = [
        ProjectLog(project, add=[promoted, implemented] if index % 2 else [promoted])
        for index, project in enumerate(projects)
        if index % 4
    ]
    change_logs(session, recording, logs)


def measure(figures: str, folder: Path, rounds: int) -> dict[str, float]:
    """Medians of warm seconds and of the processor's, peaks in bytes."""
    page = folder / "page.html"
    make_page = (
        "import sys; from reports.rendering import make_report_html as make; print(make(sys.stdin.read(), 'en'))"
    )
    done = subprocess.run([sys.executable, "-c", make_page], input=figures, capture_output=True, text=True, check=True)
    page.write_text(done.stdout)
    whole, seen, bare, whole_cpu, bare_cpu = [], [], [], [], []
    command = [sys.executable, "-c", BARE, str(page)]
    with (
        Renderer() as renderer,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other,
    ):
        assert other.stdin is not None
        assert other.stdout is not None
        for _ in range(rounds + 1):
            started = time.perf_counter()
            renderer.start()
            busy = _cpu_seconds(renderer)
            rendered = renderer.render(figures, "en")
            seen.append(time.perf_counter() - started)
            whole.append(rendered.seconds)
            whole_cpu.append(_cpu_seconds(renderer) - busy)
            other.stdin.write("\n")
            other.stdin.flush()
            seconds, cpu, peak = json.loads(other.stdout.readline())
            bare.append(seconds)
            bare_cpu.append(cpu)
        other.stdin.close()
    median = {"whole": whole, "bare": bare, "whole_cpu": whole_cpu, "bare_cpu": bare_cpu}
    sizes = {"pages": rendered.pages, "bytes": len(rendered.content), "peak": rendered.peak_bytes, "bare_peak": peak}
    return {name: statistics.median(times[1:]) for name, times in median.items()} | {"cold": seen[0]} | sizes


def _cpu_seconds(renderer: Renderer) -> float:
    """What the renderer's child has used of the processor so far."""
    fields = Path(f"/proc/{renderer.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--projects", type=int, nargs="+", default=[74, 1000])
    arguments = parser.parse_args()
    print("projects pages   kB | cold s | warm s  bare s  ratio | warm CPU s  bare CPU s  ratio | peak MB  bare MB")
    for number in arguments.projects:
        with TemporaryDirectory() as folder:
            found = measure(make_figures(Path(folder), number), Path(folder), arguments.rounds)
        print(
            f"{number:8} {found['pages']:5} {found['bytes'] / 1000:4.0f} | {found['cold']:6.2f} |"
            f" {found['whole']:6.2f}  {found['bare']:6.2f}  {found['whole'] / found['bare']:5.2f} |"
            f" {found['whole_cpu']:10.2f}  {found['bare_cpu']:10.2f}  {found['whole_cpu'] / found['bare_cpu']:5.2f} |"
            f" {found['peak'] / 1e6:7.0f}  {found['bare_peak'] / 1e6:7.0f}"
        )


if __name__ == "__main__":
    main()
