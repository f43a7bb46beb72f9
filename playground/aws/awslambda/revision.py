"""Revision ids: a change made against an older one is refused ("UpdateAlias", parameter RevisionId)."""

from moto.awslambda.exceptions import PreconditionFailedException


def check(given: str | None, held: str) -> None:
    if given is not None and given != held:
        raise PreconditionFailedException(
            "The RevisionId provided does not match the latest RevisionId for the Lambda function or alias. Call the "
            "GetFunction or the GetAlias API to retrieve the latest RevisionId for your resource."
        )
