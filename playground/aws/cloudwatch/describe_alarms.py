"""Which alarms a DescribeAlarms asks for: all its filters together, and by pages ("DescribeAlarms")."""

from collections.abc import Callable, Iterable
from typing import Any

from moto.cloudwatch.exceptions import InvalidParameterCombination, InvalidParameterValue
from moto.cloudwatch.models import Alarm


def selected(alarms: Iterable[Alarm], parameter: Callable[..., Any]) -> dict[str, Any]:
    """`parameter(name)` reads the request."""
    names, prefix = parameter("AlarmNames"), parameter("AlarmNamePrefix")
    if names and prefix:
        raise InvalidParameterCombination("AlarmNames and AlarmNamePrefix are mutually exclusive.")
    types = parameter("AlarmTypes") or ["MetricAlarm"]
    wanted = [
        alarm
        for alarm in sorted(alarms, key=lambda alarm: alarm.name)
        if (not names or alarm.name in names)
        and (not prefix or alarm.name.startswith(prefix))
        and parameter("StateValue") in (None, alarm.state_value)
        and _acts(alarm, parameter("ActionPrefix"))
        and ("MetricAlarm" if alarm.rule is None else "CompositeAlarm") in types
    ]
    passed, most = _passed(parameter("NextToken")), int(parameter("MaxRecords") or 50)
    page = wanted[passed : passed + most]
    answer: dict[str, Any] = {
        "MetricAlarms": [alarm for alarm in page if alarm.rule is None],
        "CompositeAlarms": [alarm for alarm in page if alarm.rule is not None],
    }
    if passed + most < len(wanted):
        answer["NextToken"] = str(passed + most)
    return answer


def _acts(alarm: Alarm, prefix: str | None) -> bool:
    actions = [*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_data_actions]
    return prefix is None or any(action.startswith(prefix) for action in actions)


def _passed(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdigit():
        raise InvalidParameterValue("Request parameter NextToken is invalid")
    return int(token)
