"""What many bodies come to, in a sentence."""

import pytest

from tracker.domain.rates import Rate, RateName
from tracker.domain.totals import Total
from tracker.wording import get_wording
from tracker.wording.portfolio import sentence

BOTH = (RateName.PROMOTION, RateName.IMPLEMENTATION)


def make_total(
    promotion: Rate | None, implementation: Rate | None, *, bodies: int = 3, counted: int = 3, of: int = 3,
    illustrative: bool = False,
) -> Total:  # fmt: skip
    found = {RateName.PROMOTION: promotion, RateName.IMPLEMENTATION: implementation}
    return Total(bodies, counted, 9, found, dict.fromkeys(found, of), None, illustrative)


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (
            make_total(Rate(51, 66), Rate(33, 66)),
            "3 bodies, latest periods together: Promotion rate 77.3 % (51 of 66), Implementation rate 50.0 % (33 of 66).",
        ),
        (
            make_total(Rate(1, 2), Rate(0, 2), bodies=1, counted=1, of=1, illustrative=True),
            "1 body of example data, latest periods together: Promotion rate 50.0 % (1 of 2), Implementation rate 0.0 % (0 of 2).",
        ),
        (
            make_total(Rate(1, 2), Rate(0, 2), of=1),
            (
                "3 bodies, latest periods together: Promotion rate 50.0 % (1 of 2), Implementation rate 0.0 % (0 of 2)."
                " 2 bodies without published figures are left out."
            ),
        ),
        (
            make_total(Rate(None, 9), Rate(None, 9), of=0),
            "3 bodies, latest periods together: Promotion rate not published, Implementation rate not published.",
        ),
        (make_total(None, None, counted=0, of=0), "3 bodies: no conference has been held by this day."),
    ],
)
def test_the_sentence_follows_the_counts(total: Total, expected: str) -> None:
    assert sentence(get_wording("en"), total, BOTH) == expected
