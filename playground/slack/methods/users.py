"""auth.test, api.test, users.*, usergroups.users.list."""

from datetime import UTC, datetime
from typing import Any

from playground.slack.arguments import ApiError
from playground.slack.methods.call import Call
from playground.slack.people import BOT_ID, BOT_NAME, BOT_USER_ID, TEAM_ID, TEAM_NAME


def _now(call: Call) -> datetime:
    return datetime.fromtimestamp(call.workspace.clock(), UTC)


def api_test(call: Call) -> dict[str, Any]:
    error = call.arguments.text_or_none("error")
    if error:
        raise ApiError(error)
    return {"args": call.arguments.readable()}


def auth_test(call: Call) -> dict[str, Any]:
    return {
        "url": call.base_url,
        "team": TEAM_NAME,
        "user": BOT_NAME,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def users_info(call: Call) -> dict[str, Any]:
    return {"user": call.person().as_user(_now(call))}


def users_list(call: Call) -> dict[str, Any]:
    now = _now(call)
    return {
        "members": [person.as_user(now) for person in call.workspace.people.values()],
        "cache_ts": int(now.timestamp()),
        "response_metadata": {"next_cursor": ""},
    }


def usergroups_users_list(call: Call) -> dict[str, Any]:
    group = call.workspace.groups.get(call.arguments.text("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {
    "api.test": api_test,
    "auth.test": auth_test,
    "users.info": users_info,
    "users.list": users_list,
    "usergroups.users.list": usergroups_users_list,
}
