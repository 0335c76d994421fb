"""Whatever becomes of a mail reads in words, in every language; what a mail server said stands as it said it."""

import inspect
import re

import pytest

from tracker import mail
from tracker.domain.deliveries import DeliveryState, DropReason
from tracker.wording import get_wording
from tracker.wording.languages import LANGUAGES
from tracker.wording.mail_sentences import SENTENCES
from tracker.wording.mail_words import DROPPED, NEXT, STATES, say_trouble


def test_every_state_and_reason_has_words_and_whatever_is_not_sent_a_next_step() -> None:
    assert set(STATES) == set(DeliveryState)
    assert set(DROPPED) == set(DropReason)
    assert set(NEXT) >= {*DropReason, DeliveryState.REFUSED, DeliveryState.GIVEN_UP, DeliveryState.HELD}
    for reason in (DropReason.SUPERSEDED, DropReason.NOT_FINAL, DropReason.NO_RIGHT, DropReason.NO_RECIPIENT):
        assert f"delivery_{reason}" in SENTENCES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_reads_a_code_or_another_language(lang: str) -> None:
    wording = get_wording(lang)
    said = re.findall(r'return "(the mail server[^"]+)"', inspect.getsource(mail))
    assert len(said) == 4
    for one in [*said, *DropReason, "the file 추진상황.xlsx is missing"]:
        words = say_trouble(wording, one)
        assert words != one
        assert (lang == "en") == bool(re.search("[a-z]{2}", words.replace("추진상황.xlsx", "")))
    assert say_trouble(wording, "550 5.1.1 no such user") == "550 5.1.1 no such user"
