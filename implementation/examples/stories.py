"""Draws the go-lives of the synthetic portfolio: when each starts, how long it takes and what it costs.

Called by `generator`. Days and hours follow the laws of `truth`, by the repetition number among the
production go-lives of a product, which is counted by kickoff and includes cancelled and unfinished ones.
"""

import datetime as dt
import math
import random
from dataclasses import dataclass, replace

from implementation.examples.cast import ROLES, Cast, staff
from implementation.examples.setbacks import draw_pauses
from implementation.examples.story import Story, stream
from implementation.examples.truth import (
    DAYS_HOURS_CORRELATION,
    MOST_WITH_CUSTOMER,
    PRODUCTS,
    SHARE_NOISE_SD,
    ProductTruth,
)

SPAN_DAYS = 1150
"""The first kickoff lies about this long before the as-of day."""
GROWTH = 0.6
"""Below 1, kickoffs become more frequent towards the as-of day."""
PILOT_SHARE = 0.08
PLANNED_SHARE = 0.05
CANCELLED_CHANCE = 0.09
UNLOGGED_CHANCE = 0.03
HANDED_OVER_CHANCE = 0.9
LEFT_CHANCE = 0.04
SEATS = {
    "hospital": (80, 420),
    "clinic group": (15, 90),
    "health system": (150, 600),
    "imaging centre": (6, 30),
}
SHORTEST_DAYS = 14
STAFF_PER_GOLIVE = 1 / 15


@dataclass(frozen=True)
class Setting:
    """What all go-lives of one portfolio share."""

    seed: int
    as_of: dt.date
    golives: int
    cast: Cast
    people: dict[str, list[str]]

    def team(self, rng: random.Random) -> dict[str, str]:
        """Choose one person for each role."""
        return {role: rng.choice(self.people[role]) for role in ROLES}


def draw_stories(*, seed: int, as_of: dt.date, golives: int) -> tuple[list[Story], Cast, dict[str, list[str]]]:
    """Return all go-lives in the order of their refs, the customers, and the staff by role."""
    people = staff(min(115, max(4, round(golives * STAFF_PER_GOLIVE))))
    setting = Setting(seed, as_of, golives, Cast(stream(seed, "cast")), people)
    pilots = round(golives * PILOT_SHARE)
    starts = _starts(setting, golives - pilots)
    production = [_production(setting, *start) for start in starts]
    for story in production:
        story.pauses = draw_pauses(story)
    everyone = production + _pilots(setting, production, pilots)
    return sorted(everyone, key=lambda story: story.ref), setting.cast, people


def _starts(setting: Setting, count: int) -> list[tuple[ProductTruth, int, dt.date, float]]:
    """Return (product, number, kickoff, mid-rank) of every production go-live, by kickoff."""
    starts = []
    left = count
    for index, truth in enumerate(PRODUCTS):
        mine = left if index == len(PRODUCTS) - 1 else round(count * truth.portfolio_share)
        left -= mine
        kickoffs = _kickoffs(setting, truth, mine)
        for number, (kickoff, rank) in enumerate(zip(kickoffs, mid_ranks(kickoffs), strict=True), start=1):
            starts.append((truth, number, kickoff, rank))
    return sorted(starts, key=lambda start: (start[2], start[0].code, start[1]))


def _kickoffs(setting: Setting, truth: ProductTruth, count: int) -> list[dt.date]:
    """Spread kickoffs over the span, denser towards today; the last few are planned for the coming weeks."""
    rng = stream(setting.seed, truth.code, "kickoffs")
    planned = max(1, round(count * PLANNED_SHARE))
    started = count - planned
    offsets = []
    for index in range(started):
        passed = (index + rng.uniform(0.1, 0.9)) / started
        offsets.append(-round(SPAN_DAYS * (1 - passed**GROWTH)))
    offsets += sorted(rng.randint(8, 75) for _ in range(planned))
    return [_working_day(setting.as_of + dt.timedelta(days=offset)) for offset in offsets]


