"""Plans on disk: what is read back is what was written, and nothing else is read."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from engine.plan import Plan
from engine.plancache import FORM, MOST, keep, key_of, read_plan, recall, write_plan
from tests.packs import findings
from tests.packs import plan as made

FILE = """
pack: t
define:
  sure: [保本, 保息]
  rate: {regex: '(?P<value>\\d+)%|收益率'}
  told: {statement: '投资[须|需]谨慎', basis: [{cite: 广告法}]}


rules:
  - id: r
    title: T
    severity: high
    message: '{{ match }}'
    applies_to: {product: [wealth]}
    basis: [{cite: 广告法, article: 第二十五条}]
    forbid: sure near rate within 10 chars
  - id: q
    title: T
    severity: low
    message: M
    effective: {from: 2020-01-01}
    require: {find: told, in: same paragraph, name: 提示}
    when: sure
"""


def test_what_is_read_is_what_was_written(plan: Plan) -> None:
    for each in (plan, made(FILE)):
        data = write_plan(each)
        again = read_plan(data)
        assert again == each
        assert each == again
        assert write_plan(again) == data


def test_a_plan_that_was_read_reviews_the_same() -> None:
    first = made(FILE)
    text = "理财保本,收益率高。"
    expected = findings(first, text, product="wealth")
    assert len(expected) == 2
    assert findings(read_plan(write_plan(first)), text, product="wealth") == expected
    assert (
        findings(pickle.loads(pickle.dumps(read_plan(write_plan(first)))), text, product="wealth") == expected
    )


@pytest.mark.parametrize("place", [0, 31, 32, 39, 40, 200, -1])
def test_a_damaged_file_is_none(tmp_path: Path, place: int) -> None:
    keep(tmp_path, "k", made("pack: t\n"))
    path = tmp_path / "k.plan"
    data = bytearray(path.read_bytes())
    assert recall(tmp_path, "k") is not None
    data[place] ^= 1
    path.write_bytes(data)
    assert recall(tmp_path, "k") is None


@pytest.mark.parametrize("data", [b"", b"{}", bytes(40), b"\x80\x04N."])
def test_a_foreign_file_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "k.plan").write_bytes(data)
    assert recall(tmp_path, "k") is None
    assert recall(tmp_path, "other") is None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file", "k", made("pack: t\n"))
    assert recall(tmp_path / "file", "k") is None


def test_only_the_newest_plans_are_kept(tmp_path: Path) -> None:
    for age in range(MOST + 2):
        path = tmp_path / f"{age}.plan"
        path.write_bytes(b"")
        os.utime(path, (1000 - age, 1000 - age))
    keep(tmp_path, "k", made("pack: t\n"))
    assert {path.stem for path in tmp_path.iterdir()} == {"k", *map(str, range(MOST - 1))}


def test_the_name_depends_on_every_source_and_the_code() -> None:
    names = {
        key_of([("a", "x")], "1"),
        key_of([("a", "y")], "1"),
        key_of([("b", "x")], "1"),
        key_of([("a", "x")], "2"),
    }
    names |= {key_of([("a", ""), ("b", "")], "1"), key_of([("a", "b\n0\n")], "1"), FORM}
    assert len(names) == 7
    assert key_of([("a", "x"), ("b", "y")], "1") == key_of([("b", "y"), ("a", "x")], "1")
