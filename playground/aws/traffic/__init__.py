"""Traffic: what the systems' users do to them, and what CloudWatch sees of it."""
