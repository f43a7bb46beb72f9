"""Which published version of a function to go back to, and what each one is."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.aws.place import Place
from bot.aws.port import CallPort
from bot.errors import AwsError, AwsFault, StepFailed
from bot.runbooks.action import Context, Params

PREVIOUS = "previous"
LATEST = "$LATEST"
_COMPARED = ("Runtime", "MemorySize", "Timeout", "Handler", "PackageType")


class ChooseParams(Params):
    """``to``: a version number, or ``previous``."""

    to: str = PREVIOUS


class ChooseVersion:
    """The version that the target's alias serves, and the published one to go back to.

    Result::

        {"alias": "prod", "revision_id": "…", "serving": "42", "weights": {"42": 0.1}, "already": false,
         "from": {"version": "42", "description": "…", "modified": "2026-11-20T14:09:00+00:00", "sha256": "…",
                  "told": "v42", "about": sentence},
         "to": {…}, "else_try": "40", "released": {"at": …, "by": "ci", "known": true,
         "mark": "v42 released", "told": sentence}, "served_since": 1763645520.2 | null,
         "differs": ["MemorySize 512 → 256"], "differs_told": sentence}

    *Previous* is the highest published version below the newest one that gets traffic: with a weighted alias
    that is the version which the canary was to replace.
    """

    name = "lambda.choose_version"
    params = ChooseParams
    reads = ("lambda.get_alias", "lambda.list_aliases", "lambda.list_versions_by_function", "cloudtrail.lookup_events")

    def execute(self, params: ChooseParams, context: Context) -> dict[str, Any]:
        target, place = context.single()
        alias = _alias(context.port, place, target)
        versions = _published(context.port, place, target["name"])
        newest = _newest_served(alias, target)
        ours = _our_last_change(target, alias)
        if params.to == PREVIOUS and ours is not None:
            _refuse_one_more(ours, newest, versions, target, context)
        chosen = _chosen(params.to, newest, versions, target)
        weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        serving = str(alias["FunctionVersion"])
        zone = ZoneInfo(context.catalog.systems[target["system"]].timezone)
        before, after = versions[newest], versions[chosen]
        released = _release(context, place, target, before, zone)
        differs = [
            f"{key} {before.get(key)} → {after.get(key)}" for key in _COMPARED if before.get(key) != after.get(key)
        ]
        return {
            "alias": target["alias"],
            "revision_id": alias["RevisionId"],
            "serving": serving,
            "weights": weights,
            "already": serving == str(chosen) and not weights,
            "from": _facts(before, zone),
            "to": _facts(after, zone),
            "released": released,
            "served_since": _served_since(ours, released),
            "else_try": _else_try(newest, chosen, versions),
            "differs": differs,
            "differs_told": _differences(before, after, differs),
        }


def _alias(port: CallPort, place: Place, target: dict[str, Any]) -> dict[str, Any]:
    name, alias = target["name"], target.get("alias")
    short, where = target["short"], f"{target['system']} {target['environment']}"
    if not alias:
        known = port.read(place, "lambda.list_aliases", {"FunctionName": name})["Aliases"]
        raise StepFailed(
            f"{short} in {where} has no alias in the catalog, so there is nothing to point back. "
            + _aliases_in_words([one["Name"] for one in known])
        )
    try:
        return port.read(place, "lambda.get_alias", {"FunctionName": name, "Name": alias})
    except AwsError as error:
        if error.fault is not AwsFault.NOT_FOUND:
            raise
    try:
        known = port.read(place, "lambda.list_aliases", {"FunctionName": name})["Aliases"]
    except AwsError as error:
        if error.fault is not AwsFault.NOT_FOUND:
            raise
        raise StepFailed(
            f"There is no function {name} in {where}. Correct the catalog's entry {short}, then opsbot check."
        ) from error
    raise StepFailed(
        f"{short} ({name}) in {where} has no alias {alias}. " + _aliases_in_words([one["Name"] for one in known])
    )


def _aliases_in_words(names: list[str]) -> str:
    if names:
        return f"AWS has {', '.join(sorted(names))}: put the one that serves into the catalog's `alias`."
    return "AWS has none for it: publish a version, create an alias that your API invokes, and put it into the catalog."


def _published(port: CallPort, place: Place, function: str) -> dict[int, dict[str, Any]]:
    answer = port.read(place, "lambda.list_versions_by_function", {"FunctionName": function})
    return {int(one["Version"]): one for one in answer["Versions"] if one["Version"] != LATEST}


def _newest_served(alias: dict[str, Any], target: dict[str, Any]) -> int:
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    served = [str(alias["FunctionVersion"]), *(version for version, weight in weights.items() if weight)]
    if LATEST in served:
        raise StepFailed(
            f"Alias {target['alias']} of {target['short']} serves $LATEST, which has no version before it: every "
            "change of the function is live at once. Publish a version and point the alias to it, then roll back."
        )
    return max(int(version) for version in served)


def _chosen(to: str, newest: int, versions: dict[int, dict[str, Any]], target: dict[str, Any]) -> int:
    command = f"/ops rollback {target['short']} --env {target['environment']}"
    published = ", ".join(str(number) for number in sorted(versions, reverse=True)[:8])
    if newest not in versions:
        raise StepFailed(f"Alias {target['alias']} serves version {newest}, which AWS no longer lists.")
    if to == PREVIOUS:
        below = [number for number in versions if number < newest]
        if not below:
            raise StepFailed(_none_before(newest, versions, target), next_commands=_newer(versions, newest, command))
        return max(below)
    if to == LATEST:
        raise StepFailed(
            f"$LATEST is no version to roll back to: it changes with every update. Name a published one: {published}.",
            next_commands=(command,),
        )
    to = to.removeprefix("v")
    if not to.isdigit() or int(to) not in versions:
        raise StepFailed(
            f"{target['short']} has no published version {to}. Published: {published}.", next_commands=(command,)
        )
    return int(to)


def _none_before(newest: int, versions: dict[int, dict[str, Any]], target: dict[str, Any]) -> str:
    newer = [str(number) for number in sorted(versions, reverse=True) if number > newest]
    if newer:
        return f"Version {newest} is the oldest published version of {target['short']}. Newer: {', '.join(newer[:8])}."
    return (
        f"Version {newest} is the only published version of {target['short']}; there is none before it to go back "
        "to. Deploy a version that works instead."
    )


def _newer(versions: dict[int, dict[str, Any]], newest: int, command: str) -> tuple[str, ...]:
    """The way to each of the next two versions above the one that serves."""
    return tuple(f"{command} to={number} --dry-run" for number in sorted(versions) if number > newest)[:2]


def _else_try(newest: int, chosen: int, versions: dict[int, dict[str, Any]]) -> str:
    """The version to go to when the chosen one does not help: the newest one that is older than the bad release.

    Without another, the one that serves now.
    """
    older = [number for number in versions if number < newest and number != chosen]
    return str(max(older, default=newest))


def _facts(version: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    number = str(version["Version"])
    made = version.get("LastModified")
    description = version.get("Description") or None
    about = [description or "no description", f"published {_local(made, zone)}" if made else ""]
    return {
        "version": number,
        "description": description,
        "modified": made,
        "sha256": str(version.get("CodeSha256", ""))[:12],
        "told": f"v{number}",
        "about": ", ".join(part for part in about if part),
    }


def _differences(before: dict[str, Any], after: dict[str, Any], differs: list[str]) -> str:
    """What goes back besides the number: code, and configuration that belongs to a version."""
    same_code = before.get("CodeSha256") == after.get("CodeSha256")
    changes = ["the code is the same" if same_code else "other code", *differs]
    return f"what goes back: {', '.join(changes)}"


def _release(
    context: Context, place: Place, target: dict[str, Any], version: dict[str, Any], zone: ZoneInfo
) -> dict[str, Any]:
    """When and by whom the alias was pointed to ``version``, if CloudTrail says so.

    Without that, ``at`` is when the version was published, which is no release; ``mark`` says which of the two.
    """
    number = str(version["Version"])
    lookup = {
        "LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": target["name"]}],
        "PaginationConfig": {"MaxItems": 50},
    }
    try:
        events = context.port.read(place, "cloudtrail.lookup_events", lookup)["Events"]
    except AwsError:
        events = []
    shifts = [event for event in events if _points(event, target["alias"], number)]
    if not shifts:
        unknown = "CloudTrail does not say who released it"
        return {
            "at": version.get("LastModified"),
            "by": None,
            "known": False,
            "mark": f"v{number} published",
            "told": unknown,
        }
    last = max(shifts, key=lambda event: str(event["EventTime"]))
    who = last.get("Username") or "somebody"
    told = f"released {_local(last['EventTime'], zone)} by {who}"
    return {"at": last["EventTime"], "by": who, "known": True, "mark": f"v{number} released", "told": told}


def _points(event: dict[str, Any], alias: str, version: str) -> bool:
    """Whether a CloudTrail event pointed this alias to this version, and was not refused.

    Lambda's events carry the API's version in their names (``UpdateAlias20150331``); which alias and version it
    was stands in the record ("CloudTrail record contents").
    """
    if not str(event.get("EventName", "")).startswith(("UpdateAlias", "CreateAlias")):
        return False
    try:
        record = json.loads(event.get("CloudTrailEvent") or "{}")
    except json.JSONDecodeError:
        return False
    if not isinstance(record, dict) or "errorCode" in record:
        return False
    asked = record.get("requestParameters") or {}
    return asked.get("name") == alias and str(asked.get("functionVersion")) == version


def _our_last_change(target: dict[str, Any], alias: dict[str, Any]) -> dict[str, Any] | None:
    """The run that made the alias what it is now: ``{"run", "at", "revision"}``; ``None`` when it was somebody else."""
    last = target.get("last_change")
    return last if last and last["revision"] == alias["RevisionId"] else None


def _refuse_one_more(
    ours: dict[str, Any], newest: int, versions: dict[int, dict[str, Any]], target: dict[str, Any], context: Context
) -> None:
    """Two people who type the same within a minute mean one step back, not two.

    Raises:
        StepFailed: a run moved the alias so lately that its effect cannot have been seen yet.
    """
    seconds = context.now.timestamp() - ours["at"]
    if seconds < context.observation.settle_seconds + context.observation.window_seconds:
        below = max((number for number in versions if number < newest), default=newest)
        command = f"/ops rollback {target['short']} to={below} --env {target['environment']}"
        raise StepFailed(
            f"{target['short']} was pointed to v{newest} {seconds:.0f} s ago by run {ours['run'][:6]}; going back one "
            "more is done only to a version that is named.",
            next_commands=(f"/ops status {target['short']} --env {target['environment']}", command),
        )


def _served_since(ours: dict[str, Any] | None, released: dict[str, Any]) -> float | None:
    """Since when the alias has served what it serves, as far as CloudTrail and our own journals know."""
    told = datetime.fromisoformat(released["at"]).timestamp() if released["known"] else None
    return max((moment for moment in (told, ours["at"] if ours else None) if moment is not None), default=None)


def _local(moment: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%d %b %H:%M %Z")
