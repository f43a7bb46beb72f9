"""``python -m playground.slack``: the simulated Slack as a process of its own."""

import argparse
import json
import signal
import sys
import threading

from playground.slack.rate_limits import Limits
from playground.slack.server import SimulatedSlack

APP_URL = "http://127.0.0.1:3000/slack/events"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    slack = SimulatedSlack(
        app_url=options.app_url,
        signing_secret=options.signing_secret,
        port=options.port,
        bot_token=options.bot_token,
        limits=Limits.without_rates() if options.no_rate_limits else Limits(),
    )
    with slack:
        print(json.dumps({"url": slack.url, "api_url": slack.api_url}), flush=True)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m playground.slack",
        description="A Slack workspace on this machine. Prints one JSON line when ready; stops on Ctrl-C.",
        epilog="Example: python -m playground.slack --port 8070 --app-url http://127.0.0.1:3000/slack/events",
    )
    parser.add_argument("--port", type=int, default=0, help="where to listen; 0 takes a free port")
    parser.add_argument("--app-url", default=APP_URL, help=f"where the app answers; default {APP_URL}")
    parser.add_argument("--signing-secret", default="simulated-signing-secret")
    parser.add_argument("--bot-token", default="xoxb-simulated-slack")
    parser.add_argument("--no-rate-limits", action="store_true", help="answer however often the app calls")
    return parser


if __name__ == "__main__":
    sys.exit(main())
