"""Whose access key it is: the session name of an assumed role, else nobody's we know."""

from moto.sts.models import sts_backends

ACCOUNT = "123456789012"


class Sessions:
    """Looks a key up once; a role session's key never changes hands."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def user(self, access_key: str) -> str | None:
        if access_key not in self._known:
            role = sts_backends[ACCOUNT]["aws"].get_assumed_role_from_access_key(access_key)
            if role is None:
                return None
            self._known[access_key] = role.session_name
        return self._known[access_key]
