"""Made-up headlines on made-up events: told in several ways, so that stories grow together or fall apart."""

from random import Random

PLACES = ("Gdansk", "Bergen", "Izmir", "Lyon", "Haifa", "Pune")
_EVENTS = (
    ("Poland", "South Korea", "K2 tanks", "Hyundai Rotem"),
    ("Norway", "Germany", "Type 212 submarines", "TKMS"),
    ("Romania", "Turkey", "Bayraktar TB2 drones", "Baykar"),
    ("India", "France", "Rafale jets", "Dassault"),
    ("Estonia", "Israel", "Blue Spear missiles", "IAI"),
)
_WAYS = (
    "{buyer} signs contract with {maker} for {thing} to be built in {place}",
    "{buyer} and {seller} seal {thing} deal",
    "{firm} to build {thing} for {buyer} in {place}",
    "{firm} wins {buyer} order as {seller} backs {place} plant",
    "{seller}'s {firm} in talks with {buyer} on {thing}",
    "{buyer} orders {thing} from {firm} of {seller} - Daily Wire",
    "{place} plant to make {thing}, says {firm}",
)


def telling(count: int = 60) -> list[tuple[str, str, float]]:
    """Return `count` headlines as (name, title, hours after the first), the same ones at every call."""
    chance = Random(6)
    made = []
    for number in range(count):
        buyer, seller, thing, firm = chance.choice(_EVENTS)
        title = chance.choice(_WAYS).format(
            buyer=buyer, seller=seller, maker=firm, thing=thing, firm=firm, place=chance.choice(PLACES)
        )
        made.append((f"e{number}", title, round(chance.uniform(0, 300), 1)))
    return made
