"""Fixtures that many tests share."""

from __future__ import annotations

import pytest

from cli import pack_roots
from engine.library import load_plan
from engine.plan import Plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan of the built-in packs."""
    return load_plan(pack_roots())
