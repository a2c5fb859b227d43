"""A declaration under examination, with the questions that several rules ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import SplitResult

from consent.terms.category import Category, Service, StorageItem
from consent.terms.hosts import parts_of
from consent.terms.settings import Settings
from consent.terms.text import Text


@dataclass(frozen=True, slots=True)
class Stored:
    """A storage item with where it stands, whether it needs no consent, and the service it belongs to, if any."""

    place: str
    item: StorageItem
    required: bool
    service: Service | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A text for people with where it stands: the owner's place and the field."""

    owner: str
    field: str
    text: Text

    @property
    def place(self) -> str:
        """The field's own place."""
        return f"{self.owner}.{self.field}" if self.owner else self.field


@dataclass(frozen=True)
class Draft:
    """Settings, the day they are looked at, and the languages that this package's own texts have."""

    settings: Settings
    today: date
    shipped: Mapping[str, bool]

    @cached_property
    def categories(self) -> dict[str, Category]:
        """Categories by key; of two with one key, the first."""
        return {category.key: category for category in reversed(self.settings.categories)}

    def category_of(self, service: Service) -> Category | None:
        """The category a service acts for, if one is declared."""
        return self.categories.get(service.category)

    def is_required(self, service: Service) -> bool:
        """Whether a service is declared to run without consent."""
        category = self.category_of(service)
        return category is not None and category.required

    def services_of(self, category: Category) -> Iterator[Service]:
        """The services that act for a category."""
        return (service for service in self.settings.services if service.category == category.key)

    @cached_property
    def stored(self) -> tuple[Stored, ...]:
        """Every storage item, of categories first."""
        return (
            *(
                Stored(_item_place(place_of_category(category), item), item, category.required, None)
                for category in self.settings.categories
                for item in category.storage
            ),
            *(
                Stored(_item_place(place_of_service(service), item), item, self.is_required(service), service)
                for service in self.settings.services
                for item in service.storage
            ),
        )

    @cached_property
    def texts(self) -> tuple[Placed, ...]:
        """Every text for people, in declared order."""
        return tuple(self._texts())

    def _texts(self) -> Iterator[Placed]:
        yield from _fields("", self.settings, "authority")
        for place, controller in enumerate(self.settings.controllers):
            yield from _fields(f"controllers[{place}]", controller, "name", "address")
        for category in self.settings.categories:
            fields = ("title", "description", "without", "statement", "retention")
            yield from _fields(place_of_category(category), category, *fields)
        for service in self.settings.services:
            yield from _fields(
                place_of_service(service), service, "title", "purpose", "safeguard", "retention"
            )
        for stored in self.stored:
            yield from _fields(stored.place, stored.item, "purpose", "justification")

    @cached_property
    def base(self) -> SplitResult | None:
        """`base_url` in parts; None where there is none or it is no URL."""
        return parts_of(self.settings.base_url) if self.settings.base_url else None

    def spoken(self, text: Text) -> set[str]:
        """The offered languages that `text` speaks; a plain string speaks the first (see `consent.terms.text`)."""
        tags = {self.settings.languages[0]} if isinstance(text, str) else set(text)
        return {tag for tag in self.settings.languages if tag in tags or tag.split("-")[0] in tags}


def place_of_category(category: Category) -> str:
    """How faults name a category."""
    return f"categories[{category.key}]"


def place_of_service(service: Service) -> str:
    """How faults name a service."""
    return f"services[{service.key}]"


def _item_place(owner: str, item: StorageItem) -> str:
    return f"{owner}.storage[{item.name}]"


def _fields(owner: str, model: object, *names: str) -> Iterator[Placed]:
    return (Placed(owner, name, text) for name in names if (text := getattr(model, name)) is not None)


def listed(names: Iterable[object]) -> str:
    """Names as a fault shows them."""
    return ", ".join(map(repr, names)) or "nothing"
