"""Values ↔ JSON: what is read equals what was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.codec import as_json, from_json
from engine.document import Anchor, Document, Heading, StyleRun, Unread
from engine.finding import Attribute, Finding, Placement, Related, Review, Suppression
from engine.rule import Citation
from engine.text import Span
from tests.builders import reviews

st.register_type_strategy(float, st.floats(allow_nan=False))  # which is not equal to itself
KINDS = (Anchor, Attribute, Citation, Document, Finding, Heading, Placement, Related, Review, Span, StyleRun)


@pytest.mark.parametrize("review", reviews(), ids=lambda review: review.name)
def test_a_review_is_read_as_it_was_written(review: Review) -> None:
    assert from_json(as_json(review), Review) == review


@pytest.mark.parametrize("kind", [*KINDS, Unread, Suppression], ids=lambda kind: kind.__name__)
def test_whatever_a_value_holds_is_read_as_it_was_written(kind: type) -> None:
    @settings(max_examples=30)
    @given(st.from_type(kind))
    def check(value: object) -> None:
        assert from_json(as_json(value), kind) == value

    check()


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", '["a"]', "null", "7", '[["a",1]]'])
def test_what_holds_no_value_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        from_json(text, Review)


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        as_json(object())
