import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.aws.cloudwatch.compaction import MINUTE_ROWS, to_minutes
from playground.aws.cloudwatch.metric_store import KEEP_FINE_SECONDS, KEEP_SECONDS, MetricKey, MetricStore
from playground.aws.cloudwatch.series import Rows, Series
from playground.aws.cloudwatch.statistics import bucketed, is_statistic

KEY = MetricKey.of("Shop", "Duration", {"Function": "a"})
BASE = 1_800_000_000.0


def rows(*samples: tuple[float, float, float]) -> Rows:
    table = np.array(samples, dtype=np.float64)
    return Rows.of_samples(BASE + table[:, 0], table[:, 1], table[:, 2])


def values(held: Rows, statistic: str, period: int = 60) -> list[float]:
    return bucketed(held, 0.0, period, statistic)[1].tolist()


def test_statistics_weigh_samples() -> None:
    held = rows((0, 10.0, 3), (1, 20.0, 1), (65, 5.0, 2))
    assert values(held, "Sum") == [50.0, 10.0]
    assert values(held, "SampleCount") == [4.0, 2.0]
    assert values(held, "Average") == [12.5, 5.0]
    assert values(held, "Minimum") == [10.0, 5.0]
    assert values(held, "Maximum") == [20.0, 5.0]


def test_a_percentile_is_the_value_at_that_share_of_the_weight() -> None:
    held = rows((0, 100.0, 90), (1, 900.0, 10))
    assert values(held, "p50") == [100.0]
    assert values(held, "p90") == [100.0]
    assert values(held, "p95") == [900.0]
    assert values(held, "p99.9") == [900.0]


def test_percentiles_of_several_periods_do_not_mix() -> None:
    held = rows((0, 1.0, 1), (30, 2.0, 1), (60, 100.0, 1), (90, 200.0, 1))
    assert values(held, "p50") == [1.0, 100.0]
    assert values(held, "p100") == [2.0, 200.0]


def test_a_statistic_set_has_no_percentile_but_sums() -> None:
    held = Rows(np.array([[BASE], [1.0], [9.0], [20.0], [4.0]]))
    assert values(held, "p95") == []
    assert values(held, "Average") == [5.0]


@pytest.mark.parametrize("name", ["p95", "p99.9", "p100", "Sum"])
def test_known_statistics(name: str) -> None:
    assert is_statistic(name)


@pytest.mark.parametrize("name", ["p101", "P95", "sum", "", "tm99"])
def test_unknown_statistics(name: str) -> None:
    assert not is_statistic(name)


def test_rows_that_come_late_are_put_in_their_place() -> None:
    series = Series()
    series.append(rows((10, 1.0, 1), (20, 2.0, 1)))
    series.append(rows((15, 3.0, 1)))
    assert series.rows().lowest.tolist() == [1.0, 3.0, 2.0]
    assert series.window(BASE + 15, BASE + 20).lowest.tolist() == [3.0]


def test_a_subset_of_the_dimensions_is_another_metric() -> None:
    store = MetricStore()
    store.append_rows(MetricKey.of("Shop", "Duration", {"Function": "a", "Alias": "prod"}), rows((0, 1.0, 1)))
    assert len(store.window(KEY, BASE, BASE + 60)[0]) == 0


def test_shared_keys_read_one_series() -> None:
    store = MetricStore()
    other = MetricKey.of("Shop", "Duration", {"Function": "a", "Alias": "prod"})
    store.share((KEY, other))
    store.append_rows(KEY, rows((0, 7.0, 1)))
    assert store.window(other, BASE, BASE + 60)[0].lowest.tolist() == [7.0]


def test_tidying_makes_minutes_and_forgets_the_day_before_yesterday() -> None:
    store = MetricStore()
    now = BASE
    times = np.arange(now - KEEP_SECONDS - 120, now, 30.0)
    store.append(KEY, times, np.ones(len(times)), np.ones(len(times)))
    store.tidy(now)
    held = store.window(KEY, 0, now)[0]
    fine = held.times >= now - KEEP_FINE_SECONDS
    assert set(np.diff(held.times[fine]).tolist()) == {30.0}
    assert set((held.times[~fine] % 60).tolist()) == {0.0}
    assert held.times[0] >= now - KEEP_SECONDS - 60
    assert held.weights.sum() == pytest.approx(KEEP_SECONDS / 30, abs=3)


def test_shifting_moves_everything() -> None:
    store = MetricStore()
    store.append_rows(KEY, rows((0, 1.0, 1)))
    store.shift(-60)
    assert store.window(KEY, BASE - 60, BASE)[0].times.tolist() == [BASE - 60]


def test_memory_is_reused_when_a_series_only_moves_on() -> None:
    series = Series()
    for turn in range(200):
        series.append(rows(*((turn * 60 + second, 1.0, 1) for second in range(60))))
        series.drop_before(BASE + turn * 60 - 600)
    assert series._table.shape[1] < 3000
    assert len(series.rows()) == 660


samples_of_a_minute = st.lists(
    st.tuples(st.integers(0, 119), st.floats(0.0, 1e4), st.integers(1, 50)), min_size=1, max_size=200
)


@settings(max_examples=60, deadline=None)
@given(samples_of_a_minute)
def test_compaction_keeps_counts_sums_and_extremes(samples: list[tuple[int, float, int]]) -> None:
    fine = rows(*(sorted(samples)))
    coarse = to_minutes(fine)
    for statistic in ("SampleCount", "Sum", "Minimum", "Maximum"):
        assert values(coarse, statistic) == pytest.approx(values(fine, statistic))
    counts = np.unique(coarse.times, return_counts=True)[1]
    assert counts.max() <= MINUTE_ROWS


def test_compaction_keeps_percentiles_near() -> None:
    dice = np.random.default_rng(7)
    many = np.sort(dice.lognormal(4.0, 0.6, 3000))
    fine = Rows.of_samples(np.full(3000, BASE), many, np.ones(3000))
    for statistic in ("p50", "p90", "p95", "p99"):
        assert values(to_minutes(fine), statistic)[0] == pytest.approx(values(fine, statistic)[0], rel=0.12)
