import numpy as np
import pytest

from playground.aws.cloudwatch.statistics import bucketed
from playground.aws.traffic import samples
from playground.aws.traffic.shape import busyness

HOUR = np.arange(0.0, 3600.0, 60.0)


@pytest.mark.parametrize(("step", "requests"), [(60.0, 480.0), (1.0, 8.0), (1.0, 1.0)])
def test_weights_add_up_to_the_requests_of_each_step(step: float, requests: float) -> None:
    times = np.arange(0.0, 200 * step, step)
    counts = np.full(200, requests)
    flat = np.ones(200)
    rows = samples.durations(np.random.default_rng(1), times, counts, flat * 80, flat * 200)
    assert bucketed(rows, 0.0, int(step), "SampleCount")[1].tolist() == counts.tolist()


def test_percentiles_are_those_asked_for() -> None:
    flat = np.ones(len(HOUR))
    rows = samples.durations(np.random.default_rng(2), HOUR, flat * 600, flat * 80, flat * 200)
    for statistic, expected in (("p50", 80.0), ("p95", 200.0)):
        found = bucketed(rows, 0.0, 60, statistic)[1]
        assert np.mean(found) == pytest.approx(expected, rel=0.04)
        assert np.std(found) < 0.1 * expected


def test_a_share_is_the_average_of_zeros_and_ones() -> None:
    rows = samples.shares_of(np.array([0.0, 60.0]), np.array([10.0, 0.0]), np.array([3.0, 0.0]))
    times, averages = bucketed(rows, 0.0, 60, "Average")
    assert (times.tolist(), averages.tolist()) == ([0.0], [0.3])


def test_work_is_counted_where_it_began() -> None:
    rows = samples.Rows.of_samples(np.array([0.0, 60.0]), np.array([500.0, 250.0]), np.array([4.0, 8.0]))
    assert samples.busy_seconds(rows, np.array([0.0, 60.0, 120.0])).tolist() == [2.0, 2.0, 0.0]


def test_a_day_swings_around_one_and_is_the_same_every_time() -> None:
    day = np.arange(0.0, 86400.0, 60.0)
    held = busyness(day, seed=3)
    assert held.mean() == pytest.approx(1.0, abs=0.05)
    assert 1.3 < held.max() / held.mean() < 1.7
    assert held.tolist() == busyness(day, seed=3).tolist()
    assert held.tolist() != busyness(day, seed=4).tolist()
