"""Puts the alarms of the systems, and the topic and queue that hear of them."""

from dataclasses import dataclass, field
from typing import Any

from .clients import ACCOUNT, Clients

TOPIC = "opsbot-alarms"
QUEUE = "opsbot-alarms"


@dataclass(frozen=True)
class MetricAlarm:
    """`statistic` may be a percentile; `period` is in seconds; `points` of `periods` must cross."""

    name: str
    description: str
    namespace: str
    metric: str
    dimensions: dict[str, str]
    statistic: str
    threshold: float
    period: int = 60
    periods: int = 5
    points: int = 3
    missing: str = "notBreaching"
    comparison: str = "GreaterThanThreshold"
    topics: tuple[str, ...] = field(default=())


def create_topics(clients: Clients) -> None:
    queue = clients.get("sqs").create_queue(QueueName=QUEUE)["QueueUrl"]
    arn = clients.get("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    for region in ("us-east-1", "us-west-2"):
        topic = clients.get("sns", region).create_topic(Name=TOPIC)["TopicArn"]
        clients.get("sns", region).subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"]
        )


def put(clients: Clients, region: str, alarm: MetricAlarm) -> None:
    statistic = "ExtendedStatistic" if alarm.statistic.startswith("p") else "Statistic"
    _put(
        clients,
        region,
        alarm,
        Namespace=alarm.namespace,
        MetricName=alarm.metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in alarm.dimensions.items()],
        Period=alarm.period,
        **{statistic: alarm.statistic},
    )


def put_error_rate(clients: Clients, region: str, alarm: MetricAlarm) -> None:
    """100 * errors / invocations of a function and alias, per cent."""
    metrics: list[dict[str, Any]] = [
        {"Id": "rate", "Expression": "100 * errors / invocations", "Label": "Error rate (%)", "ReturnData": True}
    ]
    dimensions = [{"Name": name, "Value": value} for name, value in alarm.dimensions.items()]
    for name in ("Errors", "Invocations"):
        metric = {"Namespace": "AWS/Lambda", "MetricName": name, "Dimensions": dimensions}
        stat = {"Metric": metric, "Period": alarm.period, "Stat": "Sum"}
        metrics.append({"Id": name.lower(), "MetricStat": stat, "ReturnData": False})
    _put(clients, region, alarm, Metrics=metrics)


def _put(clients: Clients, region: str, alarm: MetricAlarm, **given: Any) -> None:
    topics = [f"arn:aws:sns:{region}:{ACCOUNT}:{name}" for name in (TOPIC, *alarm.topics)]
    clients.get("cloudwatch", region).put_metric_alarm(
        AlarmName=alarm.name,
        AlarmDescription=alarm.description,
        EvaluationPeriods=alarm.periods,
        DatapointsToAlarm=alarm.points,
        Threshold=alarm.threshold,
        ComparisonOperator=alarm.comparison,
        TreatMissingData=alarm.missing,
        AlarmActions=topics,
        OKActions=topics,
        **given,
    )


def by_alias(function: str, alias: str) -> dict[str, str]:
    return {"FunctionName": function, "Resource": f"{function}:{alias}"}
