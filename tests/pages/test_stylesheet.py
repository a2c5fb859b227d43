import gzip
import re
from hashlib import sha256

from consent.pages.renderer import Renderer
from tests.pages.declared_sites import everything, usual
from tests.pages.test_pages import ARABIC, fragments_of, pages_of

UNKNOWN_TO_OLD_BROWSERS = (
    ":has(",
    ":is(",
    ":where(",
    "inset",
    "color-mix",
    "aspect-ratio",
    "clamp(",
    "@layer",
    "@container",
    "&",
    "dvh",
    "oklch",
    "margin-inline:",
    "padding-inline:",
    "margin-block:",
    "padding-block:",
    "-block-start",
    "overflow-wrap: anywhere",
    ":focus-visible",
)
"""Chrome 80 and Safari 13 drop a whole rule or declaration that holds one of these."""
PHYSICAL = re.compile(r"(margin|padding|border)-(left|right)|text-align: (left|right)|float:")
FILTERED = re.compile(
    r"\bcookie-|\bcookies-|\bcc-|cookieconsent|gdpr|"
    r"\bconsent-(banner|manager|modal|container|wrapper|form|popup|notice|overlay|bar|box)"
)
"""Names that lists of annoyances hide or block."""


def css() -> str:
    (asset,) = Renderer(usual()).assets.values()
    return asset.content.decode()


def test_it_weighs_at_most_two_kilobytes_on_the_way() -> None:
    assert len(gzip.compress(css().encode(), 9)) <= 2048


def test_old_browsers_know_every_rule() -> None:
    rules = re.sub(r"/\*.*?\*/", "", css(), flags=re.DOTALL)

    assert [name for name in UNKNOWN_TO_OLD_BROWSERS if name in rules] == []


def test_flex_boxes_need_no_gap() -> None:
    for rule in re.findall(r"{[^{}]*display: flex[^{}]*}", css()):
        assert "gap" not in rule


def test_directions_are_logical() -> None:
    assert PHYSICAL.findall(css()) == []


def test_it_loads_nothing_and_moves_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|animation|transition", css())


def test_every_rule_is_about_our_own_elements() -> None:
    rules = re.sub(r"/\*.*?\*/", "", css(), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}]+){", rules):
        if not selectors.strip().startswith("@"):
            for selector in selectors.split(","):
                assert re.match(r"\s*(\.|\[class\^=)privacy-", selector), selector


def test_its_name_changes_with_its_content() -> None:
    ((name, asset),) = Renderer(usual()).assets.items()

    assert name == asset.name == f"privacy.{sha256(asset.content).hexdigest()[:12]}.css"
    assert asset.media_type == "text/css; charset=utf-8"


def test_no_id_or_class_or_asset_is_on_a_filter_list() -> None:
    named = css() + " ".join(Renderer(usual()).assets)
    for html in (*pages_of(everything(), ARABIC), *fragments_of(everything(), ARABIC)):
        named += " ".join(re.findall(r'(?:id|class)="[^"]*"', html))

    assert FILTERED.findall(named) == []


def test_every_class_of_ours_has_our_prefix() -> None:
    for html in (*pages_of(everything(), ARABIC), *fragments_of(everything(), ARABIC)):
        for names in re.findall(r'class="([^"]*)"', html):
            assert all(name.startswith("privacy-") for name in names.split())
