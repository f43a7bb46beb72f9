"""What an alias may point to ("Create an alias for a Lambda function", "Implement canary deployments")."""

from typing import Any

from moto.awslambda.exceptions import InvalidParameterValueException, ValidationException

LATEST = "$LATEST"


def weights(routing: dict[str, Any] | None) -> dict[str, float]:
    """Version to its share of the traffic, of the additional versions only."""
    return dict((routing or {}).get("AdditionalVersionWeights") or {})


def check_routing(version: str, routing: dict[str, Any] | None) -> None:
    shares = weights(routing)
    if not shares:
        return
    if version == LATEST or LATEST in shares:
        raise InvalidParameterValueException(f"{LATEST} is not supported for an alias pointing to more than 1 version")
    if len(shares) > 1:
        raise InvalidParameterValueException("Number of items in AdditionalVersionWeights cannot be greater than 1")
    for other, share in shares.items():
        if other == version:
            raise InvalidParameterValueException(
                f"Invalid function version {version}. Function version {version} is already included in "
                "routing configuration."
            )
        if not 0.0 <= float(share) <= 1.0:
            raise ValidationException(
                f"{{{other}={share}}}",
                "routingConfig.additionalVersionWeights",
                "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must "
                "have value greater than or equal to 0.0, Member must not be null]",
            )
