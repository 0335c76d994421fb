"""Lines of text keep their shape from layout to drawing: the renderer lets go of each and shapes it anew to draw it,
which is an eighth of a long report's time. A thousand projects' lines take some ten megabytes."""

import re
from typing import Any

import weasyprint.text.line_break
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout

#: What parts paragraphs in one text.
PARTS = re.compile("[\n\r\u2028\u2029]")


class ShapedLine(Layout):  # type: ignore[misc]
    """Let go of when it is drawn, not before. One that is spread to fill its line is shaped anew, with other spaces."""

    is_kept = True

    def set_text(self, text: str, justify: bool = False) -> None:
        super().set_text(text, justify)
        # What the renderer asks for as it draws; asked for then, it would shape the line again.
        pango.pango_layout_set_single_paragraph_mode(self.layout, not PARTS.search(self.text))

    def deactivate(self) -> None:
        if not self.is_kept or self.justification_spacing:
            super().deactivate()

    def reactivate(self, style: Any) -> None:
        if self.justification_spacing:
            super().reactivate(style)
        self.is_kept = False


weasyprint.text.line_break.Layout = ShapedLine
