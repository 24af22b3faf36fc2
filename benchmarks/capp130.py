"""The Chinese privacy packs against the CAPP-130 corpus of app privacy policies.

Input: the folder of the corpus (`risk_train.tsv`, `risk_dev.tsv`: a sentence, a tab, 1 where it bears a risk for
the reader), and `capp130.json` beside this file, which lists the rules whose finding counts as a risk. Output:
precision, recall and F1 of the risk class. Law: each sentence is reviewed alone, as an excerpt of a privacy policy;
it is a risk when a listed rule, of any severity, reports it.

    python -m benchmarks.capp130 FOLDER [--split dev] [--rules]
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from benchmarks.claudette import tally
from cli import load_plan
from engine.loaders.text import from_text
from engine.plan import Plan
from engine.profile import Given
from engine.review import review_document

TABLE = Path(__file__).with_name("capp130.json")
POLICY: Given = {
    "material": ("option", ("privacy_policy",)),
    "lang": ("option", ("zh",)),
    "extent": ("option", ("excerpt",)),
}


class Sentence(NamedTuple):
    text: str
    risk: bool


def read(path: Path) -> list[Sentence]:
    """The sentences of a split."""
    rows = (line.rsplit("\t", 1) for line in path.read_text("utf-8").splitlines())
    return [Sentence(row[0], row[1] == "1") for row in rows]


def rules_of(plan: Plan, listed: frozenset[str], text: str) -> frozenset[str]:
    """The listed rules that report a sentence."""
    findings = review_document(plan, from_text(text, "sentence"), POLICY).findings
    return frozenset(finding.rule for finding in findings) & listed


def by_rule(risks: Iterable[bool], reported: Iterable[frozenset[str]]) -> list[str]:
    """A line for each rule: how many risks it reports, and how many sentences that are none."""
    seen = Counter((rule, risk) for risk, rules in zip(risks, reported, strict=True) for rule in rules)
    names = sorted({rule for rule, _ in seen})
    return [f"{seen[name, True]:5} right {seen[name, False]:5} wrong  {name}" for name in names]


def main() -> None:
    parser = argparse.ArgumentParser(description="The Chinese privacy packs against the CAPP-130 corpus.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("train", "dev"), default="dev")
    parser.add_argument("--rules", action="store_true", help="a line for each rule")
    options = parser.parse_args()
    listed = frozenset(json.loads(TABLE.read_text("utf-8")))
    plan = load_plan(())
    sentences = read(options.folder / f"risk_{options.split}.tsv")
    reported = [rules_of(plan, listed, sentence.text) for sentence in sentences]
    risks = [sentence.risk for sentence in sentences]
    if options.rules:
        print("\n".join(by_rule(risks, reported)))
    found = tally((risk, bool(rules)) for risk, rules in zip(risks, reported, strict=True))
    print(
        f"{options.split}: {len(sentences)} sentences, {sum(risks)} risks, "
        f"precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}"
    )


if __name__ == "__main__":
    main()
