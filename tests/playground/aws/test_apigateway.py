import pytest
from botocore.exceptions import ClientError

from .conftest import Client


def api(client: Client) -> tuple[str, str]:
    gateway = client("apigateway")
    held = gateway.create_rest_api(name="shop")["id"]
    root = gateway.get_resources(restApiId=held)["items"][0]["id"]
    gateway.put_method(restApiId=held, resourceId=root, httpMethod="GET", authorizationType="NONE")
    gateway.put_integration(restApiId=held, resourceId=root, httpMethod="GET", type="MOCK")
    gateway.create_deployment(restApiId=held, stageName="prod")
    return held, root


def test_a_stages_cache_is_emptied(client: Client) -> None:
    held, _ = api(client)
    answer = client("apigateway").flush_stage_cache(restApiId=held, stageName="prod")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    with pytest.raises(ClientError, match="NotFoundException"):
        client("apigateway").flush_stage_cache(restApiId=held, stageName="none")


def test_a_method_can_be_tried(client: Client) -> None:
    held, root = api(client)
    answer = client("apigateway").test_invoke_method(restApiId=held, resourceId=root, httpMethod="GET")
    assert answer["status"] == 200


def test_http_apis_still_answer(client: Client) -> None:
    gateway = client("apigatewayv2")
    made = gateway.create_api(Name="reviews", ProtocolType="HTTP")
    assert gateway.get_api(ApiId=made["ApiId"])["Name"] == "reviews"
