"""CloudWatch with its own metric store: percentiles, metric math, aligned periods, alarms that evaluate."""
