"""Logs that never hold the secret of a parent's link."""

import logging
import re
from typing import Any

SECRET_IN_PATH = re.compile(r"(/(?:r|join)/)[^/\s?\"']+")


def redacted(text: str) -> str:
    """Return the text with every link's secret replaced by stars."""
    return SECRET_IN_PATH.sub(r"\1***", text)


class RedactLinks(logging.Filter):
    """Replace the secrets of links in a record before anything is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, redacted."""
        record.msg = redacted(record.getMessage())
        record.args = None
        return True


def config(*, as_json: bool) -> dict[str, Any]:
    """Return the logging settings: one line an event on standard error."""
    line = '{"at": "%(asctime)s", "level": "%(levelname)s", "from": "%(name)s", "said": "%(message)s"}'
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"redact": {"()": "pastoral.logs.RedactLinks"}},
        "formatters": {
            "line": {"format": line if as_json else "%(levelname)s %(name)s: %(message)s"}
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["redact"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "alongside": {"level": "INFO"},
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
