"""boto3 clients of the simulated account, for those who furnish it."""

from typing import Any

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"


class Clients:
    """One session; clients by service and region, made once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = boto3.session.Session(aws_access_key_id="testing", aws_secret_access_key="testing")  # noqa: S106
        self._held: dict[tuple[str, str], Any] = {}

    def get(self, service: str, region: str = "us-east-1") -> Any:
        key = (service, region)
        if key not in self._held:
            config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
            self._held[key] = self._session.client(
                service, region_name=region, endpoint_url=self._url, config=config
            )
        return self._held[key]
