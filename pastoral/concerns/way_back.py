"""The way back to where somebody was when they became worried."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

OURS = "concerns"
# Where words may be half written. What is typed there stays there, and comes here neither.
WRITING = {"visits:log", "visits:log-one", "visits:note", "families:contact"}


def safe(address: str) -> str:
    """Return an address inside the product as it is; nothing for any other."""
    is_inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    match = _page(address) if is_inside else ""
    return address if match and not match.startswith(f"{OURS}:") else ""


def of_referer(referer: str, host: str) -> str:
    """Return the page of ours that led here, as the browser tells it; nothing if none did."""
    came = urlsplit(referer)
    if came.netloc != host:
        return ""
    return safe(f"{came.path}?{came.query}" if came.query else came.path)


def words_for(address: str) -> str:
    """Return what the link back says."""
    if not address:
        return ""
    is_writing = _page(address) in WRITING
    return "Back to what you were writing" if is_writing else "Back to where you were"


def _page(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""
