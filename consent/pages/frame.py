"""A frame that shows another company's page, and what stands in its place until that is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from consent.terms.category import Service
from consent.terms.hosts import bare_host, is_within


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a page: whose it is, where it leads, what it shows; `first` is whether it is the service's first."""

    service: str
    src: str
    title: str
    first: bool
    attributes: Mapping[str, object]

    @property
    def anchor(self) -> str | None:
        """The id by which a choice returns to it; the service's further frames have none."""
        return anchor_of(self.service) if self.first else None


def anchor_of(service: str) -> str:
    """The id of a service's first frame or placeholder on a page."""
    return f"privacy-embed-{service}"


def draw_frame(frame: Frame, service: Service) -> Markup:
    """Return the frame. Raises ValueError where it leads to a host that the service does not declare."""
    _check_host(frame, service)
    attributes = {
        "id": frame.anchor,
        "src": frame.src,
        "title": frame.title,
        "loading": "lazy",
        # The company learns the site, and not which page of it was read.
        "referrerpolicy": "strict-origin-when-cross-origin",
        **{name.rstrip("_").replace("_", "-"): value for name, value in frame.attributes.items()},
    }
    written = (
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    return Markup("<iframe{}></iframe>").format(Markup("").join(written))


def _check_host(frame: Frame, service: Service) -> None:
    host = urlsplit(frame.src).netloc.rpartition("@")[2]
    declared = [bare_host(one) for one in service.hosts]
    if not any(is_within(bare_host(host), one) for one in declared):
        raise ValueError(
            f"a frame of {service.key!r} leads to {host!r}, which its hosts do not name; add it to hosts in the "
            "declaration, or correct src"
        )
