"""CloudWatch Logs with filter patterns that select."""
