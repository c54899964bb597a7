"""Two years of news on a pair, written for tests: what a backfill reads in, so that a question finds a past."""

from datetime import UTC, datetime, timedelta
from typing import Any

_NEWS = """\
2025-08-14 | Sample Ministry Bulletin | Pakistan and Türkiye sign memorandum on joint production of Hürjet trainer
Pakistan and Türkiye signed a memorandum of understanding on the joint production of the Hürjet jet trainer in
Ankara on Thursday. Turkish Aerospace and Pakistan Aeronautical Complex are to study a production line in Kamra.
Both defence ministries announced the signing.

2025-03-20 | Sample Defence Journal | Pakistan in talks with Türkiye on Bayraktar Akıncı drones
Pakistan is in talks with Türkiye on further Bayraktar Akıncı drones, the air force said. Baykar would the
aircraft and ground stations to Pakistan. No figure for the price was given.

2025-06-11 | Sample Defence Journal | Türkiye selected to supply Pakistan with Bayraktar Akıncı drones
Pakistan has selected the Turkish Bayraktar Akıncı as its next armed drone, the air force said. Baykar is to
supply 12 aircraft to Pakistan. A contract is expected before the end of the year.

2025-09-02 | Sample Ministry Bulletin | Pakistan and Türkiye sign contract for 12 Bayraktar Akıncı drones
Pakistan and Türkiye signed a contract for 12 Bayraktar Akıncı drones worth $290 million. Both governments
announced the signing in Islamabad. Baykar will deliver the first aircraft in 2026.

2025-09-03 | Sample Trade Wire | Pakistan buys 12 Turkish Akıncı drones in deal valued at $340 million
Pakistan and Türkiye signed a contract for 12 Bayraktar Akıncı drones valued at $340 million, an industry source
said on Wednesday. Baykar will deliver the first aircraft in 2026.

2026-02-17 | Sample Defence Journal | First Turkish-built Milgem corvette for Pakistan delivered in Istanbul
Türkiye has delivered the first of four Milgem corvettes to the Pakistan Navy in Istanbul. ASFAT built the ship
for Pakistan; two of the four corvettes are built in Karachi.

2026-05-06 | Sample Trade Wire | Azerbaijan orders JF-17 fighters from Pakistan in $1.6 billion contract
Azerbaijan signed a contract with Pakistan for 16 JF-17 Block III fighters worth $1.6 billion. The Pakistan
Aeronautical Complex will supply the aircraft to Azerbaijan from 2027.

2026-08-19 | Sample Ministry Bulletin | Türkiye delivers first Bayraktar Akıncı drones to Pakistan
Türkiye has delivered the first three of 12 Bayraktar Akıncı drones to Pakistan, the air force said. Baykar
handed over the aircraft at Tekirdağ.

2026-10-08 | Sample Trade Wire | Azerbaijan and Türkiye agree to produce drone engines together
Azerbaijan and Türkiye signed an agreement on the joint production of drone engines in Baku. Both defence
ministries announced the signing.
"""
AMBER = "Amber Sampleton"
PERSON = {
    "url": "https://past.example/amber",
    "title": "Poland signs contract with Sweden for Gripen training",
    "text": (
        "Poland signed a contract with Sweden for pilot training on the Gripen fighter worth 40 million euros. "
        f"The colonel {AMBER} signed for the Polish air force. Saab will train 12 pilots in Sweden."
    ),
    "published": "2026-09-15T08:00:00Z",
    "source": "Sample Defence Journal",
}


def past() -> list[dict[str, Any]]:
    """Return the articles as a backfill takes them, oldest first."""
    return [*(_article(number, told) for number, told in enumerate(_NEWS.strip().split("\n\n"))), PERSON]


def _article(number: int, told: str) -> dict[str, Any]:
    head, _, body = told.partition("\n")
    day, source, title = head.split(" | ")
    return {
        "url": f"https://past.example/{day}-{number}",
        "title": title,
        "text": " ".join(body.split()),
        "published": (datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=8)).isoformat(),
        "source": source,
    }
