"""Whether a finger can press what is there to be pressed."""

from playwright.sync_api import Page

#: In CSS pixels.
HEIGHT = 44


def assert_fits_fingers(page: Page, *pressed: str, box_height: int = HEIGHT) -> None:
    """Of what these selectors find and is visible, some is there, and all of it is high enough. `box_height` is of what
    is ticked: it may be less where the word beside it can be pressed too."""
    found = page.locator(", ".join(f"{one}:visible" for one in pressed)).all()
    assert found
    for one in found:
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= (box_height if one.get_attribute("type") == "checkbox" else HEIGHT), one
