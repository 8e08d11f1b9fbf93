"""Who appears in the synthetic portfolio: customers with their sites, and the vendor's staff.

Called by `stories`. Every customer's name starts with "Synthetic –", record systems are made up, and staff
have addresses under the reserved domain `vendor.example`: nobody can take them for real ones.
"""

import random
from dataclasses import dataclass, field

from implementation.examples.truth import ProductTruth

ROLES = ("lead", "engineer", "trainer", "analyst", "support")
SYSTEMS = ("Northwind Record", "Caldera Chart", "Lumen Clinical", "Harbourline EHR")
PLACES = (
    ("US", "America/New_York"),
    ("US", "America/Chicago"),
    ("US", "America/Denver"),
    ("US", "America/Los_Angeles"),
    ("GB", "Europe/London"),
    ("CA", "America/Toronto"),
    ("AU", "Australia/Sydney"),
)
PLACE_WEIGHTS = (24, 18, 8, 18, 16, 10, 6)
KINDS = {
    "hospital": "Hospital",
    "clinic group": "Clinics",
    "health system": "Health System",
    "imaging centre": "Imaging Centre",
}
SITES = ("Main campus", "North campus", "Riverside", "East wing", "South clinic", "West campus")
MOST_SITES = {"hospital": 2, "clinic group": 4, "health system": 6, "imaging centre": 3}
# fmt: off
FIRST_PARTS = (
    "Birch", "Alder", "Maple", "Stone", "Fern", "Heron", "Amber", "Clover", "Thorn", "Willow", "Hazel",
    "Larch", "Linden", "Raven", "Otter", "Silver", "Meadow", "Copper", "Granite", "Juniper", "Marsh",
    "Rowan", "Swallow", "Winter",
)
SECOND_PARTS = (
    "wood", "brook", "field", "ridge", "ford", "haven", "gate", "dale", "mere", "view", "crest", "hollow",
    "bank", "shore", "vale", "bridge", "moor", "glen", "cliff", "stead",
)
GIVEN_NAMES = (
    "Ana", "Bram", "Celia", "Dario", "Edda", "Felix", "Greta", "Hugo", "Imani", "Jonas", "Keiko", "Lena",
    "Milo", "Nadia", "Omar", "Petra", "Quinn", "Rosa", "Sami", "Tilda", "Uma", "Viktor", "Wren", "Yara",
)
FAMILY_NAMES = (
    "Abara", "Brandt", "Castell", "Dvorak", "Eriksen", "Farrow", "Gallo", "Hartmann", "Ibsen", "Jansen",
    "Kovac", "Lindqvist", "Marlow", "Novak", "Okafor", "Pereira", "Quist", "Rowe", "Sandoval", "Tanaka",
    "Ueda", "Vance", "Weiss", "Zeller",
)
# fmt: on
REUSE_CHANCE = 0.38


@dataclass
class Customer:
    """A synthetic customer and the sites at which each product was already placed."""

    ref: str
    name: str
    segment: str
    system_of_record: str
    time_zone: str
    country: str
    placed: dict[str, int] = field(default_factory=dict)

    def next_site(self, product: str) -> str:
        """Take the next free site for a product; each product visits the sites in the same order."""
        taken = self.placed.get(product, 0)
        self.placed[product] = taken + 1
        return SITES[taken]

    def has_room(self, product: str) -> bool:
        """Tell whether one more site is left for a product."""
        return self.placed.get(product, 0) < MOST_SITES[self.segment]


class Cast:
    """The customers so far; hands out the place of each go-live in turn."""

    def __init__(self, rng: random.Random) -> None:
        """Start without customers; all later draws come from `rng`."""
        self.customers: list[Customer] = []
        self._rng = rng
        self._words = [first + second for first in FIRST_PARTS for second in SECOND_PARTS]
        rng.shuffle(self._words)

    def place(self, truth: ProductTruth) -> tuple[Customer, str]:
        """Choose a customer and a site: a further site of a known customer, or a new customer."""
        segment = self._rng.choices([name for name, _ in truth.segments], [weight for _, weight in truth.segments])[0]
        known = [
            customer for customer in self.customers if customer.segment == segment and customer.has_room(truth.product)
        ]
        reuse = self._rng.random() < REUSE_CHANCE and bool(known)
        customer = self._rng.choice(known) if reuse else self._newcomer(segment)
        return customer, customer.next_site(truth.product)

    def _newcomer(self, segment: str) -> Customer:
        index = len(self.customers)
        round_trip, position = divmod(index, len(self._words))
        suffix = f" {round_trip + 1}" if round_trip else ""
        country, zone = self._rng.choices(PLACES, PLACE_WEIGHTS)[0]
        customer = Customer(
            ref=f"syn-c{index + 1:03d}",
            name=f"Synthetic – {self._words[position]} {KINDS[segment]}{suffix}",
            segment=segment,
            system_of_record=self._rng.choice(SYSTEMS),
            time_zone=zone,
            country=country,
        )
        self.customers.append(customer)
        return customer


def staff(size: int) -> dict[str, list[str]]:
    """Return e-mail addresses by role, `size` of them each (at most 115, where the names run out)."""
    people: dict[str, list[str]] = {role: [] for role in ROLES}
    for index in range(size * len(ROLES)):
        given = GIVEN_NAMES[index % len(GIVEN_NAMES)]
        family = FAMILY_NAMES[(index + index // len(GIVEN_NAMES)) % len(FAMILY_NAMES)]
        people[ROLES[index % len(ROLES)]].append(f"{given}.{family}@vendor.example".lower())
    return people
