"""Sentences of problems with a report's layout, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "emblem_empty": N_("{name} is empty. Choose the picture again."),
    "emblem_heavy": N_("{name} is too large: at most {most} MB are taken."),
    "emblem_svg": N_("{name} is an SVG, which can hold programs and addresses. Save it as a PNG and choose that."),
    "emblem_type": N_("{name} is no picture that is taken. Choose a PNG, a JPEG or a WebP."),
    "emblem_large": N_("{name} has too many pixels: at most {most} million are taken. Save it smaller."),
    "emblem_broken": N_("{name} cannot be drawn: the picture is damaged. Save it anew and choose it again."),
    "emblem_lost": N_("The emblem of {body} is not where it was kept. Choose it again on the page of the layout."),
    "preview_no_period": N_("No conference of this body has been held by {day}: there is no period to report on yet."),
}
