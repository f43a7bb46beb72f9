"""``python -m playground.slack``: says where it is, and stops when told to."""

import json
import signal
import subprocess
import sys

import pytest
from slack_sdk import WebClient


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly(told: signal.Signals) -> None:
    command = [sys.executable, "-m", "playground.slack", "--bot-token", "xoxb-given", "--signing-secret", "s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = json.loads(process.stdout.readline())
        assert WebClient("xoxb-given", base_url=said["api_url"]).auth_test()["user"] == "opsbot"
        process.send_signal(told)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == ""
