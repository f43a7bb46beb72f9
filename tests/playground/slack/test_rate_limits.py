"""429 and Retry-After: buckets by method, and by channel for posts."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.slack import Limits, Rate, SimulatedSlack
from playground.slack.rate_limits import METHOD_RATES, RateLimiter
from tests.playground.slack.conftest import OPS, SECRET, Clock

NOW = 1_763_700_000.0


def test_a_burst_passes_and_then_one_a_second() -> None:
    limiter = RateLimiter(Limits(posts_per_channel=Rate(per_minute=60, burst=3)))
    waits = [limiter.retry_after("chat.postMessage", OPS, NOW) for _ in range(4)]
    assert waits == [None, None, None, 1]
    assert limiter.retry_after("chat.postMessage", "C0INCD0007", NOW) is None
    assert limiter.retry_after("chat.postMessage", OPS, NOW + 1) is None
    assert limiter.retry_after("chat.postMessage", OPS, NOW + 1) == 1


def test_edits_share_one_budget_of_fifty_a_minute() -> None:
    limiter = RateLimiter(Limits())
    passed = [limiter.retry_after("chat.update", f"C{number}", NOW) for number in range(50)]
    assert set(passed) == {None}
    assert limiter.retry_after("chat.update", OPS, NOW) == 2
    assert limiter.retry_after("chat.update", OPS, NOW + 1.2) is None


def test_a_clock_that_steps_back_gives_nothing_away() -> None:
    limiter = RateLimiter(Limits(posts_per_channel=Rate(per_minute=60, burst=1)))
    assert limiter.retry_after("chat.postMessage", OPS, NOW) is None
    assert limiter.retry_after("chat.postMessage", OPS, NOW - 3600) == 1


def test_without_rates_nothing_waits() -> None:
    limiter = RateLimiter(Limits.without_rates())
    assert {limiter.retry_after(method, OPS, NOW) for method in METHOD_RATES for _ in range(700)} == {None}


@pytest.fixture
def strict(clock: Clock) -> Iterator[SimulatedSlack]:
    limits = Limits(posts_per_channel=Rate(per_minute=60, burst=1))
    with SimulatedSlack(app_url="http://127.0.0.1:9/", signing_secret=SECRET, limits=limits, clock=clock) as simulated:
        yield simulated


def test_the_client_sees_429_with_retry_after(strict: SimulatedSlack, clock: Clock) -> None:
    client = WebClient(strict.bot_token, base_url=strict.api_url, retry_handlers=[])
    client.chat_postMessage(channel=OPS, text="one")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=OPS, text="two")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    assert refused.value.response["error"] == "ratelimited"
    clock.advance(1)
    client.chat_postMessage(channel=OPS, text="three")
    assert [message["text"] for message in strict.messages("ops")] == ["one", "three"]
    assert [(call.status, call.error, call.retry_after, call.processed) for call in strict.calls()] == [
        (200, None, None, True),
        (429, "ratelimited", 1, False),
        (200, None, None, True),
    ]
