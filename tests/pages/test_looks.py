"""What a person sees: pages drawn by the system's Chromium, without any server."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import islice

import pytest
from playwright.sync_api import Page, Route

from consent.pages.renderer import Place, Renderer
from consent.terms.choice import Answer, Consent, Said
from consent.terms.declaration import Declaration
from tests.conftest import NewPage
from tests.pages.declared_sites import everything, long_names, usual

HOST_RULES = """
    html { font-size: 14px; line-height: 2; letter-spacing: 1px }
    *, *::before { box-sizing: border-box }
    section { background: red; margin: 3rem; padding: 4rem }
    form { background: #ddd; border: 2px solid red; box-shadow: 0 0 9px red; padding: 2rem }
    form { max-width: 20rem; width: 50% }
    form div, body div { margin-bottom: 2rem }
    h2, body h2 { color: red; font: italic 300 3rem/2 serif; margin: 2rem 0 }
    h2, body h2 { text-align: center; text-transform: uppercase }
    p, body form p { color: red; font-size: 11px; margin: 2em 0; max-width: 8rem; padding: 1rem }
    body ul { background: #eee; margin: 2rem; padding: 3rem }
    body ul li, li { font: 11px/3 monospace; list-style: square; margin: 1rem; padding: 1rem; border-bottom: 1px solid }
    b { font-weight: 400; color: red }
    a:link, a:visited { color: red; text-decoration: none; padding: 1rem; margin: 1rem }
    button, form button, [type=submit] { background: #eee; border: 0; box-shadow: 0 0 9px red; color: red;
        font-size: 10px; margin: 1rem; padding: 1rem; text-transform: uppercase; width: 50% }
"""
ADMIN_RULES = files("django.contrib.admin").joinpath("static", "admin", "css", "base.css").read_text()
LOOK = """() => [...document.querySelectorAll('#privacy-choices, #privacy-choices :not(input)')].map(one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const looks = ['color', 'backgroundColor', 'fontFamily', 'fontSize', 'fontStyle', 'fontWeight', 'lineHeight',
        'letterSpacing', 'listStyleType', 'margin', 'padding', 'borderWidth', 'boxShadow', 'textAlign', 'textTransform',
        'textDecorationLine'].map(name => name + ': ' + style[name]);
    return [one.tagName, ...looks, ...[box.x, box.width, box.height].map(Math.round)].join('; ');
})"""
PHONE, TABLET, DESKTOP = (320, 640), (768, 1024), (1440, 900)
DIRECTIONS = {"en": "ltr", "ar": "rtl"}
ANSWERS = "[value=reject], [value=dismiss], [value=accept], [value=save]"
DIFFERENCES = """values => {
    const styles = [...document.querySelectorAll(values)].map(button => {
        const style = getComputedStyle(button);
        return Object.fromEntries([...style].map(name => [name, style[name]]));
    });
    return Object.keys(styles[0]).filter(name => styles.some(style => style[name] !== styles[0][name]));
}"""
OUT_OF_SIGHT = """() => ['reject', 'accept', 'save'].filter(value => {
    const [button, ...more] = document.querySelectorAll(`[value=${value}]`), box = button.getBoundingClientRect();
    return more.length || !box.width || !box.height || box.top < 0 || box.bottom > innerHeight;
})"""
HIDDEN_FOCUS = """() => {
    const box = document.activeElement.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2];
    const top = document.elementFromPoint(x, y);
    return !top || !(document.activeElement.contains(top) || top.contains(document.activeElement));
}"""


def site_page(declaration: Declaration, language: str, *, update: bool = False) -> str:
    """A page of a site, with links to tab through, under the banner."""
    renderer, place = Renderer(declaration), Place(language, "", "/")
    new = tuple(one.digest for one in declaration.grantables if one.category == "marketing")
    links = "".join(f'<p><a href="/{number}">An article, number {number}</a></p>' for number in range(40))
    return (
        f'<!DOCTYPE html><html lang="{language}" dir="{DIRECTIONS[language]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>A site</title>'
        f"{renderer.head(place)}"
        f"</head><body>{renderer.banner(place, new, update=update)}<main><h1>A site</h1>{links}</main>"
        f"<footer>{renderer.doors(place)}</footer></body></html>"
    )


def every_page(declaration: Declaration, language: str) -> Iterator[str]:
    renderer, place = Renderer(declaration), Place(language, "", "/")
    nobody = Consent(declaration)
    granted = Consent(declaration, declaration.everything, Answer(declaration.revision, 20_781, ("x",)))
    yield site_page(declaration, language)
    yield site_page(declaration, language, update=True)
    yield renderer.manage_cookies(place, nobody, None, "stale-notice")
    yield renderer.manage_cookies(place, granted, Said.WITHDRAWN)
    yield renderer.policy(place, nobody)
    yield renderer.refusal(place, "analytics", nobody)
    yield renderer.problem(place, "wrong-origin", 'base_url = "https://site.example"')


def show(page: Page, html: str) -> None:
    """Draw `html` as a page of this site; nothing but our own stylesheet can be loaded."""
    assets = Renderer(usual()).assets

    def answer(route: Route) -> None:
        asset = assets.get(route.request.url.rpartition("/")[2])
        if asset:
            route.fulfill(body=asset.content, content_type=asset.media_type)
        elif route.request.resource_type == "document":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404, body="")

    page.unroute_all()
    page.route("**/*", answer)
    page.goto("https://site.example/")


def resize(page: Page, viewport: tuple[int, int]) -> None:
    width, height = viewport
    page.set_viewport_size({"width": width, "height": height})


def enlarge_text(page: Page) -> None:
    page.add_style_tag(content="html { font-size: 200% }")


def height_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["height"]


def overflow(page: Page) -> int:
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


# Colours know no language, so each scheme is examined in one of them.
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    new_page: NewPage, accessibility_faults: Callable[[Page], list[str]], language: str, scheme: str
) -> None:
    page = new_page(viewport=PHONE, color_scheme=scheme)
    for html in every_page(everything(), language):
        show(page, html)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")

        assert accessibility_faults(page) == []
        assert overflow(page) <= 0
        enlarge_text(page)
        assert overflow(page) <= 0


@pytest.mark.parametrize("language", DIRECTIONS)
def test_long_names_of_many_services_fit_on_a_small_phone(new_page: NewPage, language: str) -> None:
    page = new_page(viewport=PHONE)
    for html in every_page(long_names(), language):
        show(page, html)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")

        assert overflow(page) <= 0
        enlarge_text(page)
        assert overflow(page) <= 0


@pytest.mark.parametrize("language", DIRECTIONS)
def test_refusing_looks_exactly_like_accepting(new_page: NewPage, language: str) -> None:
    page = new_page()
    for html in islice(every_page(usual(), language), 3):
        show(page, html)
        for text in ("usual", "large"):
            if text == "large":
                enlarge_text(page)
            for viewport in (PHONE, TABLET, DESKTOP):
                resize(page, viewport)
                assert page.evaluate(DIFFERENCES, ANSWERS) == [], (text, viewport)


@pytest.mark.parametrize("banner", ["sticky", "overlay"])
@pytest.mark.parametrize("language", DIRECTIONS)
def test_the_banner_leaves_half_of_a_phone_and_two_thirds_of_a_desktop(
    new_page: NewPage, language: str, banner: str
) -> None:
    for viewport, share in ((PHONE, 0.5), (DESKTOP, 1 / 3)):
        page = new_page(viewport=viewport)
        show(page, site_page(usual(banner=banner), language))

        assert height_of(page, "#privacy-choices") <= share * viewport[1]


@pytest.mark.parametrize("language", DIRECTIONS)
def test_both_buttons_are_in_sight_at_once_even_in_a_long_banner_and_large_text(
    new_page: NewPage, language: str
) -> None:
    page = new_page(viewport=PHONE)
    show(page, site_page(everything(), language))
    for _ in range(2):
        for value in ("reject", "accept"):
            box = page.locator(f"#privacy-choices [value={value}]").bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert 0 <= box["y"] <= box["y"] + box["height"] <= PHONE[1]
        enlarge_text(page)


@pytest.mark.parametrize("rules", [HOST_RULES, ADMIN_RULES], ids=["strong rules", "django's admin"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_banner_looks_the_same_whatever_rules_its_page_has(
    new_page: NewPage, viewport: tuple[int, int], rules: str
) -> None:
    page = new_page(viewport=viewport)
    html = site_page(usual(), "en")
    looks = []
    for style in ("body { margin: 0 }", rules + "body { margin: 0 }"):
        show(page, html.replace("</head>", f"<style>{style}</style></head>"))
        looks.append(page.evaluate(LOOK))

    assert [(plain, ruled) for plain, ruled in zip(*looks, strict=True) if plain != ruled] == []


@pytest.mark.parametrize("language", DIRECTIONS)
def test_the_last_line_of_the_banner_keeps_as_far_from_its_edge_as_the_first(
    new_page: NewPage, language: str
) -> None:
    page = new_page(viewport=DESKTOP)
    show(page, site_page(everything(), language))
    section, first, last = (
        page.locator(f"#privacy-choices{selector}").bounding_box()
        for selector in ("", " h2", " .privacy-words > :last-child")
    )
    assert section is not None
    assert first is not None
    assert last is not None
    above = first["y"] - section["y"]
    below = section["y"] + section["height"] - last["y"] - last["height"]

    assert above >= 8
    assert abs(above - below) <= 2


@pytest.mark.parametrize("viewport", [PHONE, TABLET, DESKTOP])
@pytest.mark.parametrize("language", DIRECTIONS)
def test_refusing_is_in_sight_on_manage_cookies_wherever_one_reads(
    new_page: NewPage, language: str, viewport: tuple[int, int]
) -> None:
    page = new_page(viewport=viewport)
    declaration = everything()
    granted = Consent(declaration, declaration.everything, Answer(declaration.revision, 20_781, ("x",)))
    show(page, Renderer(declaration).manage_cookies(Place(language, "", "/"), granted))
    for _ in range(2):
        for category in declaration.category_bits:
            for place in (
                "window.scrollTo(0, 0)",
                f"document.getElementById('category-{category}').scrollIntoView()",
            ):
                page.evaluate(place)
                assert page.evaluate(OUT_OF_SIGHT) == [], place
        enlarge_text(page)


def test_refusing_is_the_first_stop_of_the_keyboard_and_nothing_takes_focus_by_itself(
    new_page: NewPage,
) -> None:
    page = new_page()
    show(page, site_page(usual(), "en"))

    assert page.evaluate("document.activeElement.tagName") == "BODY"
    stops = []
    for _ in range(3):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.dataset.consentAction"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert stops == ["reject", "accept", "settings"]


@pytest.mark.parametrize("banner", ["sticky", "overlay"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_banner_covers_nothing_that_has_focus(
    new_page: NewPage, viewport: tuple[int, int], banner: str
) -> None:
    page = new_page(viewport=viewport)
    show(page, site_page(usual(banner=banner), "en"))
    hidden = 0
    for _ in range(44):
        page.keyboard.press("Tab")
        hidden += page.evaluate(HIDDEN_FOCUS)

    assert hidden == 0


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize("text", ["usual", "large"])
def test_the_buttons_of_manage_cookies_cover_nothing_that_has_focus(
    new_page: NewPage, language: str, text: str
) -> None:
    page = new_page(viewport=PHONE)
    show(page, Renderer(usual()).manage_cookies(Place(language, "", "/"), Consent(usual())))
    if text == "large":
        enlarge_text(page)
    hidden = []
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(HIDDEN_FOCUS):
            hidden.append(page.evaluate("document.activeElement.outerHTML"))

    assert hidden == []


def test_in_forced_colours_buttons_keep_a_border(new_page: NewPage) -> None:
    page = new_page(forced_colors="active")
    show(page, site_page(usual(), "en"))

    assert page.evaluate("getComputedStyle(document.querySelector('[value=reject]')).borderWidth") == "2px"


def test_without_the_stylesheet_one_can_still_refuse(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    show(page, site_page(usual(), "en").replace("<link", "<meta"))

    assert page.locator("[value=reject]").is_visible()
    assert page.locator("[value=reject]").is_enabled()


def test_the_page_starts_at_the_reader_s_side(new_page: NewPage) -> None:
    page = new_page(viewport=DESKTOP)
    for language, before in (("en", True), ("ar", False)):
        show(page, site_page(usual(), language))
        words, reject, accept = (
            page.locator(selector).bounding_box() for selector in ("h2", "[value=reject]", "[value=accept]")
        )
        assert words is not None
        assert reject is not None
        assert accept is not None
        assert (reject["x"] < accept["x"]) is before
        assert (words["x"] < reject["x"]) is before
