"""Who and what is in the simulated workspace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

TEAM_ID = "T0OPSBOT"
TEAM_NAME = "Northwind Engineering"
TEAM_DOMAIN = "northwind-eng"
APP_ID = "A0OPSBOT00"
BOT_ID = "B0OPSBOT00"
BOT_USER_ID = "U0OPSBOT00"
BOT_NAME = "opsbot"
VERIFICATION_TOKEN = "simulated-verification-token"  # noqa: S105 - Slack's retired token, a constant here


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    real_name: str
    tz: str
    title: str
    color: str
    is_bot: bool = False

    def as_user(self, now: datetime) -> dict[str, object]:
        """The user object of ``users.info``; ``tz_offset`` in seconds east of UTC, at ``now``."""
        local = now.astimezone(ZoneInfo(self.tz))
        profile = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": self.real_name.split()[0],
            "last_name": self.real_name.split()[-1],
            "title": self.title,
            "team": TEAM_ID,
        }
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": False,
            "color": self.color,
            "tz": self.tz,
            "tz_label": local.tzname() or self.tz,
            "tz_offset": int((local.utcoffset() or timedelta()).total_seconds()),
            "profile": profile,
            "is_admin": False,
            "is_owner": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "updated": 1763600000,
        }


@dataclass(frozen=True)
class ChannelSeed:
    id: str
    name: str
    topic: str
    with_bot: bool = True


@dataclass(frozen=True)
class UserGroup:
    id: str
    handle: str
    users: tuple[str, ...]


PEOPLE = (
    Person("U0ANA00001", "ana", "Ana Ruiz", "Europe/Madrid", "On call · serverless", "7c3aed"),
    Person("U0BEN00002", "ben", "Ben Okafor", "Europe/London", "Platform engineer", "0f766e"),
    Person("U0CAT00003", "cat", "Cat Lindqvist", "Europe/Stockholm", "Data engineer", "b45309"),
    Person("U0DEE00004", "dee", "Dee Haddad", "America/New_York", "Product engineer", "be185d"),
)
BOT = Person(BOT_USER_ID, BOT_NAME, BOT_NAME, "Etc/UTC", "Runs the runbooks", "1d4ed8", is_bot=True)

CHANNELS = (
    ChannelSeed("C0OPS00001", "ops", "Everything that runs. /ops help"),
    ChannelSeed("C0SLS00002", "serverless-ops", "serverless-api"),
    ChannelSeed("C0DATA0003", "data-eng", "data-pipeline"),
    ChannelSeed("C0TODO0004", "todo-app", "todo-app"),
    ChannelSeed("C0REVW0005", "reviews-app", "reviews-app"),
    ChannelSeed("C0LIFE0006", "lifestyle-app", "lifestyle-app"),
    ChannelSeed("C0INCD0007", "incidents", "One thread an incident"),
    ChannelSeed("C0RAND0008", "random", "Not work. opsbot is not in here", with_bot=False),
)

USER_GROUPS = (
    UserGroup("S0ENGINE01", "engineers", ("U0ANA00001", "U0BEN00002", "U0CAT00003", "U0DEE00004")),
    UserGroup("S0OPERAT02", "operators", ("U0ANA00001", "U0BEN00002", "U0CAT00003")),
)
