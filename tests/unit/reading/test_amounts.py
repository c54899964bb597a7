"""Numbers and money."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.reading import find_money, find_numbers

NUMBERS = [
    ("1,234.5 tonnes", [1234.5]),
    ("1.5 million rounds", [1_500_000]),
    ("2 lakh shells and 3 crore rupees", [200_000, 30_000_000]),
    ("1 lakh crore", [1e12]),
    ("12,34,567 pieces", [1_234_567]),
    ("1.234.567 pieces", [1_234_567]),
    ("two dozen jets, a dozen tanks", [24, 12]),
    ("twenty-four jets", [24]),
    ("one hundred and twenty tanks", [120]),
    ("two hundred thirty four thousand five hundred", [234_500]),
    ("a million, half a million, two million", [1e6, 5e5, 2e6]),
    ("two and three", [2, 3]),
    ("five to six billion", [5e9, 6e9]),
    ("12-15 aircraft", [12, 15]),
    ("5–6 bn", [5e9, 6e9]),
    ("between 5 and 6 million", [5e6, 6e6]),
    ("from 80 to 6 million", [80, 6e6]),
    ("155mm shells, 5km range", [155, 5]),
    ("10k drones", [10_000]),
    ("in 2027", [2027]),
    ("mid-2027", [2027]),
    ("one of the three yards", [3]),
    ("no one knows", []),
    ("the F-16, Su-35, MiG-29UPG, K2, T129 and A400M", []),
    ("the 21st of the month, 3rd, 5G, 1990s", []),
    ("at 10:30 on 23/11/2026, version 3.5.2", []),
    ("hundreds of millions", []),
    ("#12 and A_5", []),
    ("a TPE331-10 engine and the Su30-12 kit", []),
    ("2 lakhs, 3 crores", [200_000, 30_000_000]),
    ("half-million rounds", [500_000]),
    ("one and a half million rounds", [1_500_000]),
    ("three quarters of a million rounds", [750_000]),
]


@pytest.mark.parametrize(("text", "wanted"), NUMBERS)
def test_numbers_are_read_with_their_values(text: str, wanted: list[float]) -> None:
    assert [number.value for number in find_numbers(text)] == wanted


def test_percentages_are_marked() -> None:
    assert [(n.value, n.percent) for n in find_numbers("40 per cent, 60% and 20 jets")] == [
        (40, True),
        (60, True),
        (20, False),
    ]


@pytest.mark.parametrize("text", [f"1{',000' * 120} jets", f"$1{',000' * 120} billion", f"two {'trillion ' * 40}jets"])
def test_figures_run_together_are_no_number(text: str) -> None:
    assert find_numbers(text) == ()
    assert find_money(text) == ()


MONEY = [
    ("$6.5bn", "$6.5bn", 6.5e9, "USD"),
    ("US$ 1.2 billion deal", "US$ 1.2 billion", 1.2e9, "USD"),
    ("€650m order", "€650m", 650e6, "EUR"),
    ("750 million euros", "750 million euros", 750e6, "EUR"),
    ("Rs 1 lakh crore", "Rs 1 lakh crore", 1e12, "INR"),
    ("Rs. 1.5 crore", "Rs. 1.5 crore", 1.5e7, "INR"),
    ("Rs500 crore plan", "Rs500 crore", 5e9, "INR"),
    ("₹21,772 crore", "₹21,772 crore", 217.72e9, "INR"),
    ("PKR 40 billion", "PKR 40 billion", 40e9, "PKR"),
    ("2 billion Pakistani rupees", "2 billion Pakistani rupees", 2e9, "PKR"),
    ("KRW 4 trillion", "KRW 4 trillion", 4e12, "KRW"),
    ("4 trillion won", "4 trillion won", 4e12, "KRW"),
    ("¥300 billion", "¥300 billion", 300e9, "JPY"),
    ("A$5 million", "A$5 million", 5e6, "AUD"),
    ("C$2bn", "C$2bn", 2e9, "CAD"),
    ("20 million Australian dollars", "20 million Australian dollars", 20e6, "AUD"),
    ("half a billion dollars", "half a billion dollars", 5e8, "USD"),
    ("a $1.5-billion-a-year plan", "$1.5-billion", 1.5e9, "USD"),
    ("1.5-billion-euro order", "1.5-billion-euro", 1.5e9, "EUR"),
    ("$500M", "$500M", 5e8, "USD"),
    ("EUR 6.5B", "EUR 6.5B", 6.5e9, "EUR"),
    ("12bn zlotys", "12bn zlotys", 12e9, "PLN"),
    ("23 billion Swedish crowns", "23 billion Swedish crowns", 23e9, "SEK"),
    ("£31,000", "£31,000", 31_000, "GBP"),
    ("2 billion pounds", "2 billion pounds", 2e9, "GBP"),
    ("$5 million dollars", "$5 million dollars", 5e6, "USD"),
    ("Rs 48k crore plan", "Rs 48k crore", 480e9, "INR"),
    ("Rs 48,000-crore plan", "Rs 48,000-crore", 480e9, "INR"),
    ("Rs 70,000 crores", "Rs 70,000 crores", 700e9, "INR"),
    ("Rs. 45,000 cr.", "Rs. 45,000 cr", 450e9, "INR"),
    ("NT$40 billion", "NT$40 billion", 40e9, "TWD"),
    ("S$2 billion", "S$2 billion", 2e9, "SGD"),
    ("HK$300m", "HK$300m", 300e6, "HKD"),
    ("R$ 8.5 billion", "R$ 8.5 billion", 8.5e9, "BRL"),
    ("CAN$500 million", "CAN$500 million", 500e6, "CAD"),
    ("R700 million", "R700 million", 700e6, "ZAR"),
    ("W3.2 trillion", "W3.2 trillion", 3.2e12, "KRW"),
    ("KRW 3.2tn", "KRW 3.2tn", 3.2e12, "KRW"),
    ("120 million yuan", "120 million yuan", 120e6, "CNY"),
    ("8.5 mld euros", "8.5 mld euros", 8.5e9, "EUR"),
    ("8,5 Mrd. Euro", "8,5 Mrd. Euro", 8.5e9, "EUR"),
    ("€1,5 billion", "€1,5 billion", 1.5e9, "EUR"),
    ("half-billion-dollar order", "half-billion-dollar", 5e8, "USD"),
    ("a quarter of a billion dollars", "a quarter of a billion dollars", 2.5e8, "USD"),
    ("two and a half billion euros", "two and a half billion euros", 2.5e9, "EUR"),
    ("1.7 mln dlrs", "1.7 mln dlrs", 1.7e6, "USD"),
    ("dlrs 450 mln", "dlrs 450 mln", 450e6, "USD"),
    ("450 mln Canadian dlrs", "450 mln Canadian dlrs", 450e6, "CAD"),
    ("100 mln stg", "100 mln stg", 100e6, "GBP"),
    ("25 mln marks", "25 mln marks", 25e6, "DEM"),
    ("25 mln West German marks", "25 mln West German marks", 25e6, "DEM"),
    ("$13 B plan", "$13 B", 13e9, "USD"),
    ("1.2 billion new shekels", "1.2 billion new shekels", 1.2e9, "ILS"),
    ("Euro 350 million", "Euro 350 million", 350e6, "EUR"),
    ("40 billion baht", "40 billion baht", 40e9, "THB"),
    ("AED4bn", "AED4bn", 4e9, "AED"),
    ("₩3.2 trillion", "₩3.2 trillion", 3.2e12, "KRW"),
    ("SEK 2.3 billion", "SEK 2.3 billion", 2.3e9, "SEK"),
    ("NOK 12bn", "NOK 12bn", 12e9, "NOK"),
    ("PLN 23 bn", "PLN 23 bn", 23e9, "PLN"),
    ("TL 40 million", "TL 40 million", 40e6, "TRY"),
    ("3.75 billion Saudi riyals", "3.75 billion Saudi riyals", 3.75e9, "SAR"),
    ("NIS 10 million", "NIS 10 million", 10e6, "ILS"),
    ("50 billion roubles", "50 billion roubles", 50e9, "RUB"),
    ("2 billion ringgit", "2 billion ringgit", 2e9, "MYR"),
    ("₹4,276 crore", "₹4,276 crore", 42.76e9, "INR"),
]


@pytest.mark.parametrize(("text", "words", "amount", "currency"), MONEY)
def test_sums_are_read_with_their_currency(text: str, words: str, amount: float, currency: str) -> None:
    assert [(m.text, m.amount, m.currency) for m in find_money(text)] == [(words, amount, currency)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$5-6 billion", [(5e9, "USD"), (6e9, "USD")]),
        ("$5bn-6bn", [(5e9, "USD"), (6e9, "USD")]),
        ("between $5 and $6 billion", [(5e9, "USD"), (6e9, "USD")]),
        ("$5 billion to $6 billion", [(5e9, "USD"), (6e9, "USD")]),
        ("3 to 4 million euros", [(3e6, "EUR"), (4e6, "EUR")]),
        ("€650–700m", [(650e6, "EUR"), (700e6, "EUR")]),
        ("$5 for 6 jets", [(5, "USD")]),
        ("the $450-500 million mark", [(450e6, "USD"), (500e6, "USD")]),
        ("from $2.8 billion in 2016 to $9.4 billion", [(2.8e9, "USD"), (9.4e9, "USD")]),
    ],
)
def test_both_ends_of_a_range_are_sums(text: str, wanted: list[tuple[float, str]]) -> None:
    assert [(money.amount, money.currency) for money in find_money(text)] == wanted


@pytest.mark.parametrize(
    ("text", "countries", "currency"),
    [
        ("Rs 40 billion", ["PK", "TR"], "PKR"),
        ("Rs 40 billion", ["PK", "IN"], "INR"),
        ("40 billion rupees", ["LK"], "LKR"),
        ("¥50bn", ["CN"], "CNY"),
        ("¥50bn", ["CN", "JP"], "JPY"),
        ("6 billion pesos", ["PH", "KR"], "PHP"),
        ("3 billion kroner", ["DK", "US"], "DKK"),
        ("5 billion crowns", ["CZ"], "CZK"),
        ("300 million dinars", ["KW"], "KWD"),
        ("2 billion riyals", ["QA"], "QAR"),
        ("500 million francs", ["CH"], "CHF"),
        ("2 billion pounds", ["EG"], "EGP"),
        ("an order worth 450 crore", ["IN", "FR"], "INR"),
        ("the 40,000 crore tender", ["IN"], "INR"),
    ],
)
def test_a_name_that_currencies_share_is_read_by_the_countries(text: str, countries: list[str], currency: str) -> None:
    assert [m.currency for m in find_money(text, countries=countries)] == [currency]


@pytest.mark.parametrize(
    "text",
    [
        *("a 500-pound bomb", "it won 4 contracts", "in 2024 won", "36 jets", "3 billion kroner", "Z$5"),
        *(
            "eight Yuan-class submarines",
            "the NIS 2 directive",
            "the COP 28 summit",
            "6 billion pesos",
            "the R 77 missile",
        ),
    ],
)
def test_what_may_be_no_money_is_left_out(text: str) -> None:
    assert find_money(text) == ()


PIECES = [
    *("$", "US$", "€", "Rs. ", "5", "1,000", "2.5", " million", "bn", "m", "-", " to "),
    *(" and ", " euros", "half a", " dozen", "F-16 ", "\n", "一"),
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_hits_stand_in_the_text_in_order(text: str) -> None:
    for hits in (find_numbers(text), find_money(text)):
        assert all(text[hit.start : hit.end] == hit.text and hit.text for hit in hits)
        assert all(a.end <= b.start for a, b in pairwise(hits))


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 10**12))
def test_any_whole_number_is_read_back(value: int) -> None:
    assert [n.value for n in find_numbers(f"It is {value:,} in all")] == [value]
    assert [n.value for n in find_numbers(f"It is {value} in all")] == [value]
    assert [m.amount for m in find_money(f"worth ${value:,}.")] == [value]
