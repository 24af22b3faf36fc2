"""Tables of separated values (.csv, .tsv) → Document; see `engine/loaders/sheet.py`."""

from __future__ import annotations

from engine.loaders.sheet import load_csv as load

__all__ = ["load"]
