"""Texts and patterns that are likely to meet."""

from __future__ import annotations

from hypothesis import strategies as st

LETTERS = "保本险險风苐第一1a%A。, \n*零0\u200b"
texts = st.text(st.sampled_from(LETTERS), max_size=40)
any_text = st.text(st.characters(codec=None), max_size=60)
words = st.text(st.sampled_from("保本险风第一1a零"), min_size=1, max_size=4)

_atoms = st.sampled_from(
    ["保", "本", "险", "險", "1", "%", "a", "[保本]", r"\d", "[^。]", ".", r"\w", r"\s", r"\p{Han}", "A"]
)
_counts = st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,2}", "??", "*?", "+?", "{1,}"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = inner.map("(?:{})".format)
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: f"(?:{'|'.join(items)})"),
        st.tuples(st.one_of(_atoms, grouped), _counts).map("".join),
        inner.map("({})".format),
    )


_body = st.recursive(_atoms, _larger, max_leaves=5)
_edges = st.sampled_from(["", "", "", "^", r"\b"]), st.sampled_from(["", "", "", "$", r"\b"])
_never_empty = st.one_of(st.tuples(_atoms, _body).map("".join), st.tuples(_body, _atoms).map("".join))
regexes = st.tuples(_edges[0], _never_empty, _edges[1]).map("".join)
