"""Which published version of a function to go back to, and what each one is."""

from __future__ import annotations

from typing import Any

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

        {"alias": "prod", "revision_id": "…", "weights": {"42": 0.1}, "already": false,
         "from": {"version": "42", "description": "…", "modified": "2026-11-20T14:09:00+00:00", "sha256": "…"},
         "to": {…}, "released": {"at": …, "by": "ci"} | null, "differs": ["MemorySize 256 → 512"]}

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
        chosen = _chosen(params.to, newest, versions, target)
        weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        serving = str(alias["FunctionVersion"])
        before, after = versions[newest], versions[chosen]
        return {
            "alias": target["alias"],
            "revision_id": alias["RevisionId"],
            "serving": serving,
            "weights": weights,
            "already": serving == str(chosen) and not weights,
            "from": _facts(before),
            "to": _facts(after),
            "released": _release(context, place, target, before),
            "differs": [
                f"{key} {after.get(key)} → {before.get(key)}" for key in _COMPARED if before.get(key) != after.get(key)
            ],
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
            raise StepFailed(
                f"Version {newest} is the only published version of {target['short']}; there is none before it "
                "to go back to. Deploy a version that works instead."
            )
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


def _facts(version: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": str(version["Version"]),
        "description": version.get("Description") or None,
        "modified": version.get("LastModified"),
        "sha256": str(version.get("CodeSha256", ""))[:12],
    }


def _release(context: Context, place: Place, target: dict[str, Any], version: dict[str, Any]) -> dict[str, Any] | None:
    """Who pointed the alias where it is, if CloudTrail says so; without it, when the version was made."""
    made = {"at": version.get("LastModified"), "by": None}
    lookup = {
        "LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": target["name"]}],
        "PaginationConfig": {"MaxItems": 50},
    }
    try:
        events = context.port.read(place, "cloudtrail.lookup_events", lookup)["Events"]
    except AwsError:
        return made
    shifts = [event for event in events if str(event.get("EventName", "")).startswith("UpdateAlias")]
    if not shifts:
        return made
    last = max(shifts, key=lambda event: str(event["EventTime"]))
    return {"at": last["EventTime"], "by": last.get("Username")}
