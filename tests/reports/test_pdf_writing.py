"""What makes PDFs quicker changes nothing that is in one."""

from datetime import UTC, datetime

import pydyf
import pytest
import weasyprint.pdf.stream
import weasyprint.text.line_break
from weasyprint import HTML

from reports import documents
from reports.documents import make_pdf
from reports.pdf_writing import LightFont, QuickPDF
from reports.shaped_lines import ShapedLine

pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in.*sRGB2014:pytest.PytestUnraisableExceptionWarning")

PAGE = f"""<!DOCTYPE html><html lang="ko"><head><title>보고서</title></head><body style="font-family: 'Noto Sans CJK KR'">
<h1>이행 보고서</h1><p>서울 <b>北京</b></p><ul><li>하나</li><li style="break-before: page">둘</li></ul>
<p>{"여러 줄에 걸친 문단, in many lines. " * 12}</p><p style="text-align: justify">{"고르게 펼친 줄 " * 30}</p>
<p style="width: 20mm; overflow-wrap: break-word">{"긴낱말" * 20} {"x" * 90} co\u00adoperation</p>
<p style="white-space: pre-wrap">1-ECO-01&#9;포럼&#10;둘째 줄\u2028셋째 줄<small>&#10;작게</small></p></body></html>"""


def write() -> bytes:
    return make_pdf(PAGE, created_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC))[0]


def test_each_byte_is_what_the_plain_renderer_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = write()
    monkeypatch.setattr(documents, "Page", lambda text, fetcher: HTML(string=text, url_fetcher=fetcher))
    monkeypatch.setattr(pydyf, "PDF", QuickPDF.__base__)
    monkeypatch.setattr(weasyprint.pdf.stream, "Font", LightFont.__base__)
    monkeypatch.setattr(weasyprint.text.line_break, "Layout", ShapedLine.__base__)
    assert write() == quick


def test_what_no_xml_can_hold_is_left_out() -> None:
    there = "<html lang='en'><head><title>x</title></head><body><p>a{}b</p></body></html>"
    created_at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert make_pdf(there.format("\x0c\x00\ufffe"), created_at=created_at) == make_pdf(
        there.format(""), created_at=created_at
    )
