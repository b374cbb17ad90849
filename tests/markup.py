"""What a browser makes of a page before it draws it."""

from html.parser import HTMLParser

FETCHED_BY = {"src", "srcset", "data", "poster", "background", "ping", "manifest"}


class Read(HTMLParser):
    """What a browser makes of a page: what it would fetch, what can be pressed, what is read."""

    SILENT = ("style", "script", "head")
    EMPTY = ("input", "meta", "link", "hr", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.needs_script: list[str] = []
        self.lines: list[str] = []
        self.root: dict[str, str | None] = {}
        self._inside: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._look_for_fetches(tag, given)
        if self._waits_for_script(tag, given):
            self.needs_script.append(f"{tag} {given}")
        # A line that names its own language is meant to be in that one.
        is_silent = tag in self.SILENT or bool(self._inside and "lang" in given)
        if tag not in self.EMPTY:
            self._inside.append((tag, is_silent))
        self.root = self.root or given

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look_for_fetches(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        line = " ".join(data.split())
        if line and not any(is_silent for _tag, is_silent in self._inside):
            self.lines.append(line)

    def _look_for_fetches(self, tag: str, given: dict[str, str | None]) -> None:
        asks = [value for name, value in given.items() if name in FETCHED_BY]
        asks += [given.get("href")] if tag in ("link", "use", "image", "base") else []
        self.fetched += [ask for ask in asks if ask and not ask.startswith(("data:", "#"))]

    def _waits_for_script(self, tag: str, given: dict[str, str | None]) -> bool:
        is_for_script = any(name.startswith("on") for name in given) or (
            "javascript:" in (given.get("href") or "")
        )
        match tag:
            case "a":
                return is_for_script or not given.get("href")
            case "form":
                return is_for_script or not (given.get("action") and given.get("method") == "post")
            case "button" if "hidden" not in given:
                is_in_form = any(tag == "form" for tag, _silent in self._inside)
                return is_for_script or not is_in_form or given.get("type") != "submit"
        return is_for_script
