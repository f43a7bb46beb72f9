"""The CloudFormation template of serverless-api, as SAM would have expanded it."""

import json
from typing import Any

FUNCTIONS = {
    "CreateItemFunction": ("/items", "POST"),
    "ReadItemFunction": ("/items/{id}", "GET"),
    "UpdateItemFunction": ("/items/{id}", "PUT"),
    "DeleteItemFunction": ("/items/{id}", "DELETE"),
}


def template(environment: str) -> str:
    """Aliases and versions are released by the pipeline, not by the stack."""
    suffix = "" if environment == "prod" else f"-{environment}"
    resources: dict[str, Any] = {
        "LambdaExecutionRole": _role(),
        "ItemsTable": _table(f"items-table{suffix}"),
        "ServerlessApi": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": f"serverless-api{suffix}"}},
        "ItemsResource": _resource({"Fn::GetAtt": ["ServerlessApi", "RootResourceId"]}, "items"),
        "ItemResource": _resource({"Ref": "ItemsResource"}, "{id}"),
        "HealthResource": _resource({"Fn::GetAtt": ["ServerlessApi", "RootResourceId"]}, "health"),
        "ServerlessApiDeployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": [name.replace("Function", "Method") for name in FUNCTIONS],
            "Properties": {"RestApiId": {"Ref": "ServerlessApi"}, "StageName": environment},
        },
    }
    for name, (path, method) in FUNCTIONS.items():
        resources[name] = _function(name, f"items-table{suffix}")
        at = "ItemsResource" if path == "/items" else "ItemResource"
        resources[name.replace("Function", "Method")] = _method(at, method, name, environment)
    resources["HealthMethod"] = _method("HealthResource", "GET", "ReadItemFunction", environment)
    url = {"Fn::Sub": "https://${ServerlessApi}.execute-api.${AWS::Region}.amazonaws.com/" + environment}
    outputs = {"ApiUrl": {"Value": url}, "ApiId": {"Value": {"Ref": "ServerlessApi"}}}
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources, "Outputs": outputs})


def _role() -> dict[str, Any]:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}


def _table(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        },
    }


def _function(name: str, table: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Code": {"ZipFile": f"# {name}\ndef handler(event, context):\n    return event\n"},
            "Handler": "app.handler",
            "Runtime": "python3.12",
            "MemorySize": 256,
            "Timeout": 10,
            "Role": {"Fn::GetAtt": ["LambdaExecutionRole", "Arn"]},
            "Environment": {"Variables": {"TABLE_NAME": table, "LOG_LEVEL": "INFO"}},
        },
    }


def _resource(parent: dict[str, Any], part: str) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": "ServerlessApi"}, "ParentId": parent, "PathPart": part}
    return {"Type": "AWS::ApiGateway::Resource", "Properties": properties}


def _method(resource: str, method: str, function: str, alias: str) -> dict[str, Any]:
    uri = {
        "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${"
        + function
        + ".Arn}:"
        + alias
        + "/invocations"
    }
    return {
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            "RestApiId": {"Ref": "ServerlessApi"},
            "ResourceId": {"Ref": resource},
            "HttpMethod": method,
            "AuthorizationType": "NONE",
            "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": uri},
        },
    }
