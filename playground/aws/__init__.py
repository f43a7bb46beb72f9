"""A simulated AWS: moto's server, corrected where opsbot depends on it, holding five systems under traffic."""
