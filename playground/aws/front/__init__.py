"""The layer in front of moto: the log of calls, latency, faults, and the control endpoints."""
