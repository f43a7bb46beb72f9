"""Tells an alarm's actions about its new state: the JSON that CloudWatch publishes to an SNS topic."""

import json
from typing import Any

from moto.sns.models import sns_backends

from .alarm import Alarm, State

_REGION_NAMES = {"us-east-1": "US East (N. Virginia)", "us-west-2": "US West (Oregon)"}


def notify(alarm: Alarm, before: State, account: str) -> None:
    now = alarm.state_updated_timestamp
    for action in alarm.actions():
        if ":sns:" not in action:
            continue
        region = action.split(":")[3]
        subject = f'{alarm.state_value}: "{alarm.name}" in {_REGION_NAMES.get(region, region)}'
        topics = sns_backends[account][region]
        if action not in topics.topics:
            continue
        topics.publish(json.dumps(_message(alarm, before, account)), subject=subject[:99], arn=action)
        alarm.acted(action, now)


def _message(alarm: Alarm, before: State, account: str) -> dict[str, Any]:
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": account,
        "AlarmConfigurationUpdatedTimestamp": _iso(alarm.configuration_updated_timestamp),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": _iso(alarm.state_updated_timestamp),
        "Region": _REGION_NAMES.get(alarm.region_name, alarm.region_name),
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": before.value,
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_data_actions,
        "Trigger": _trigger(alarm),
    }


def _trigger(alarm: Alarm) -> dict[str, Any]:
    trigger: dict[str, Any] = {
        "Period": alarm.period,
        "EvaluationPeriods": alarm.evaluation_periods,
        "DatapointsToAlarm": alarm.datapoints_to_alarm,
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": alarm.threshold,
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }
    if alarm.metric_data_queries:
        del trigger["Period"]
        return trigger | {"Metrics": [_metric(query) for query in alarm.metric_data_queries]}
    named = {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        "StatisticType": "Statistic" if alarm.statistic else "ExtendedStatistic",
        "Statistic": (alarm.statistic or alarm.extended_statistic or "").upper(),
        "Unit": alarm.unit,
        "Dimensions": [{"value": one.value, "name": one.name} for one in alarm.dimensions],
    }
    return named | trigger


def _metric(query: Any) -> dict[str, Any]:
    described: dict[str, Any] = {"Id": query.id, "Label": query.label, "ReturnData": query.return_data}
    if query.expression:
        return described | {"Expression": query.expression}
    metric = query.metric_stat.metric
    dimensions = [{"value": one.value, "name": one.name} for one in metric.dimensions]
    named = {"Dimensions": dimensions, "MetricName": metric.metric_name, "Namespace": metric.namespace}
    stat = {"Metric": named, "Period": query.metric_stat.period, "Stat": query.metric_stat.stat}
    return described | {"MetricStat": stat}


def _iso(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
