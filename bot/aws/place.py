"""Where a call goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """One AWS account and region, and the IAM role that is assumed there; without a role, our own credentials."""

    account: str
    region: str
    role: str | None = None