def _working_day(day: dt.date) -> dt.date:
    """Move a weekend day back to the Friday: never into the future, and never past another kickoff."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def mid_ranks(days: list[dt.date]) -> list[float]:
    """Return the rank 1..n of each day of a sorted list; equal days share the mean of their ranks."""
    first: dict[dt.date, int] = {}
    count: dict[dt.date, int] = {}
    for position, day in enumerate(days, start=1):
        first.setdefault(day, position)
        count[day] = count.get(day, 0) + 1
    return [first[day] + (count[day] - 1) / 2 for day in days]


def _production(setting: Setting, truth: ProductTruth, number: int, kickoff: dt.date, rank: float) -> Story:
    ref = f"syn-{truth.code}-{number:03d}"
    rng = stream(setting.seed, ref, "story")
    days, total, with_customer = _cost(truth, rank, rng)
    story = _story(setting, truth, ref, kickoff, rng)
    story.days, story.total_hours, story.handholding_hours = days, total, with_customer
    story.planned_days = max(SHORTEST_DAYS, round(truth.days.median(rank) * rng.uniform(0.85, 1.1)))
    cancelled, logged, handed, left = (rng.random() for _ in range(4))
    if cancelled < CANCELLED_CHANCE:
        story.cancel_after = round(days * rng.uniform(0.3, 0.9))
    story.hours_logged = logged >= UNLOGGED_CHANCE
    if handed < HANDED_OVER_CHANCE:
        story.handover_after = story.hypercare_days + rng.randint(0, 12)
    if left < LEFT_CHANCE:
        story.ended_after = rng.randint(180, 420)
    return story


def _cost(truth: ProductTruth, rank: float, rng: random.Random) -> tuple[int, float, float]:
    """Return days, hours and hours with the customer by the laws, with correlated noise."""
    slow, costly, close = (rng.gauss(0, 1) for _ in range(3))
    costly = DAYS_HOURS_CORRELATION * slow + math.sqrt(1 - DAYS_HOURS_CORRELATION**2) * costly
    days = truth.days.median(rank) * math.exp(truth.days.noise_sd * slow)
    total = truth.total_hours.median(rank) * math.exp(truth.total_hours.noise_sd * costly)
    share = truth.share_with_customer(rank) * math.exp(SHARE_NOISE_SD * close)
    return max(SHORTEST_DAYS, round(days)), total, total * min(MOST_WITH_CUSTOMER, share)


def _story(setting: Setting, truth: ProductTruth, ref: str, kickoff: dt.date, rng: random.Random) -> Story:
    """Return a production go-live at a freshly chosen place, without its days and hours."""
    customer, site = setting.cast.place(truth)
    signed = min(kickoff - dt.timedelta(days=rng.randint(18, 75)), setting.as_of - dt.timedelta(days=5))
    return Story(
        ref=ref,
        truth=truth,
        stage="production",
        customer=customer,
        site=site,
        as_of=setting.as_of,
        seed=setting.seed,
        kickoff=kickoff,
        contract_signed_on=signed,
        days=SHORTEST_DAYS,
        planned_days=SHORTEST_DAYS,
        total_hours=0.0,
        handholding_hours=0.0,
        hypercare_days=14 if customer.segment == "clinic group" else 30,
        seats=rng.randint(*SEATS[customer.segment]),
        site_count=rng.choices((1, 2, 3), (80, 14, 6))[0],
        team=setting.team(rng),
    )


def _pilots(setting: Setting, production: list[Story], count: int) -> list[Story]:
    """Return pilots: seven in ten led to a production go-live, the rest lead nowhere (yet)."""
    rng = stream(setting.seed, "pilots")
    linked = round(count * 0.7)
    followed = sorted(rng.sample(production, linked), key=lambda story: story.ref)
    pilots = [_pilot(setting, number, story, rng) for number, story in enumerate(followed, start=1)]
    for number in range(linked + 1, count + 1):
        # The first of the pilots without a sequel has only just begun, so that one is always under way.
        ago = 12 if number == linked + 1 else rng.randint(90, 700)
        truth = PRODUCTS[number % len(PRODUCTS)]
        kickoff = _working_day(setting.as_of - dt.timedelta(days=ago))
        place = _story(setting, truth, f"syn-{truth.code}-p{number:02d}", kickoff, rng)
        pilots.append(_as_pilot(place, rng))
    return pilots


def _pilot(setting: Setting, number: int, sequel: Story, rng: random.Random) -> Story:
    """Return the pilot that came before a production go-live, at the same place, and link the two."""
    truth = sequel.truth
    pilot = replace(
        sequel,
        ref=f"syn-{truth.code}-p{number:02d}",
        team=setting.team(rng),
        cancel_after=None,
        handover_after=None,
        hours_logged=True,
        pauses=[],
    )
    pilot = _as_pilot(pilot, rng)
    length = pilot.days + (pilot.ended_after or 0)
    latest_end = min(sequel.contract_signed_on, setting.as_of)
    pilot.kickoff = _working_day(latest_end - dt.timedelta(days=length + rng.randint(1, 40)))
    pilot.contract_signed_on = pilot.kickoff - dt.timedelta(days=rng.randint(10, 40))
    sequel.pilot_ref = pilot.ref
    return pilot


def _as_pilot(story: Story, rng: random.Random) -> Story:
    """Make a go-live a short, narrow one that ends some weeks after its first use."""
    story.stage = "pilot"
    story.pilot_ref = ""
    story.days = rng.randint(22, 48)
    story.planned_days = rng.randint(25, 40)
    story.total_hours = rng.uniform(35, 80)
    story.handholding_hours = story.total_hours * rng.uniform(0.5, 0.75)
    story.hypercare_days = 14
    story.ended_after = rng.randint(45, 80)
    story.seats = rng.randint(5, 20)
    story.site_count = 1
    return story
