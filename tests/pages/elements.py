"""HTML as a list of elements with attributes and text, read independently of the package's own reader."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "br", "meta", "link", "img", "hr"})
UNSEEN = frozenset({"head", "script", "style", "template"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything one can read in it, white space as a browser folds it."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        if self.tag in UNSEEN:
            return ""
        return "".join(child if isinstance(child, str) else child.spaced() for child in self.children)

    def spaced(self) -> str:
        apart = "" if self.tag in {"a", "b", "bdi", "code", "span", "label", "input"} else " "
        return f"{apart}{self._raw()}{apart}"

    def all(self, tag: str | None = None, **attributes: str | None) -> "list[Element]":
        """Every element below with this tag and these attributes (`data_x` is data-x), in document order."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.walk()
            if (tag is None or one.tag == tag)
            and all(name in one.attributes and one.attributes[name] == wanted[name] for name in wanted)
        ]

    def one(self, tag: str | None = None, **attributes: str | None) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]

    def walk(self) -> "Iterator[Element]":
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def __getitem__(self, name: str) -> str:
        value = self.attributes[name]
        assert value is not None
        return value


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("#root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        assert len(attrs) == len(element.attributes), f"an attribute comes twice in {tag}: {attrs}"
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag} {closed.attributes}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(html: str) -> Element:
    """The tree of a well-nested piece of HTML; anything else fails the test."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert len(builder.open) == 1, f"never closed: {[element.tag for element in builder.open[1:]]}"
    return builder.root
