"""Writing each thing once changes nothing that is in a PDF."""

from datetime import UTC, datetime

import pydyf
import pytest
import weasyprint.pdf.stream

from reports.documents import make_pdf
from reports.pdf_writing import LightFont, QuickPDF

PAGE = """<!doctype html><html lang="ko"><head><title>보고서</title></head><body style="font-family: 'Noto Sans CJK KR'">
<h1>이행 보고서</h1><p>서울 <b>北京</b></p><ul><li>하나</li><li style="break-before: page">둘</li></ul></body></html>"""


def write() -> bytes:
    return make_pdf(PAGE, created_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC))[0]


@pytest.mark.filterwarnings("ignore:Exception ignored in.*sRGB2014:pytest.PytestUnraisableExceptionWarning")
def test_each_byte_is_what_the_plain_writer_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = write()
    monkeypatch.setattr(pydyf, "PDF", QuickPDF.__base__)
    monkeypatch.setattr(weasyprint.pdf.stream, "Font", LightFont.__base__)
    assert write() == quick
