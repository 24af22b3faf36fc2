"""The gate as CI and writers run it: changes, the cache, workers that die, signals, watching, languages."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine import batch
from engine.batch import Draft, Reviewer
from engine.configfile import read_config
from engine.profile import Given
from tests.gitrepo import commit, put, repository
from tests.wordfile import p, word

ROOT = Path(__file__).parent.parent
CLEAN = "本公告列示存款利率。\n"
FAULTY = "本产品保本保息，稳赚不赔。\n"
KIND = ("--product", "wealth", "--material", "marketing")
BASE = "本产品过往业绩优良，历史年化收益率5%。\n过往业绩不代表其未来表现。\n欢迎选购。\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    return tmp_path


def zhupi(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def review(*arguments: str) -> tuple[int, dict[str, list[str]]]:
    """The exit code of a review, and the rules of the findings that count by draft."""
    out = f"out{time.monotonic_ns()}"
    done = zhupi("review", *arguments, "--out", out, "--no-copies")
    assert done.exit_code in (0, 1, 3), done.output
    data = json.loads(Path(out, "findings.json").read_text("utf-8"))
    return done.exit_code, {
        draft["name"]: [f["rule"] for f in draft["findings"] if f["suppression"] is None]
        for draft in data["drafts"]
    }


def docx(*paragraphs: str) -> bytes:
    return word("".join(p(text) for text in paragraphs))


# ---- a change --------------------------------------------------------------------------------------


def test_a_change_is_reviewed_by_itself(here: Path) -> None:
    repository(here)
    first = commit(here, **{"ads/old__md": FAULTY, "ads/other__md": FAULTY, "ads/b__md": BASE})
    assert review("ads", "--diff-base", first, *KIND) == (0, {})
    put(here / "ads" / "old.md", FAULTY + "\n" + "绝对零风险。\n")
    code, found = review("ads", "--diff-base", first, *KIND)
    assert code == 1
    assert set(found) == {"ads/old.md"}
    assert set(found["ads/old.md"]) < set(review("ads", *KIND)[1]["ads/old.md"])


def test_a_removed_disclosure_is_reported(here: Path) -> None:
    repository(here)
    first = commit(here, b__md=BASE)
    before = review("b.md", *KIND)[1]["b.md"]
    put(here / "b.md", BASE.replace("过往业绩不代表其未来表现。\n", ""))
    whole = review("b.md", *KIND)[1]["b.md"]
    new = {rule for rule in whole if rule not in before}
    assert "cn/wealth/performance/past-performance-statement" in new
    assert set(review("b.md", "--diff-base", first, *KIND)[1]["b.md"]) == new


def test_word_files_are_compared_by_content_and_renames_followed(here: Path) -> None:
    repository(here)
    first = commit(here, a__docx=docx(FAULTY.strip(), "欢迎到江州银行各网点了解详情。", "第二段。"))
    (here / "a.docx").unlink()
    put(
        here / "b.docx",
        docx(FAULTY.strip(), "欢迎到江州银行各网点了解详情。", "第二段，绝对零风险。", "第三段。"),
    )
    code, found = review(".", "--diff-base", first, *KIND)
    assert code == 1
    assert set(found) == {"b.docx"}
    assert len(found["b.docx"]) < len(review("b.docx", *KIND)[1]["b.docx"])


def test_what_is_not_shown_is_counted_and_listed(here: Path) -> None:
    repository(here)
    first = commit(here, a__md=FAULTY, b__md=CLEAN)
    put(here / "a.md", FAULTY + "\n再见。\n")
    done = zhupi("review", ".", "--diff-base", first, "--format", "json=r.json", *KIND)
    data = json.loads((here / "r.json").read_text("utf-8"))
    assert (data["run"]["base"], data["run"]["unchanged"]) == (first, 1)
    sources = {f["suppression"]["source"] for draft in data["drafts"] for f in draft["findings"]}
    assert sources == {"unchanged"}
    assert "本次改动未涉及" in done.stdout
    assert "1 份文稿未审查" in done.stdout


def test_the_baseline_of_an_unchanged_draft_excuses_nothing_in_a_changed_one(here: Path) -> None:
    repository(here)
    first = commit(here, a__md=FAULTY, b__md=CLEAN)
    zhupi("baseline", "write", "a.md", "b.md", "--to", "base.json", *KIND)
    put(here / "b.md", CLEAN + "\n" + FAULTY)
    arguments = ("a.md", "b.md", "--baseline", "base.json", *KIND)
    assert review(*arguments)[0] == 1
    assert review(*arguments, "--diff-base", first)[0] == 1
    put(here / "a.md", FAULTY + "\n再见。\n")
    code, found = review(*arguments, "--diff-base", first)
    assert (code, found["a.md"]) == (1, [])
    assert found["b.md"]
    assert review("a.md", "--baseline", "base.json", "--diff-base", first, *KIND) == (0, {"a.md": []})


def test_wrong_use_of_diff_base(here: Path) -> None:
    put(here / "a.md", CLEAN)
    assert zhupi("review", "a.md", "--diff-base", "HEAD").exit_code == 2
    repository(here)
    commit(here)
    assert zhupi("review", "a.md", "--diff-base", "no-such").exit_code == 2
    assert zhupi("review", "--input-format", "jsonl", "a.md", "--diff-base", "HEAD").exit_code == 2


# ---- the cache and the workers ---------------------------------------------------------------------


def test_the_second_run_reviews_only_what_changed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        put(here / f"{name}.md", f"第二次{FAULTY}")
    first = review(".", *KIND)
    put(here / "b.md", f"第二次{CLEAN}")
    seen = here / "seen"
    real = batch.review_draft

    def noted(reviewer: Reviewer, draft: Draft, given: Given) -> batch.Result:
        with seen.open("a") as file:
            file.write(f"{draft.name}\n")
        return real(reviewer, draft, given)

    monkeypatch.setattr(batch, "review_draft", noted)
    second = review(".", *KIND)
    assert seen.read_text() == "b.md\n"
    assert second[1] == {**first[1], "b.md": []}
    review(".", "--no-cache", *KIND)
    assert len(seen.read_text().splitlines()) == 4
    monkeypatch.setenv("ZHUPI_CACHE", "")
    review(".", *KIND)
    assert len(seen.read_text().splitlines()) == 7


def test_copies_come_from_the_cache_too(here: Path) -> None:
    put(here / "a.md", FAULTY)
    for out in ("o1", "o2"):
        zhupi("review", "a.md", "--out", out, *KIND)
    assert (here / "o1" / "a.朱批.md").read_bytes() == (here / "o2" / "a.朱批.md").read_bytes()


def test_own_packs_are_part_of_what_a_result_depends_on(here: Path) -> None:
    pack = "pack: house/x\nrules:\n  - {id: a, title: T, severity: high, message: M, forbid: 「再见」, examples: {violates: [⟦再见⟧], complies: [好]}}\n"
    put(here / "a.md", "再见。\n")
    put(here / "own" / "house" / "x.yaml", pack)
    assert review("a.md", "--packs", "own")[1]["a.md"] == ["house/x/a"]
    put(here / "own" / "house" / "x.yaml", pack.replace("再见", "你好"))
    assert review("a.md", "--packs", "own")[1]["a.md"] == []
    put(here / "a.md", "你好。\n")
    assert review("a.md", "--packs", "own")[1]["a.md"] == ["house/x/a"]
    assert review("a.md")[1]["a.md"] == []


@pytest.mark.parametrize(("how", "code"), [("kill", "crashed"), ("hang", "timeout"), ("eat", "too-large")])
def test_a_draft_that_stops_its_worker_is_a_finding_and_all_others_finish(
    here: Path, monkeypatch: pytest.MonkeyPatch, how: str, code: str
) -> None:
    harm: dict[str, Callable[[], object]] = {
        "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "hang": lambda: time.sleep(600),
        "eat": lambda: bytearray(2**33),
    }
    real = batch.load_for_copy

    def load(data: bytes, name: str, *more: object) -> object:
        return harm[how]() if name == "c.md" else real(data, name, *more)

    monkeypatch.setattr(batch, "load_for_copy", load)
    for name in "abcde":
        put(here / f"{name}.md", f"{name}{FAULTY}")
    status, found = review(".", "--jobs", "2", "--timeout", "10", "--no-cache", *KIND)
    assert status == 3
    assert list(found) == [f"{name}.md" for name in "abcde"]
    assert found["c.md"] == [f"zhupi/{code}"]
    assert all(rules and not rules[0].startswith("zhupi/") for name, rules in found.items() if name != "c.md")


def test_jobs_from_the_configuration(here: Path) -> None:
    put(here / "zhupi.yaml", "jobs: 3\n")
    assert read_config(here / "zhupi.yaml").jobs == 3
    put(here / "a.md", CLEAN)
    assert review("a.md")[0] == 0
    put(here / "zhupi.yaml", "jobs: many\n")
    assert zhupi("review", "a.md").exit_code == 2


def test_a_pattern_with_backslashes_and_one_for_any_depth(here: Path) -> None:
    put(here / "zhupi.yaml", "exclude: ['ads\\old\\**', '**/draft.md']\n")
    for name in ("ads/old/a.md", "ads/a.md", "draft.md", "ads/draft.md"):
        put(here / name, CLEAN)
    assert set(review(".")[1]) == {"ads/a.md"}


# ---- ended from outside ----------------------------------------------------------------------------


# A shell starts what runs in its background deaf to SIGINT.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


def started(*arguments: str, code: str = "", **others: object) -> subprocess.Popen[bytes]:
    """Zhupi in a process of its own; `code` runs before it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **others.pop("env", {})}  # type: ignore[dict-item]
    command = [sys.executable, "-c", f"{HEARS}\n{code}\nfrom cli import main; main()", *arguments]
    return subprocess.Popen(command, env=environment, **others)  # type: ignore[call-overload,no-any-return]


