"""What the samples are reported for: one golden file a sample, in `tests/golden/samples`."""

from __future__ import annotations

from pathlib import Path

from cli import pack_roots
from engine.batch import Draft, Reviewer, drafts, review_draft
from engine.finding import Review
from engine.library import load_plan
from engine.plan import Plan

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
FOLDER = Path(__file__).parent / "golden" / "samples"
AS_OF = "2026-11-24"


def sample_drafts() -> list[Draft]:
    """All drafts of the samples."""
    return list(drafts([SAMPLES]))


def shown(review: Review) -> str:
    """A review as its golden file has it: the kind of document, then a line for each finding."""
    kinds = " ".join(f"{a.name}={','.join(a.values) or '?'}" for a in review.profile)
    return "\n".join([kinds, *(_line(review, i) for i in range(len(review.findings)))]) + "\n"


def _line(review: Review, index: int) -> str:
    finding = review.findings[index]
    text = review.document.text if review.document else ""
    words = text[slice(*finding.span)].replace("\n", "⏎") if finding.span else "(全文)"
    placed = next((p.how for p in review.placements if p.finding == index), "-")
    return f"{finding.severity.word:8} {finding.kind:6} {placed:11} {finding.rule} 「{words}」"


def sample_goldens(plan: Plan | None = None) -> dict[Path, bytes]:
    """Every sample's golden file and its content."""
    plan = plan or load_plan(pack_roots())
    return {
        FOLDER / f"{draft.path.name}.out": shown(
            review_draft(Reviewer(plan, AS_OF), draft, {}).review
        ).encode()
        for draft in sample_drafts()
    }
