"""What makes two texts equal, and how much of one an edit changed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.texts import LEAST_HASHED, changed_share, text_digest

BODY = " ".join(f"word{number}" for number in range(100))
WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]), max_size=30
).map(" ".join)


def test_case_spaces_and_signs_do_not_tell_texts_apart() -> None:
    assert text_digest(BODY) == text_digest(BODY.upper().replace(" ", ",\n\t"))
    assert text_digest(BODY) != text_digest(BODY.replace("word7 ", "word8 "))


def test_the_borders_of_words_count() -> None:
    assert text_digest(f"{BODY} over all") != text_digest(f"{BODY} overall")


def test_a_short_text_has_no_digest() -> None:
    assert text_digest("x" * (LEAST_HASHED - 1) + " . !") == ""
    assert text_digest("x" * LEAST_HASHED) != ""


@given(WORDS, WORDS)
def test_the_changed_share_is_even_handed_and_bounded(old: str, new: str) -> None:
    share = changed_share(old, new)
    assert share == changed_share(new, old)
    assert 0 <= share <= 1
    assert changed_share(old, old) == 0


@given(WORDS.filter(bool))
def test_all_of_a_text_is_changed_where_there_was_none(new: str) -> None:
    assert changed_share("", new) == 1


def test_a_share_grows_with_what_was_changed() -> None:
    words = BODY.split()
    one, ten = (" ".join(["other" if n < number else w for n, w in enumerate(words)]) for number in (1, 10))
    assert 0 < changed_share(BODY, one) < 0.05 < changed_share(BODY, ten) < 0.2
    assert changed_share(BODY, " ".join(words[:50])) > 0.4, "what was cut counts"
    assert changed_share(BODY, f"{BODY} {BODY.replace('word', 'more')}") > 0.4, "and what was added"
