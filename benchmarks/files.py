"""Files found elsewhere (test files of parsers): what comes of each, beside what another parser found in it.

Input: a folder with `manifest.jsonl`, a line a file with `file` and, where a baseline parser was tried, `chars`
and `baseline`. Output: an `Outcome` for each file, and the tables of `docs/corpus.md`. Law: each file is read,
annotated and its copy read again in a child process of its own, with 20 seconds and 512 MiB; the annotated copy's
text is that of the file.

    python -m benchmarks.files FOLDER [--write] [--only PART-OF-NAME] [--resume OUTCOMES]
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from engine.document import Document
from engine.errors import ReviewError
from engine.finding import Finding
from engine.formats.ocr_choice import Ocr
from engine.loaders import load, load_for_copy
from engine.reporters import ANNOTATORS
from engine.rule import Severity
from engine.text import Span
from engine.workers import Limits, run

PAGE = Path(__file__).parent.parent / "docs" / "corpus.md"
LIMITS = Limits(seconds=20.0, memory=512 << 20)
MARKED = 200  # findings that are put on each file
_TEXT = "ok"  # the baseline's word for a file in which it found more than blanks
_NOTHING = re.compile(rb"(?!)")
_ADDED = {  # what an annotated copy of these formats has more
    "md": re.compile(rb"\{==|==\}|\{>>.*?<<\}", re.S),
    "html": re.compile(rb'<mark [^>]*data-zhupi[^>]*>|<section id="zhupi-findings".*?</section>', re.S),
}
_FAILED = ("timeout", "crashed", "fault")


class Outcome(NamedTuple):
    """What came of a file. `code`: read | empty | refused with a ReviewError's code | timeout | crashed | fault.

    `placed`: how many findings were placed in which way; `copy`: "same" text, "none" for a format without
    copies, or what is wrong with it. Memory is the highest of the process and of those that it started.
    """

    file: str
    code: str
    chars: int = 0
    why: str = ""
    seconds: float = 0.0
    memory: int = 0
    placed: Mapping[str, int] = {}
    copy: str = ""


def outcomes(folder: Path, files: Iterable[str]) -> Iterator[Outcome]:
    """The outcome of each file, one after another."""
    for file in files:
        started = time.monotonic()
        [event] = run(_tried, [(str(folder), file)], 1, LIMITS)
        taken = time.monotonic() - started
        yield (event.result or Outcome(file, event.failure))._replace(seconds=round(taken, 2))


def _tried(task: tuple[str, str]) -> Outcome:
    """In a child process: what comes of one file."""
    folder, file = task
    try:
        found = _read(Path(folder, file).read_bytes(), file)
    except ReviewError as refused:
        found = Outcome(file, refused.code, why=refused.message)
    except MemoryError:
        found = Outcome(file, "too-large", why="memory")
    except Exception as fault:  # what a user would see as a fault of the program
        found = Outcome(file, "fault", why=f"{type(fault).__name__}: {fault}")
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return found._replace(memory=max(resource.getrusage(each).ru_maxrss for each in who) * 1024)


def _read(data: bytes, file: str) -> Outcome:
    source, document = load_for_copy(data, file, Ocr("off"))
    chars = len("".join(document.text.split()))
    if not chars:
        return Outcome(file, "empty", why="; ".join(dict.fromkeys(u.what for u in document.unread)))
    if document.format not in ANNOTATORS:
        return Outcome(file, "read", chars, copy="none")
    findings = findings_on(document.text)
    try:
        copy, placements = import_module(ANNOTATORS[document.format]).annotate(source, document, findings)
    except ReviewError as refused:
        return Outcome(file, "read", chars, copy=f"refused: {refused.code}")
    placed = Counter(place.how for place in placements)
    return Outcome(file, "read", chars, placed=placed, copy=_compared(copy, document))


def _compared(copy: bytes, document: Document) -> str:
    """Whether the copy, opened again, has the text of the original."""
    copy = _ADDED.get(document.format, _NOTHING).sub(b"", copy)
    try:
        again = load(copy, f"copy.{document.format}", Ocr("off"))
    except ReviewError as refused:
        return f"not read again: {refused.code}"
    return "same" if again.text == document.text else "differs"


def findings_on(text: str) -> list[Finding]:
    """Findings on three characters within each of some paragraphs, and on the whole."""
    found = list(re.finditer(r"[^\n]+", text))
    spans = [match.span() for match in found[:: max(1, len(found) // MARKED)]]
    starts = [(start + (end - start) // 3, end) for start, end in spans]
    on = [Span(start, min(start + 3, end)) for start, end in starts]
    return [
        Finding(rule="a/b", title="试", severity=Severity.HIGH, message="试。", span=span)
        for span in (None, *on)
        if span is None or text[slice(*span)].strip()
    ]


def manifest(folder: Path) -> dict[str, Mapping[str, object]]:
    """The lines of the manifest by file."""
    lines = folder.joinpath("manifest.jsonl").read_text("utf-8").splitlines()
    return {entry["file"]: entry for entry in map(json.loads, lines)}


def earlier(printed: Path) -> dict[str, Outcome]:
    """The outcomes that a run printed, less those that a busy machine may have caused."""
    lines = (line for line in printed.read_text("utf-8").splitlines() if line.startswith("{"))
    found = (Outcome(**json.loads(line)) for line in lines)
    return {each.file: each for each in found if each.code not in _FAILED}


def missed(found: Sequence[Outcome], known: Mapping[str, Mapping[str, object]]) -> list[Outcome]:
    """The files without text in which the baseline found some."""
    return [each for each in found if not each.chars and known[each.file].get("baseline") == _TEXT]


def page(found: Sequence[Outcome], known: Mapping[str, Mapping[str, object]]) -> str:
    """The tables of the outcomes."""
    kinds = sorted({_kind(each.file) for each in found})
    return "\n".join([_HEAD, *_rows(found, known, kinds), "", *_unread(found, known)]) + "\n"


def _kind(file: str) -> str:
    return file.rpartition(".")[2].lower()


def _rows(
    found: Sequence[Outcome], known: Mapping[str, Mapping[str, object]], kinds: Sequence[str]
) -> Iterator[str]:
    """A line for each format, and one for all."""
    for kind in (*kinds, ""):
        here = [each for each in found if kind in ("", _kind(each.file))]
        tried = [each for each in here if known[each.file].get("baseline") is not None]
        with_text = sum(known[each.file].get("baseline") == _TEXT for each in tried)
        read = [each for each in here if each.code == "read"]
        refused = Counter(each.code for each in here if each.code not in ("read", "empty"))
        copies = Counter(each.copy for each in read if each.copy != "none")
        placed: Counter[str] = sum((Counter(each.placed) for each in read), Counter())
        yield " | ".join((
            f"| {kind or 'all'}", str(len(here)), f"{with_text} of {len(tried)}" if tried else "–",
            f"{sum(bool(each.chars) for each in tried)} of {len(tried)}" if tried else "–",
            str(len(read)), str(sum(each.code == "empty" for each in here)), _counted(refused) or "–",
            _counted(copies) or "–", _counted(placed) or "–",
            f"{max(each.seconds for each in here):.1f} s", f"{max(e.memory for e in here) >> 20} MiB |",
        ))  # fmt: skip


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])))


def _unread(found: Sequence[Outcome], known: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """A line for each file from which no text came."""
    yield from ("| file | outcome | why | baseline |", "| --- | --- | --- | --- |")
    for each in found:
        if each.code != "read":
            entry = known[each.file]
            baseline = (
                f"{entry['chars']} characters" if entry.get("baseline") == _TEXT else entry.get("baseline")
            )
            why = each.why.replace(each.file, "").lstrip("： ").replace("|", "\\|").replace("\n", " ")
            yield f"| {each.file} | {each.code} | {why} | {baseline or '–'} |"


_HEAD = """# What comes of files found elsewhere

