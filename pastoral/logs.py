"""Logs that never hold the secret of a link: one line an event, on standard error."""

import re
from typing import Any

import structlog
from structlog.types import EventDict

# Parents' links, calendars, staff's invitations, new passwords, callbacks; also inside `?next=`.
SECRET_IN_PATH = re.compile(
    r"((?:/|%2f)(?:r|v|p|c|join|key|hooks)(?:/|%2f))[^/\s?&%\"'\\]+", flags=re.IGNORECASE
)


def redacted(text: str) -> str:
    """Return the text with every link's secret replaced by stars."""
    return SECRET_IN_PATH.sub(r"\1***", text)


def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace the secrets of links in all that an event says, its traceback too."""
    return {key: redacted(said) if isinstance(said, str) else said for key, said in event.items()}


def plain(_logger: object, _method: str, event: EventDict) -> str:
    """Write an event for a developer's eyes."""
    line = f"{event['level'].upper()} {event['from']}: {event['said']}"
    return f"{line}\n{event['exception']}" if "exception" in event else line


def config(*, as_json: bool, is_quiet: bool = False) -> dict[str, Any]:
    """Return the logging settings: whatever logs, Django, gunicorn or Celery, it comes by here.

    Quiet means that only what goes wrong is said.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    _without_trace_of_refusals,
                    structlog.processors.format_exc_info,
                    structlog.processors.EventRenamer("said"),
                    _named_from,
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    redact,
                    structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else plain,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "alongside": {"level": "WARNING" if is_quiet else "INFO"},
            # Each of these has handlers of its own, which know nothing of secrets.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "gunicorn.access": {"handlers": [], "propagate": True},
            "gunicorn.error": {"handlers": [], "propagate": True},
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }


def _without_trace_of_refusals(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Say what was asked for in vain (403, 404, …) in one line: nothing went wrong in us."""
    if event["logger"] == "django.request" and event["level"] == "warning":
        event.pop("exc_info", None)
    return event


def _named_from(_logger: object, _method: str, event: EventDict) -> EventDict:
    event["from"] = event.pop("logger")
    return event
