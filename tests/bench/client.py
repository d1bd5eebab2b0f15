"""`python -m tests.bench.client ADDRESS COUNT PAUSE`: the seconds of each round trip, as JSON."""

from __future__ import annotations

import asyncio
import json
import sys

from tests.bench import load

if __name__ == "__main__":
    address, count, pause = sys.argv[1:]
    print(json.dumps(asyncio.run(load.round_trips(address, int(count), pause=float(pause)))))
