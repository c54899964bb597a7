"""What a deal is worth: ends, bounds and scope of a sum, and sums that are something else's."""

import pytest

from bot.analysis.values import find_values
from bot.domain.vocabulary import Bound, FactScope

AT_LEAST, UP_TO, ABOUT = Bound.AT_LEAST, Bound.UP_TO, Bound.ABOUT


@pytest.mark.parametrize(
    ("sentence", "amount", "lower", "currency", "bound"),
    [
        ("The contract is worth $1.2 billion.", 1.2e9, None, "USD", None),
        ("It is a €1.5–2 billion order.", 2e9, 1.5e9, "EUR", None),
        ("The frigates will cost between 3 and 4 billion euros.", 4e9, 3e9, "EUR", None),
        ("A price of $200 million to $300 million was named.", 300e6, 200e6, "USD", None),
        ("The deal is worth more than two billion dollars.", 2e9, None, "USD", AT_LEAST),
        ("It pays at least Rs 48k crore.", 480e9, None, "INR", AT_LEAST),
        ("A package of up to £900m was signed.", 900e6, None, "GBP", UP_TO),
        ("It is assembled under a $6.5bn contract.", 6.5e9, None, "USD", None),
        ("They talked over a $2bn radar deal.", 2e9, None, "USD", None),
        ("The offer is for under $40 million.", 40e6, None, "USD", UP_TO),
        ("The tanks cost about 3.2 trillion won.", 3.2e12, None, "KRW", ABOUT),
        ("The purchase, at an estimated cost of $15 billion, is due.", 15e9, None, "USD", ABOUT),
        ("A $1.3bn-plus order was placed.", 1.3e9, None, "USD", AT_LEAST),
        ("The order costs 500 million euros or more.", 500e6, None, "EUR", AT_LEAST),
        ("The price of the deal rose from $2 billion to $3 billion.", 3e9, None, "USD", None),
    ],
)
def test_a_sum_keeps_its_ends_and_its_bound(
    sentence: str, amount: float, lower: float | None, currency: str, bound: Bound | None
) -> None:
    (value,) = find_values(sentence)
    assert (value.amount, value.lower, value.currency, value.bound) == (amount, lower, currency, bound)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The jets come at $110 million each.", "$110 million each"),
        ("The missiles cost about $2m apiece.", "about $2m apiece"),
        ("Kenya pays €14 million per aircraft.", "€14 million per aircraft"),
        ("They sell for $500,000 a missile.", "$500,000 a missile"),
        ("The jet has a unit cost of $80 million.", "unit cost of $80 million"),
    ],
)
def test_a_price_of_one_is_not_that_of_the_deal(sentence: str, words: str) -> None:
    (value,) = find_values(sentence)
    assert value.scope is FactScope.PER_UNIT
    assert sentence[value.start : value.end] == words


def test_the_subject_may_say_that_one_is_priced() -> None:
    (value,) = find_values("Each of the new launchers costs $9 million.")
    assert value.scope is FactScope.PER_UNIT


def test_total_and_price_of_one_stand_side_by_side() -> None:
    total, one = find_values("The 12 jets, worth $1.3bn, cost $110 million each.")
    assert (total.amount, total.scope) == (1.3e9, None)
    assert (one.amount, one.scope) == (110e6, FactScope.PER_UNIT)


def test_a_yearly_sum_is_not_the_whole() -> None:
    (value,) = find_values("The yard is paid $300 million a year under the contract.")
    assert value.scope is FactScope.PER_YEAR


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry has a defence budget of $70 billion.",
        "It will come out of the $70 billion defence budget.",
        "Peru's military spending rose to $3 billion.",
        "The firm, with a turnover of 2.4 billion euros, builds tanks.",
        "The company has a market capitalisation of $12 billion.",
        "The maker was fined $40 million over the tanks.",
        "The economy has a GDP of about $500 billion.",
        "Its order book stands at €38 billion.",
        "Defence exports reached Rs 21,083 crore.",
        "They aim at a bilateral trade of $10 billion.",
        "It sells to a $20 billion market.",
        "The firm expects the market for drones and radars to reach $100 billion.",
        "The $5 billion company builds radars.",
        "A firm with annual revenues of more than $900 million won.",
    ],
)
def test_a_sum_of_something_else_is_not_the_deals(sentence: str) -> None:
    assert list(find_values(sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The defence budget covers the purchase of jets worth $2 billion.",
        "The company deal is worth $2 billion.",
        "They spent $2 billion on 36 jets.",
        "A $2 billion defence industry deal was signed.",
        "The market leader sold radars for $2 billion.",
    ],
)
def test_a_deal_told_beside_a_budget_or_a_firm_is_kept(sentence: str) -> None:
    assert [value.amount for value in find_values(sentence)] == [2e9]


@pytest.mark.parametrize(
    ("sentence", "year", "old"),
    [
        ("In 2016 the two closed a deal worth $8.7 billion.", None, False),
        ("In 2016 the two closed a deal worth $8.7 billion.", 2026, True),
        ("In 2016 the two closed a deal worth $8.7 billion.", 2017, False),
        ("Since 2008 it has bought arms worth $15 billion.", 2018, True),
        ("Contracts worth $15 billion run from 2020 to 2030.", 2026, False),
        ("It bought ships in 2016, but the new deal is worth $3 billion.", 2026, False),
    ],
)
def test_a_sum_of_years_long_before_the_news_is_old(sentence: str, year: int | None, *, old: bool) -> None:
    assert [value.old for value in find_values(sentence, year=year)] == [old]


def test_the_countries_named_tell_one_rupee_from_another() -> None:
    (value,) = find_values("The order is worth Rs 40 billion.", countries={"PK", "TR"})
    assert value.currency == "PKR"