Written by `python -m benchmarks.files FOLDER --write` in one run, over the test files of python-docx, pdfplumber,
pypdf, pdf.js, Apache POI, Apache Tika and MarkItDown. Each file is read, annotated with some two hundred comments and
its copy read again in a child process of its own, with 20 seconds and 512 MiB (and LibreOffice beside it where the
format needs it), without recognition of pictures; one that runs out of time on a busy machine is tried once more. The
baseline is the text that python-docx and pypdf find; other formats have none.

| format | files | text found by the baseline | by Zhupi | read | nothing to read | refused | copy's text | comments | slowest | most memory |
| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- | ---: | ---: |"""


def main() -> None:
    """Prints each outcome that is not a plain one, then what was missed; `--write` writes the page too."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.files")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--only", default="")
    asked.add_argument(
        "--resume", type=Path, help="what an earlier run printed; files that failed in it are tried again"
    )
    given = asked.parse_args()
    known = manifest(given.folder)
    there = earlier(given.resume) if given.resume else {}
    found = []
    for file in (file for file in known if given.only in file):
        [each] = [there[file]] if file in there else outcomes(given.folder, [file])
        found.append(each)
        print(json.dumps(each._asdict(), ensure_ascii=False), flush=True)
    print(*(f"missed: {each.file}" for each in missed(found, known)), sep="\n")
    if given.write:
        PAGE.write_text(page(found, known), "utf-8")
    sys.exit(any(each.code in _FAILED for each in found))


if __name__ == "__main__":
    main()
