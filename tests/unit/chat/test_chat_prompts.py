"""What is offered to be asked: a person's own topics first, every offer a question that is understood."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import AskCommand, HelpCommand, SubscribeCommand
from bot.chat.parsing import parse
from bot.chat.prompting import EXAMPLES, HELP, MOST, SUBSCRIBE, prompts_of
from bot.domain.topic import Pair, Topic
from bot.domain.vocabulary import Sector
from bot.settings import load

WORDS = vocabulary_of(load())
CODES = st.sampled_from(["PK", "TR", "PL", "KR", "NO", "US", "GE", "AZ", "NATO"])
PAIRS = st.builds(
    lambda both: Pair(first=both[0], second=both[1]), st.lists(CODES, min_size=2, max_size=2, unique=True)
)
TOPICS = st.builds(
    lambda pairs, countries, sectors: Topic(pairs=tuple(pairs), countries=tuple(countries), sectors=tuple(sectors)),
    st.lists(PAIRS, max_size=3),
    st.lists(CODES, max_size=3, unique=True),
    st.lists(st.sampled_from(list(Sector)), max_size=2, unique=True),
)


def said(message: str) -> object:
    return parse(message, WORDS, today=date(2026, 11, 23), zone="UTC")


def test_what_a_person_follows_comes_first_and_help_last() -> None:
    drones = Topic(pairs=(Pair(first="PK", second="TR"),), sectors=(Sector.UAS,), countries=("NO",))
    offered = prompts_of([drones], WORDS)
    assert [(one.title, one.message) for one in offered] == [
        ("Drones: what moved between Pakistan and Türkiye?", "Pakistan Türkiye drones"),
        ("Drones: what is new about Norway?", "Norway drones"),
        (EXAMPLES[0].title, EXAMPLES[0].message),
        (HELP.title, HELP.message),
    ]


def test_what_would_be_cut_is_said_in_fewer_words() -> None:
    trainers = Topic(pairs=(Pair(first="KR", second="PK"),), sectors=(Sector.TRANSPORT_TRAINER_AIRCRAFT,))
    assert prompts_of([trainers], WORDS)[0].title == "Transport and trainer aircraft: South Korea–Pakistan"


def test_who_follows_nothing_is_shown_examples_and_how_to_subscribe() -> None:
    assert prompts_of([], WORDS) == (*EXAMPLES[:2], SUBSCRIBE, HELP)
    assert isinstance(said(SUBSCRIBE.message), SubscribeCommand)
    assert isinstance(said(HELP.message), HelpCommand)


def test_a_subscription_to_everything_offers_examples() -> None:
    assert prompts_of([Topic()], WORDS) == (*EXAMPLES, HELP)


@given(st.lists(TOPICS, max_size=4))
@settings(max_examples=50, deadline=None)
def test_four_different_questions_are_offered_each_understood_and_within_slacks_lengths(topics: list[Topic]) -> None:
    offered = prompts_of(topics, WORDS)
    assert len({one.message for one in offered}) == len(offered) == MOST
    assert offered[-1] == HELP
    assert all(0 < len(one.title) <= 75 and 0 < len(one.message) <= 300 for one in offered)
    questions = [said(one.message) for one in offered[:-1] if one != SUBSCRIBE]
    assert all(isinstance(question, AskCommand) for question in questions)
