"""boto3 clients of the simulated account, for those who furnish it."""

from typing import Any

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"


INTERNAL_AGENT = "playground-world"
"""In the user agent of the world's own calls: no latency, no faults, not in the log of calls."""


class Clients:
    """One session of the pipeline's role, `ci`; clients by service and region, made once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._held: dict[tuple[str, str], Any] = {}
        self._session = boto3.session.Session(aws_access_key_id="testing", aws_secret_access_key="testing")  # noqa: S106
        role = f"arn:aws:iam::{ACCOUNT}:role/ci"
        given = self.get("sts").assume_role(RoleArn=role, RoleSessionName="ci")["Credentials"]
        self._session = boto3.session.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )

    def get(self, service: str, region: str = "us-east-1") -> Any:
        key = (service, region)
        if key not in self._held:
            config = Config(
                user_agent_extra=INTERNAL_AGENT, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}
            )
            self._held[key] = self._session.client(
                service, region_name=region, endpoint_url=self._url, config=config
            )
        return self._held[key]
