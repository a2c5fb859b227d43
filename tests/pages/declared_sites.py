"""Declarations that the tests of pages are about: a usual site, one of every sort of thing, a hostile one."""

from datetime import date
from typing import Any

from consent.terms.category import Category, Controller, Service, StorageItem
from consent.terms.declaration import Declaration
from consent.terms.settings import Settings

HOSTILE = "<script>alert(1)</script>\"'&\u202e\u2066"


def declared(**fields: Any) -> Declaration:
    """A declaration of English and Arabic with a controller; `fields` replace or add settings."""
    given: dict[str, Any] = {
        "base_url": "https://site.example",
        "languages": ("en", "ar"),
        "controllers": (Controller(name="Example Delegation", email="privacy@site.example"),),
        "updated": date(2026, 11, 24),
    }
    return Declaration(Settings(**{**given, **fields}))


def usual(**fields: Any) -> Declaration:
    """What most sites have: a framework's cookies, statistics, a few adverts, videos asked for at their place."""
    return declared(**{"use": ("django", "matomo", "meta-pixel", "peertube"), **fields})


def smallest(**fields: Any) -> Declaration:
    """A site with nothing optional."""
    return declared(**{"use": ("starlette-session",), **fields})


def everything(**fields: Any) -> Declaration:
    """One of every sort: special category, required service, own storage, sale, safeguard, many services."""
    return declared(
        **{
            "reveals": "political opinions",
            "authority": {"en": "Data Protection Commission", "ar": "هيئة حماية البيانات"},
            "controllers": (
                Controller(
                    name="Example Delegation", address="1 Example Street", country="IE", phone="+353 1"
                ),
                Controller(name="Partner e.V.", role="joint-controller", url="https://partner.example"),
                Controller(name="Third Party", role="joint-controller"),
                Controller(name="D. P. Officer", role="data-protection-officer", email="dpo@site.example"),
            ),
            "use": (
                "django",
                "matomo",
                "umami",
                "plausible",
                "google-analytics",
                "meta-pixel",
                "youtube",
                "stripe",
            ),
            "categories": (
                Category(
                    key="politics",
                    title={"en": "Political adverts", "ar": "إعلانات سياسية"},
                    description={"en": "choose adverts by your views", "ar": "اختيار إعلانات بحسب آرائك"},
                    without={"en": "You see the same pages.", "ar": "ترى الصفحات نفسها."},
                    special="political opinions",
                    statement={
                        "en": "I agree that my political opinions are used to choose adverts.",
                        "ar": "أوافق على استخدام آرائي السياسية لاختيار الإعلانات.",
                    },
                ),
                Category(
                    key="marks",
                    title="Reading marks",
                    description="remember how far you read",
                    retention="One year after your last visit",
                    sells_or_shares=True,
                    storage=(
                        StorageItem(
                            name="mark", kind="local", purpose="Remembers the line", max_age="30 days"
                        ),
                    ),
                ),
            ),
            "services": (
                Service(
                    key="ads",
                    category="politics",
                    title="Ads",
                    provider="Ads SA",
                    country="FR",
                    purpose="Chooses adverts",
                    sells_or_shares=True,
                ),
                Service(
                    key="shield", category="necessary", title="Shield", provider="Shield Ltd", country="GB"
                ),
            ),
            **fields,
        }
    )


def long_names() -> Declaration:
    """Many services whose names are long, in words or in one word."""
    return declared(
        use=("django", "matomo", "meta-pixel"),
        services=tuple(
            Service(
                key=f"service-{number}",
                category="analytics",
                title="Rheinschifffahrtsgesellschaftsstatistik" + number,
                provider=f"Gesellschaft für Besucherstatistik und Reichweitenmessung {number} mbH",
                country="DE",
                purpose="Counts visits",
                hosts=(f"a-long-name-of-a-host-that-counts-visits-{number}.example",),
                storage=(
                    StorageItem(
                        name="_a_long_name_of_a_cookie_that_counts_visits_" + number, purpose="Counts"
                    ),
                ),
            )
            for number in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
        ),
    )


def hostile() -> Declaration:
    """Every text that a site writes tries to be markup."""
    text = HOSTILE
    return declared(
        controllers=(Controller(name=text, address=text, phone=text),),
        authority=text,
        reveals=text,
        categories=(
            Category(
                key="bad",
                title=text,
                description=text,
                without=text,
                retention=text,
                personal_data=(text,),
                storage=(StorageItem(name="bad*", purpose=text),),
            ),
            Category(key="worse", title=text, special=text, statement=text),
            Category(
                key="needed",
                title=text,
                required=True,
                storage=(StorageItem(name="need", purpose=text, justification=text),),
            ),
        ),
        services=(
            Service(
                key="evil",
                category="bad",
                title=text,
                provider=text,
                country="FR",
                purpose=text,
                hosts=(text,),
                personal_data=(text,),
                safeguard=text,
                retention=text,
                privacy_url="https://evil.example/" + text,
            ),
        ),
    )
