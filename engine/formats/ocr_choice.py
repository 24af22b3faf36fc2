"""What is to be recognised on pictures: a value that is light to load."""

from __future__ import annotations

from dataclasses import dataclass

MODES = ("auto", "all", "off")


@dataclass(frozen=True, slots=True)
class Ocr:
    """What is recognised: `auto` picture drafts and scanned pages, `all` embedded pictures too, `off` nothing; and for
    how many seconds in one draft."""

    mode: str = "auto"
    seconds: float = 600.0


AUTO = Ocr()
