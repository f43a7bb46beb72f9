import json
import signal
import subprocess
import sys
import urllib.request

import pytest

from playground.aws.server import SimulatedAws, SimulatedAwsError

COMMAND = [sys.executable, "-m", "playground.aws"]


def test_it_says_where_it_is_and_stops_when_told() -> None:
    with subprocess.Popen([*COMMAND, "--empty", "--latency-ms", "5"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        with urllib.request.urlopen(f"{url}/sim/names", data=b"{}") as answer:
            assert json.load(answer) == {}
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_world_may_live_faster() -> None:
    """At 3,600 seconds a second, an hour of history has receded before the second turn."""
    command = [*COMMAND, "--speed", "3600", "--seed-hours", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        body = json.dumps({"seconds": 60}).encode()
        with urllib.request.urlopen(f"{url}/sim/age", data=body) as answer:
            assert json.load(answer)["now"] > 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_port_that_is_taken_is_an_error() -> None:
    with SimulatedAws(world=False) as aws:
        port = int(aws.url.rsplit(":", 1)[1])
        with pytest.raises(SimulatedAwsError, match="before it was ready"), SimulatedAws(world=False, port=port):
            pytest.fail("two servers on one port")
