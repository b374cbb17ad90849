"""Every word a parent can read on a page, taken from the templates and the code themselves."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template import Template
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(settings.BASE_DIR)
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop"}


def msgids() -> set[str]:
    """Return every string of the parents' pages that waits for a translation."""
    found = {words for path in templates() for words in _in_template(path.read_text())}
    code = (
        p
        for app in ("pastoral", "families", "visits", "sessions_app")
        for p in (ROOT / app).rglob("*.py")
    )
    return found | {words for path in code for words in _in_code(path.read_text())}


def counted() -> dict[str, str]:
    """Return what is said of one and of many, the one with the many."""
    found = {}
    for path in templates():
        for node in _all(_read(path.read_text()).nodelist):
            if isinstance(node, BlockTranslateNode) and node.plural:
                one, many = (node.render_token_list(n)[0] for n in (node.singular, node.plural))
                found[one] = many
    return found


def templates() -> list[Path]:
    """Return the templates that a parent's pages are made of."""
    return [
        *(ROOT / "templates" / "parents").glob("*.html"),
        ROOT / "templates" / "parent_base.html",
    ]


def pages() -> dict[str, list[str]]:
    """Return the English of each template of the parents' pages, by its name."""
    return {path.name: sorted(set(_in_template(path.read_text()))) for path in templates()}


def easy_words() -> Iterator[str]:
    """Yield the lines of the pages in easy words, each blank filled with a word."""
    for path in (ROOT / "templates" / "parents").glob("*easy_*.html"):
        for line in re.sub(r"(?s){#.*?#}|<svg.*?</svg>", "", path.read_text()).split("\n"):
            for part in re.split(r"{%.*?%}|</?(?:a|span|button|h1|h2)\b[^>]*>", line):
                words = re.sub(r"{{.*?}}", "Sam", re.sub(r"<[^>]+>", "", part)).strip()
                if re.search(r"[a-z]{2}", words.replace("Sam", "")):
                    yield words


def _in_template(text: str) -> Iterator[str]:
    for node in _all(_read(text).nodelist):
        if isinstance(node, TranslateNode):
            yield str(node.filter_expression.var.literal)
        elif isinstance(node, BlockTranslateNode):
            yield node.render_token_list(node.singular)[0]
            if node.plural:
                yield node.render_token_list(node.plural)[0]


def _read(text: str) -> Template:
    # A parent template is not asked for: each is read for itself.
    return Template(re.sub(r"{% extends [^%]*%}", "", text))


def _all(nodes: NodeList) -> Iterator[Node]:
    return iter(nodes.get_nodes_by_type(Node))


def _in_code(text: str) -> Iterator[str]:
    if "gettext" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(words))]):
                if name in GETTEXT:
                    yield words
