"""What git says of a working tree: changed, renamed, new, gone; and what it cannot say counts as changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.revision import RevisionError, changes
from tests.gitrepo import commit, git, put, repository

LONG = "".join(f"第{n}行：本产品有风险。\n" for n in range(40))


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "仓库 a")


def test_changed_new_renamed_and_gone(repo: Path) -> None:
    first = commit(repo, same__md="s", changed__md="a", old__md=LONG, gone__md="g")
    put(repo / "changed.md", "b")
    put(repo / "new 新.md", "n")
    git(repo, "mv", "old.md", "moved.md")
    (repo / "gone.md").unlink()
    found = changes(repo, first)
    assert dict(found.before) == {"changed.md": "changed.md", "new 新.md": "", "moved.md": "old.md"}
    assert found.removed == ("gone.md",)
    assert found.state(repo / "same.md") == (False, "")
    assert found.state(repo / "moved.md") == (True, "old.md")
    assert found.state(repo / "new 新.md") == (True, "")
    assert found.content("changed.md") == b"a"


def test_a_rename_that_nobody_told_git_of(repo: Path) -> None:
    first = commit(repo, old__md=LONG)
    (repo / "old.md").rename(repo / "moved.md")
    put(repo / "moved.md", LONG + "一行\n")
    assert changes(repo, first).state(repo / "moved.md") == (True, "old.md")


def test_the_repository_stays_as_it_is(repo: Path) -> None:
    first = commit(repo, a__md="a")
    put(repo / "new.md", "n")
    put(repo / "a.md", "b")
    git(repo, "add", "a.md")
    put(repo / "a.md", "c")
    before = {path: path.read_bytes() for path in (repo / ".git").rglob("*") if path.is_file()}
    changes(repo, first)
    after = {path: path.read_bytes() for path in (repo / ".git").rglob("*") if path.is_file()}
    assert after == before


def test_what_a_branch_changed_is_what_it_changed_since_it_left(repo: Path) -> None:
    commit(repo, a__md="a", b__md="b")
    git(repo, "checkout", "-q", "-b", "work")
    commit(repo, a__md="a2")
    git(repo, "checkout", "-q", "main")
    commit(repo, b__md="b2")
    git(repo, "checkout", "-q", "work")
    assert set(changes(repo, "main").before) == {"a.md"}


def test_what_git_knows_nothing_of_counts_as_changed(repo: Path, tmp_path: Path) -> None:
    first = commit(repo, __gitignore="ignored.md\n", a__md="a")
    put(repo / "ignored.md", "i")
    put(tmp_path / "outside.md", "o")
    (repo / "link.md").symlink_to(tmp_path / "outside.md")
    commit(repo)
    found = changes(repo, "HEAD")
    assert found.state(repo / "ignored.md") == (True, "")
    assert found.state(tmp_path / "outside.md") == (True, "")
    assert found.state(repo / "link.md") == (True, "")
    assert found.state(repo / "a.md") == (False, "")
    assert changes(repo, first).known == {".gitignore", "a.md"}


def test_from_a_folder_within_and_whatever_is_configured(repo: Path) -> None:
    first = commit(repo, **{"sub/a__md": "a"})
    for name, value in {"diff.noprefix": "true", "diff.relative": "true", "diff.renames": "false"}.items():
        git(repo, "config", name, value)
    git(repo, "config", "diff.external", "false")
    put(repo / "sub" / "a.md", "b")
    found = changes(repo / "sub", first)
    assert found.state(repo / "sub" / "a.md") == (True, "sub/a.md")


def test_a_file_as_a_checkout_writes_it(repo: Path) -> None:
    first = commit(repo, __gitattributes="*.txt text eol=crlf\n", a__txt="a\nb\n")
    assert changes(repo, first).content("a.txt") == b"a\r\nb\r\n"


@pytest.mark.parametrize("revision", ["no-such", "--output=x", "-h", ""])
def test_no_revision(repo: Path, revision: str) -> None:
    commit(repo, a__md="a")
    with pytest.raises(RevisionError, match="knows no revision"):
        changes(repo, revision)
    assert not (repo / "x").exists()


def test_no_history_in_common_and_no_repository(repo: Path, tmp_path: Path) -> None:
    commit(repo, a__md="a")
    git(repo, "checkout", "-q", "--orphan", "other")
    commit(repo, a__md="b")
    with pytest.raises(RevisionError, match="more of the history"):
        changes(repo, "main")
    (tmp_path / "plain").mkdir()
    with pytest.raises(RevisionError, match="not a git repository"):
        changes(tmp_path / "plain", "HEAD")
