"""The English packs against the CLAUDETTE corpus of unfair terms of service.

Input: the folder of the corpus (`train.jsonl`, `validation.jsonl`, with `text` and `labels` of each sentence), and
`claudette.json` beside this file, which says for each rule its class. Output: precision, recall and F1 of each of
the eight classes, their macro F1, and the F1 of unfair against fair. Law: each sentence is reviewed alone, as terms
of service; a sentence has a class when a rule of that class, of any severity, reports it; as in LexGLUE, one
without a label counts as a class of its own in neither figure.

    python -m benchmarks.claudette FOLDER [--split validation]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cli import load_plan
from engine.loaders.text import from_text
from engine.plan import Plan
from engine.profile import Given
from engine.review import review_document

TABLE = Path(__file__).with_name("claudette.json")
TERMS: Given = {"material": ("option", ("terms",)), "lang": ("option", ("en",))}


class Sentence(NamedTuple):
    text: str
    labels: frozenset[str]


class Tally(NamedTuple):
    """Sentences of a class that were found, found wrongly, and missed."""

    found: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.wrong + self.missed) if self.found else 0.0


def read(path: Path) -> list[Sentence]:
    """The sentences of a split."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [Sentence(row["text"], frozenset(row["labels"])) for row in rows]


def classes(plan: Plan, table: Mapping[str, str], text: str) -> frozenset[str]:
    """The classes that the rules give a sentence."""
    findings = review_document(plan, from_text(text, "sentence"), TERMS).findings
    return frozenset(table[finding.rule] for finding in findings if finding.rule in table)


def tally(pairs: Iterable[tuple[bool, bool]]) -> Tally:
    """From pairs of (labelled, reported)."""
    seen = list(pairs)
    return Tally(
        sum(labelled and reported for labelled, reported in seen),
        sum(reported and not labelled for labelled, reported in seen),
        sum(labelled and not reported for labelled, reported in seen),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="The English packs against the CLAUDETTE corpus.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("train", "validation"), default="validation")
    options = parser.parse_args()
    table = json.loads(TABLE.read_text("utf-8"))
    plan = load_plan(())
    sentences = read(options.folder / f"{options.split}.jsonl")
    reported = [classes(plan, table, sentence.text) for sentence in sentences]
    both = list(zip((sentence.labels for sentence in sentences), reported, strict=True))
    names = sorted(set(table.values()))
    tallies = {name: tally((name in a, name in b) for a, b in both) for name in names}
    for name, of_class in tallies.items():
        print(
            f"{name:4}  precision {of_class.precision:.3f}  recall {of_class.recall:.3f}  F1 {of_class.f1:.3f}"
        )
    unfair = tally((bool(a), bool(b)) for a, b in both)
    macro = sum(of_class.f1 for of_class in tallies.values()) / len(names)
    print(f"{options.split}: {len(sentences)} sentences, macro F1 {macro:.3f}, binary F1 {unfair.f1:.3f}")


if __name__ == "__main__":
    main()
