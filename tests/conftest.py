"""What all tests share: the built-in plan, a cache of their own, and property tests that are the same every time.

`pytest --hypothesis-profile=explore` draws new examples instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from cli import pack_roots
from engine.library import load_plan
from engine.plan import Plan

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled plans of a test run are kept apart from the user's."""
    before = os.environ.get("ZHUPI_CACHE")
    os.environ["ZHUPI_CACHE"] = str(tmp_path_factory.mktemp("plans"))
    yield
    if before is None:
        del os.environ["ZHUPI_CACHE"]
    else:
        os.environ["ZHUPI_CACHE"] = before


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan of the built-in packs."""
    return load_plan(pack_roots())
