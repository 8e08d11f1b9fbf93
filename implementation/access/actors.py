"""Who acts. Pure: every write and every read takes an `Actor`, there is no global user."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    USER = "user"
    API_KEY = "api_key"
    SHARE_LINK = "share_link"
    SYSTEM = "system"


class Role(StrEnum):
    """Staff roles, from the most to the least; `CONTACT` is a person of one customer."""

    LEAD = "lead"
    MEMBER = "member"
    OBSERVER = "observer"
    READER = "reader"
    CONTACT = "contact"


class Side(StrEnum):
    """Whose turn or fault it is."""

    VENDOR = "vendor"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Actor:
    """One acting person, key, link or job.

    `customer_id` binds the actor to one customer, `golive_id` to one go-live; neither: all of them.
    `scopes` are what a key may do; a person's follow from the role. `requests_per_minute`: its own limit, if any.
    """

    kind: ActorKind
    name: str
    id: UUID | None = None
    email: str = ""
    role: Role = Role.READER
    scopes: frozenset[str] = frozenset()
    customer_id: UUID | None = None
    golive_id: UUID | None = None
    requests_per_minute: int | None = None

    @property
    def side(self) -> Side:
        """The side whose tasks the actor may tick."""
        return Side.CUSTOMER if self.role is Role.CONTACT or self.kind is ActorKind.SHARE_LINK else Side.VENDOR

    @property
    def is_lead(self) -> bool:
        """Leads may override, skip gates, roll back and publish."""
        return self.role is Role.LEAD

    @property
    def is_bound(self) -> bool:
        """Reaches one customer or one go-live only, so what all of them share is not the actor's to change."""
        return self.customer_id is not None or self.golive_id is not None

    def reaches(self, *, customer_id: UUID, golive_id: UUID) -> bool:
        """Whether this go-live of this customer is within the actor's bounds."""
        return self.customer_id in {None, customer_id} and self.golive_id in {None, golive_id}

    @property
    def sees_internal(self) -> bool:
        """Contacts and share links see only what is shown to the customer."""
        return self.side is Side.VENDOR


def system_actor(name: str) -> Actor:
    """A job or command of the program itself; acts as lead."""
    return Actor(kind=ActorKind.SYSTEM, name=name, role=Role.LEAD, scopes=frozenset({"read", "write"}))
