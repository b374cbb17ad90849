"""The environment tests run in, set before Django's settings are read."""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("FIELD_KEYS", "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktMTIzNDU=")
os.environ.setdefault("LINK_KEYS", "only-for-tests")
os.environ.setdefault("FINGERPRINT_KEY", "only-for-tests")
os.environ["DEMO"] = "1"  # Demo pages are tested too; what refuses them without it as well.
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
os.environ["STATIC_COLLECTED"] = "0"  # Files are served as they stand.
os.environ["TEXT_CHANNEL"] = "console"
os.environ["TEXT_LINES"] = os.environ["MAIL_LINES"] = (
    "1"  # In order, but where a test asks for more.
)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop is not ours.
os.environ["VAR_DIR"] = str(Path(__file__).parent.parent / "var" / "tests")
(Path(os.environ["VAR_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
if os.environ.get("REDIS_URL") and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
    # Each of the test processes has a Redis of its own: they would count one another's tries.
    address, _, number = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{address}/{int(number or 0) + int(worker.removeprefix('gw'))}"
