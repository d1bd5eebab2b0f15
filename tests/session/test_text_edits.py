"""Several people type into one text: whatever the order of arrival, all see the same in the end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hjx_studio.session.text_edits import Edit, Splice, apply, between, fits, transform

TEXTS = st.text("ab😀\n", max_size=12)


@st.composite
def edits_of(draw: st.DrawFn, text: str, letters: str) -> Edit:
    """An edit that fits the text; what it inserts is made of `letters`."""
    edit: list[Splice] = []
    at = 0
    while at <= len(text) and draw(st.booleans()):
        at = draw(st.integers(at, len(text)))
        deleted = draw(st.integers(0, len(text) - at))
        edit.append(Splice(at, deleted, draw(st.text(letters, max_size=3))))
        at += deleted + 1
    return tuple(edit)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, Edit, Edit]:
    """A text and two edits made of it at once."""
    text = draw(TEXTS)
    return text, draw(edits_of(text, "XYZ")), draw(edits_of(text, "123"))


@given(pairs())
def test_two_edits_made_at_once_lead_to_one_text(case: tuple[str, Edit, Edit]) -> None:
    text, earlier, later = case
    on_the_server = apply(apply(text, earlier), transform(later, earlier))
    in_the_page = apply(apply(text, later), transform(earlier, later, first=True))
    assert on_the_server == in_the_page


@given(pairs())
def test_what_is_moved_still_fits_and_loses_nothing_typed(case: tuple[str, Edit, Edit]) -> None:
    text, earlier, later = case
    moved = transform(later, earlier)
    assert fits(moved, len(apply(text, earlier)))
    typed = "".join(splice.inserted for splice in (*earlier, *later))
    result = apply(apply(text, earlier), moved)
    assert sorted(c for c in result if c in "XYZ123") == sorted(typed)


@given(TEXTS, TEXTS)
def test_a_whole_value_counts_as_one_splice(old: str, new: str) -> None:
    edit = between(old, new)
    assert apply(old, edit) == new
    assert len(edit) == (old != new)


def test_insertions_at_one_place_keep_the_order_of_arrival() -> None:
    first, second = (Splice(1, 0, "A"),), (Splice(1, 0, "B"),)
    assert apply(apply("xy", first), transform(second, first)) == "xABy"


def test_an_insertion_into_a_deleted_range_survives_at_its_start() -> None:
    deletion, insertion = (Splice(1, 4, ""),), (Splice(3, 0, "new"),)
    assert apply(apply("a1234b", deletion), transform(insertion, deletion)) == "anewb"


def test_offsets_count_code_points() -> None:
    assert apply("😀b", (Splice(1, 1, "c"),)) == "😀c"


def test_what_does_not_fit_is_seen() -> None:
    assert fits((Splice(0, 1, ""), Splice(1, 1, "x")), 2)
    for edit in (
        (Splice(-1, 1, ""),),
        (Splice(0, 3, ""),),
        (Splice(3, 0, "x"),),
        (Splice(1, 1, ""), Splice(1, 0, "x")),
        (Splice(0, -1, ""),),
    ):
        assert not fits(edit, 2)
