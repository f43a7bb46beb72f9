"""python -m playground.aws: serves the simulated AWS until it is told to stop."""

import argparse
import json
import logging
import signal
import sys
import threading
from types import FrameType

from .controls import Controls
from .simulation import Simulation


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    controls = Controls()
    simulation = Simulation(
        controls, port=given.port, with_world=not given.empty, seed_hours=given.seed_hours
    )
    controls.serve(simulation)
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a signal handler
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    simulation.start()
    simulation.layer.latency_seconds = given.latency_ms / 1000
    sys.stdout.write(json.dumps({"url": simulation.server.url}) + "\n")
    sys.stdout.flush()
    threading.Thread(target=simulation.run, args=(given.speed,), daemon=True).start()
    stopped.wait()
    simulation.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m playground.aws", description="A simulated AWS on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="added to every AWS call")
    parser.add_argument("--seed-hours", type=float, default=24.0, help="hours of metrics before the start")
    parser.add_argument("--speed", type=int, default=1, help="seconds the world lives in one")
    parser.add_argument("--empty", action="store_true", help="no world: an empty account")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
