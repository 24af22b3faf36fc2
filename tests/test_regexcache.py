"""What is kept of regexes: it is what an analysis gives, and anything doubtful is as good as none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import regexcache
from engine.matching import regexes
from engine.matching.prepared import Prepared
from engine.matching.regexes import compile_regex

SOURCES = [f"保本{i}.{{0,9}}(?:收益|利息)|\\d+%" for i in range(regexcache.FEW)]


@pytest.fixture
def restart(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forgets all, as a new process does."""

    def forget() -> None:
        for name, value in (("_known", {}), ("_told", {}), ("_found", [])):
            monkeypatch.setattr(regexes, name, value)
        monkeypatch.setattr(regexcache, "_written", {})
        regexcache.recall.cache_clear()

    forget()
    return forget


def kept(folder: Path, code: str = "code") -> list[Prepared]:
    """Analyses and keeps some regexes."""
    found = [compile_regex(source) for source in SOURCES]
    regexcache.keep(folder, code)
    return found


def test_what_was_kept_is_not_found_out_again(
    tmp_path: Path, restart: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = kept(tmp_path)
    restart()
    regexcache.recall(tmp_path, "code")
    monkeypatch.setattr(regexes, "analyse", None)
    assert [compile_regex(source) for source in SOURCES] == expected
    assert regexes.found_out() == 0


def test_a_changed_regex_alone_is_found_out(tmp_path: Path, restart: Callable[[], None]) -> None:
    kept(tmp_path)
    restart()
    regexcache.recall(tmp_path, "code")
    for source in (*SOURCES, "保息"):
        compile_regex(source)
    assert regexes.found_out() == 1


def test_an_exact_regex_is_another(tmp_path: Path, restart: Callable[[], None]) -> None:
    kept(tmp_path)
    expected = compile_regex("險\ud800", exact=True)
    restart()
    regexcache.recall(tmp_path, "code")
    assert compile_regex("險\ud800", exact=True) == expected
    assert compile_regex("險\ud800") != expected


def test_other_code_finds_out_for_itself(tmp_path: Path, restart: Callable[[], None]) -> None:
    kept(tmp_path)
    restart()
    regexcache.recall(tmp_path, "other code")
    compile_regex(SOURCES[0])
    assert regexes.found_out() == 1


@pytest.mark.parametrize("place", [0, 40, 64, 65, 200, -1])
@pytest.mark.parametrize("how", ["flipped", "cut", "emptied"])
def test_a_damaged_file_is_none(tmp_path: Path, restart: Callable[[], None], place: int, how: str) -> None:
    expected = kept(tmp_path)
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes({"flipped": bytes(data), "cut": path.read_bytes()[:place], "emptied": b""}[how])
    restart()
    regexcache.recall(tmp_path, "code")
    assert compile_regex(SOURCES[0]) == expected[0]
    assert regexes.found_out() == 1


@pytest.mark.parametrize(
    "row", [[], [False, 1], [False, 1, []], [False, 1, [[]]], [False, 1, [["a", 1, None, [[0, 0, 7]]]]], None]
)
def test_a_row_that_cannot_be_read_is_none(restart: Callable[[], None], row: list[object]) -> None:
    regexes.learn({("a", False): row})
    assert compile_regex("a").regex.source == "a"
    assert regexes.found_out() == 1


def test_a_few_are_not_kept(tmp_path: Path, restart: Callable[[], None]) -> None:
    for source in SOURCES[:-1]:
        compile_regex(source)
    regexcache.keep(tmp_path, "code")
    assert not list(tmp_path.iterdir())
    compile_regex(SOURCES[-1])
    regexcache.keep(tmp_path, "code")
    (path,) = tmp_path.iterdir()
    path.unlink()
    regexcache.keep(tmp_path, "code")  # nothing is new
    assert not list(tmp_path.iterdir())


def test_what_nobody_asks_for_goes_first(
    tmp_path: Path, restart: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regexcache, "MOST", len(SOURCES) + 1)
    kept(tmp_path)
    restart()
    regexcache.recall(tmp_path, "code")
    asked = [SOURCES[0], *(f"保息{source}" for source in SOURCES)]
    for source in asked:
        compile_regex(source)
    regexcache.keep(tmp_path, "code")
    restart()
    regexcache.recall(tmp_path, "code")
    assert [source for source, _ in regexes.learned()] == asked


def test_old_files_go(tmp_path: Path, restart: Callable[[], None]) -> None:
    for number in range(regexcache.FILES + 2):
        kept(tmp_path, f"code {number}")
    assert len(list(tmp_path.iterdir())) == regexcache.FILES


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path, restart: Callable[[], None]) -> None:
    (tmp_path / "file").write_text("x")
    kept(tmp_path / "file")
    regexcache.recall(tmp_path / "file", "code")


def test_only_its_owner_reads_the_file(tmp_path: Path, restart: Callable[[], None]) -> None:
    kept(tmp_path)
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
