"""The cache of results: what is recalled is what a review gives, and anything doubtful is as good as none."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path

import pytest

from engine import batch, resultcache
from engine.batch import Draft, Result, Reviewer, Task, review_all
from engine.document import Unread
from engine.finding import Suppression
from engine.formats.ocr_choice import Ocr
from engine.profile import attributes_given
from engine.resultcache import ResultCache
from engine.suppress import Decision
from engine.workers import Limits
from tests.builders import broken, wealth
from tests.packs import plan, rule_file

FOUND = wealth()


@pytest.fixture
def cache(tmp_path: Path) -> ResultCache:
    return ResultCache(tmp_path / "results", "run")


def entries(cache: ResultCache) -> list[Path]:
    return sorted(cache.folder.rglob("*.json"))


def test_what_was_kept_is_recalled(cache: ResultCache) -> None:
    key = cache.key(b"draft", "known")
    assert cache.recall(key) is None
    cache.keep(key, FOUND, b"copy")
    assert cache.recall(key) == (FOUND, b"copy")
    cache.keep(key, FOUND, None)
    assert cache.recall(key) == (FOUND, None)


def test_only_its_owner_reads_the_folder(cache: ResultCache) -> None:
    cache.keep(cache.key(b"draft"), FOUND, b"copy")
    assert all(path.stat().st_mode & 0o077 == 0 for path in cache.folder.rglob("*.*"))


@pytest.mark.parametrize("part", [0, 40, 63, 64, 65, 100, -1])
@pytest.mark.parametrize("how", ["flipped", "cut", "emptied"])
def test_a_damaged_entry_is_none(cache: ResultCache, part: int, how: str) -> None:
    key = cache.key(b"draft")
    cache.keep(key, FOUND, b"copy")
    (path,) = entries(cache)
    data = bytearray(path.read_bytes())
    data[part] ^= 1
    path.write_bytes({"flipped": bytes(data), "cut": bytes(data[:part]), "emptied": b""}[how])
    assert cache.recall(key) is None


def test_an_entry_without_its_copy_or_with_another_is_none(cache: ResultCache) -> None:
    key = cache.key(b"draft")
    cache.keep(key, FOUND, b"copy")
    (copy,) = cache.folder.rglob("*.copy")
    copy.write_bytes(b"cop")
    assert cache.recall(key) is None
    copy.unlink()
    assert cache.recall(key) is None


def test_an_entry_of_another_user_is_none(cache: ResultCache, monkeypatch: pytest.MonkeyPatch) -> None:
    key = cache.key(b"draft")
    cache.keep(key, FOUND, None)
    owner = entries(cache)[0].stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert (cache.recall(key) is None) is (owner != 0)


def test_a_review_with_an_error_is_not_kept(cache: ResultCache) -> None:
    cache.keep(cache.key(b"1"), broken(), None)
    lost = replace(FOUND, unread=(Unread("page", "1", "timeout", blocking=True),))
    cache.keep(cache.key(b"2"), lost, None)
    assert entries(cache) == []


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = ResultCache(tmp_path / "file", "run")
    cache.keep(cache.key(b"draft"), FOUND, None)
    cache.prune()
    assert cache.recall(cache.key(b"draft")) is None


def test_what_was_used_longest_ago_goes_first(cache: ResultCache) -> None:
    keys = [cache.key(bytes([n])) for n in range(4)]
    for age, key in enumerate(keys):
        cache.keep(key, FOUND, b"copy")
        os.utime(cache._path(key), (1000 - age, 1000 - age))
    assert cache.recall(keys[3])  # the oldest, just used
    cache.prune(2)
    assert [cache.recall(key) is not None for key in keys] == [True, False, False, True]
    assert len(list(cache.folder.rglob("*.copy"))) == 2


# ---- what a result depends on ------------------------------------------------------------------------


MADE = plan(rule_file("「保本」"))


def reviewer(cache: ResultCache, **others: object) -> Reviewer:
    return replace(Reviewer(MADE, "2026-11-24", cache=cache), **others)  # type: ignore[arg-type]


def task(
    folder: Path, text: str = "本产品保本。", name: str = "a.txt", target: str = "b", **known: str
) -> Task:
    path = folder / "draft.txt"
    path.write_text(text, "utf-8")
    given = attributes_given({name: (value,) for name, value in known.items()}, {}, {})
    return Task(Draft(path, name, target), given)


def test_a_result_is_recalled_and_nothing_is_reviewed(
    cache: ResultCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = task(tmp_path)
    (first,) = review_all(reviewer(cache), [one])
    monkeypatch.setattr(batch, "review_draft", _never)
    assert list(review_all(reviewer(cache), [one])) == [first]


def _never(*_: object) -> Result:
    raise AssertionError("reviewed again")


DECISION = Decision(
    rule="t/r", suppression=Suppression(source="decisions", reason="a", owner="b", until="2027-01-01")
)
OTHERS = {
    "as_of": {"as_of": "2026-11-25"},
    "suggest": {"suggest": True},
    "decisions": {"decisions": (DECISION,)},
    "per_row": {"per_row": True},
    "ocr": {"ocr": Ocr("all")},
    "redact": {"redact": True},
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_option_is_another_result(cache: ResultCache, tmp_path: Path, what: str) -> None:
    one = task(tmp_path)
    list(review_all(reviewer(cache), [one]))
    assert reviewer(cache).recall(one)
    assert reviewer(cache, **OTHERS[what]).recall(one) is None


def test_every_option_of_a_review_is_tried_above() -> None:
    assert {item.name for item in fields(Reviewer)} == {"plan", "cache", *OTHERS}


@pytest.mark.parametrize(
    "other",
    [{"text": "本产品保本保息。"}, {"name": "b.txt"}, {"target": ""}, {"product": "wealth"}],
    ids=lambda other: next(iter(other)),
)
def test_another_draft_or_other_attributes_are_another_result(
    cache: ResultCache, tmp_path: Path, other: dict[str, str]
) -> None:
    list(review_all(reviewer(cache), [task(tmp_path)]))
    assert reviewer(cache).recall(task(tmp_path)) is not None
    assert reviewer(cache).recall(task(tmp_path, **other)) is None


def test_another_run_is_another_result(cache: ResultCache, tmp_path: Path) -> None:
    one = task(tmp_path)
    list(review_all(reviewer(cache), [one]))
    assert reviewer(replace(cache, run="other")).recall(one) is None


def test_what_is_installed_is_part_of_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = resultcache.environment.__wrapped__()
    (tmp_path / "extra-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert resultcache.environment.__wrapped__() != before
    monkeypatch.undo()
    assert resultcache.environment.__wrapped__() == before


def test_an_empty_draft_is_an_error_each_time(cache: ResultCache, tmp_path: Path) -> None:
    ((_, result),) = review_all(reviewer(cache), [task(tmp_path, text="")], limits=Limits(60))
    assert result.review.error == "empty"
    assert entries(cache) == []