SLOW = "import os, time, engine.output as o; r = os.replace\ndef slow(a, b): open('at', 'w'); time.sleep(2); r(a, b)\nos.replace = slow"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_complete_files_only(here: Path, by: signal.Signals) -> None:
    put(here / "a.md", FAULTY)
    zhupi("review", "a.md", *KIND)
    reports = ("--format", "html", "--format", "json", "--out", "o", "--no-cache")
    with started("review", "a.md", *reports, *KIND, code=SLOW, stderr=subprocess.PIPE) as process:
        until((here / "at").exists)
        process.send_signal(by)
        assert process.wait(180) == 130
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert [path.name for path in (here / "o").iterdir()] == []


def until(holds: Callable[[], object], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# ---- for writers -----------------------------------------------------------------------------------


@contextmanager
def watching(here: Path, *arguments: str) -> Iterator[Callable[[str], None]]:
    """`zhupi review --watch` at work; what it gives waits until it has said some words."""
    log = here / "log.txt"
    with log.open("wb") as file:
        process = started(
            "review", *arguments, "--watch", stdout=file, stderr=file, env={"LANG": "zh_CN.UTF-8"}
        )
        try:
            yield lambda words: until(lambda: words in log.read_bytes().decode("utf-8", "ignore"))
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(180) == 0


def test_watching(here: Path) -> None:
    put(here / "d" / "a.md", CLEAN)
    put(here / "d" / "b.md", CLEAN)
    put(here / "zhupi.yaml", "fail_on: low\n")
    zhupi("review", "d", *KIND)
    with watching(here, "d", *KIND) as said:
        said("2 份文稿, 0 个问题")
        put(here / "d" / "b.md", FAULTY)
        said("1 份文稿, ")
        put(here / "new.md", FAULTY)
        os.replace(here / "new.md", here / "d" / "c.md")
        said("d/c.md")
        put(here / "zhupi.yaml", "fial_on: low\n")
        said("是否想写 `fail_on`？")
        put(here / "zhupi.yaml", "exclude: []\n")
        put(here / "d" / "a.md", CLEAN + FAULTY)
        said("d/a.md  不通过")


def test_a_first_configuration(here: Path) -> None:
    for name in ("短信/a.txt", "理财/合同/b.docx", "归档/2020/c.md", "d.md"):
        put(here / name, CLEAN)
    put(here / "house" / "x.yaml", "pack: house/x\nrules: []\n")
    put(here / "zhupi-baseline.json", "{}")
    assert zhupi("init").exit_code == 0
    text = (here / "zhupi.yaml").read_text("utf-8")
    config = read_config(here / "zhupi.yaml")
    assert config.kinds(here / "短信" / "a.txt") == {"material": ("sms",)}
    assert config.kinds(here / "理财" / "合同" / "b.docx") == {
        "material": ("contract",),
        "product": ("wealth",),
    }
    assert config.excluded(here / "归档" / "2020" / "c.md")
    assert (config.packs, config.baseline) == ((here / "house",), here / "zhupi-baseline.json")
    assert all(f"{name}:" in text for name in ("decisions", "out", "jobs", "fail_on"))
    assert "不审查的路径" in text
    assert zhupi("init").exit_code == 2
    assert (here / "zhupi.yaml").read_text("utf-8") == text


def test_a_first_configuration_of_an_empty_folder_and_one_in_english(here: Path) -> None:
    (here / "e").mkdir()
    assert zhupi("--ui-lang", "en", "init", "e").exit_code == 0
    assert "What is not reviewed" in (here / "e" / "zhupi.yaml").read_text("utf-8")
    assert read_config(here / "e" / "zhupi.yaml").fail_on == "high"


def test_every_setting_that_is_shown_is_one_that_there_is(here: Path) -> None:
    put(here / "archive" / "a.md", CLEAN)
    zhupi("init")
    text = re.sub(r"^# (?=\w+: )", "", (here / "zhupi.yaml").read_text("utf-8"), flags=re.MULTILINE)
    put(here / "all.yaml", "\n".join(line for line in text.splitlines() if not line.startswith("Drafts")))
    (here / "house-rules").mkdir()
    put(here / "house.yaml", "overlays: []\n")
    assert read_config(here / "all.yaml").jobs == 4


@pytest.mark.parametrize(
    ("locale", "arguments", "words"),
    [
        ("zh_CN.UTF-8", (), "未发现问题"),
        ("en_GB.UTF-8", (), "nothing found"),
        ("zh_CN.UTF-8", ("--ui-lang", "en"), "nothing found"),
        ("en_GB.UTF-8", ("--ui-lang", "zh"), "未发现问题"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_language_of_messages(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    locale: str,
    arguments: tuple[str, ...],
    words: str,
    first: bool,
) -> None:
    monkeypatch.setenv("LANG", locale)
    put(here / "a.md", CLEAN)
    line = (*arguments, "review", "a.md") if first else ("review", "a.md", *arguments)
    assert words in zhupi(*line).stdout


def test_findings_of_its_own_in_english(here: Path) -> None:
    put(here / "a.md", "")
    put(here / "b.md", f"<!-- zhupi-ignore x: -->\n\n{CLEAN}")
    put(here / "c.docx", "no archive")
    shown = zhupi("--ui-lang", "en", "review", ".", "--format", "json").stdout
    assert "There are no words in it to review" in shown
    assert "does not hold" in shown
    assert "no rule `x`" in shown
    own = re.sub(r"「.*?」|" + re.escape(CLEAN.strip()), "", shown)
    assert not re.search("[\u4e00-\u9fff]", own), own


@pytest.mark.parametrize("encoding", ["cp936", "cp1252", "ascii", "utf-8"])
def test_no_code_page_stops_the_output(here: Path, encoding: str) -> None:
    put(here / "a.md", FAULTY + "表情😀与𠮷\n")
    for arguments in (("review", "a.md", *KIND), ("rules", "list"), ("--help",)):
        process = started(
            *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PYTHONIOENCODING": encoding}
        )
        out, wrong = process.communicate(timeout=180)
        assert process.returncode in (0, 1), wrong
        assert "保本" in out.decode(encoding if encoding == "cp936" else "utf-8") or arguments == ("--help",)


@pytest.mark.parametrize("encoding", ["cp936", "cp1252"])
def test_records_are_utf_8_on_every_console(here: Path, encoding: str) -> None:
    put(here / "a.jsonl", b'{"id": "\xe8\xa1\xa8\xf0\x9f\x98\x80\xff", "text": "\xe4\xbf\x9d\xe6\x9c\xac"}\n')
    arguments = ("review", "--input-format", "jsonl", "a.jsonl")
    process = started(*arguments, stdout=subprocess.PIPE, env={"PYTHONIOENCODING": encoding})
    (answer,) = process.communicate(timeout=180)[0].splitlines()
    assert json.loads(answer)["id"] == "表😀\udcff"
    assert zhupi("review", "--input-format", "jsonl", "no-such.jsonl").exit_code == 2


def terminal(*arguments: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    process = started(*arguments, stdout=theirs, stderr=theirs, env={"TERM": "xterm-256color"})
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    process.wait(180)
    os.close(ours)
    return shown.decode("utf-8", "replace")


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # the other end is closed
        return b""


def test_a_bar_and_colours_on_a_terminal_alone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("CI", raising=False)
    for name in "abc":
        put(here / f"{name}.md", f"{name}{FAULTY}")
    shown = terminal("review", ".", "--no-cache", "--view", "summary")
    assert "/3" in shown
    assert "\x1b[3" in shown
    monkeypatch.setenv("CI", "true")
    assert "/3" not in terminal("review", ".", "--no-cache", "--view", "summary")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in terminal("review", ".", "--view", "summary").replace("\x1b[3A", "")
    quiet = zhupi("review", ".", "--view", "summary")
    assert "\x1b" not in quiet.output
    assert quiet.stderr == ""


def test_the_help_is_one_screen_with_examples() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout.splitlines()
    assert len(shown) <= 24
    assert max(map(len, shown)) <= 80
    examples = [line.split()[1] for line in shown if line.startswith("    zhupi ")]
    assert len(examples) >= 5
    assert set(examples) <= set(main.commands)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes(here: Path, shell: str) -> None:
    run_as = "import sys; sys.argv[0] = 'zhupi'"
    process = started(
        code=run_as,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"_ZHUPI_COMPLETE": f"{shell}_source"},
    )
    out, wrong = process.communicate(timeout=180)
    assert process.returncode == 0, wrong
    assert b"_ZHUPI_COMPLETE" in out
    asked = {"_ZHUPI_COMPLETE": "bash_complete", "COMP_WORDS": "zhupi review --diff", "COMP_CWORD": "2"}
    process = started(code=run_as, stdout=subprocess.PIPE, env=asked)
    assert process.communicate(timeout=180)[0].split() == [b"plain,--diff-base"]


def test_where_a_child_inherits_nothing(here: Path) -> None:
    """As on Windows and macOS."""
    for name in "ab":
        put(here / f"{name}.md", FAULTY)
    code = "import engine.workers as w; g = w.multiprocessing.get_context; w.multiprocessing.get_context = lambda _: g('spawn')"
    process = started("review", ".", "--no-cache", "--jobs", "2", *KIND, code=code, stdout=subprocess.DEVNULL)
    assert process.wait(120) == 1
    data = json.loads((here / "zhupi-out" / "findings.json").read_text("utf-8"))
    assert [bool(draft["findings"]) for draft in data["drafts"]] == [True, True]


def test_an_unused_decision_is_a_warning(here: Path) -> None:
    decision = "{rule: cn/marketing/superlatives/absolute-term, draft: 'a*', reason: r, owner: o, until: '2099-12-31'}"
    put(here / "decisions.yaml", f"decisions: [{decision}]\n")
    put(here / "a.md", CLEAN)
    put(here / "b.md", CLEAN)
    assert "absolute-term" in zhupi("review", "a.md", "--decisions", "decisions.yaml").stderr
    assert zhupi("review", "b.md", "--decisions", "decisions.yaml").stderr == ""
