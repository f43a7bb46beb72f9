import http.client
import json
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from playground.aws.pace import Pace
from playground.aws.server import SimulatedAws, SimulatedAwsError

COMMAND = [sys.executable, "-m", "playground.aws"]


def test_it_says_where_it_is_and_stops_when_told() -> None:
    with subprocess.Popen([*COMMAND, "--empty", "--latency-ms", "5"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        netloc = urlsplit(json.loads(process.stdout.readline())["url"]).netloc
        connection = http.client.HTTPConnection(netloc, timeout=5)
        connection.request("POST", "/sim/names", body="{}")
        assert json.load(connection.getresponse()) == {}
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.parametrize(("speed", "receded"), [(1, 0), (2, 60), (7, 600), (61, 6000), (3600, 359_880)])
def test_a_hundred_turns_recede_by_whole_minutes(speed: int, receded: int) -> None:
    pace = Pace(speed)
    turns = [pace.turn() for _ in range(100)]
    assert sum(turns) == receded
    assert all(turn % 60 == 0 for turn in turns)


def test_a_port_that_is_taken_is_an_error() -> None:
    with SimulatedAws(world=False) as aws:
        port = int(aws.url.rsplit(":", 1)[1])
        with pytest.raises(SimulatedAwsError, match="before it was ready"), SimulatedAws(world=False, port=port):
            pytest.fail("two servers on one port")
