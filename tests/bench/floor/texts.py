"""The floor of texts: one connection kept, one after the other, and no database.

python -m tests.bench.floor.texts 2526 5000
"""

import json
import sys
import time

import requests

from tests.carriers import NOTIFY_SERVICE


def main() -> None:
    """Post so many texts, and print how many a second."""
    port, count = int(sys.argv[1]), int(sys.argv[2])
    session = requests.Session()
    session.trust_env = False
    began = time.perf_counter()
    for n in range(count):
        said = {"phone_number": f"+4477009{n:05}", "reference": NOTIFY_SERVICE}
        url = f"http://127.0.0.1:{port}/v2/notifications/sms"
        assert session.post(url, json=said, timeout=20).json()["id"]
    print(json.dumps({"per_second": count / (time.perf_counter() - began)}))


if __name__ == "__main__":
    main()
