"""How fast the world lives: at speed n it lives n seconds in one, by letting its history recede in whole minutes."""

MINUTE = 60


class Pace:
    def __init__(self, speed: int) -> None:
        self._ahead = speed - 1
        self._owed = 0

    def turn(self) -> int:
        """Of a turn of one second: by how many seconds history recedes in it, a multiple of 60."""
        self._owed += self._ahead
        whole = self._owed // MINUTE * MINUTE
        self._owed -= whole
        return whole
