import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from consent.pages.language import Language, name, offered_languages, shipped_languages, switch_between
from consent.pages.renderer import Place, Renderer
from consent.pages.vocabulary import PHRASES, known_phrase
from consent.terms.catalogue import known
from consent.terms.choice import Answer, Consent, Said
from consent.terms.declaration import Declaration
from consent.terms.lints.words import word_count
from tests.pages.declared_sites import everything, usual
from tests.pages.sentences import TEMPLATE, catalogue_files, catalogue_of, extracted, written

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|%")
TRANSLATED = [file for file in catalogue_files() if file.parts[-3] != "en"]
STEERING = re.compile(
    r"\b(best|better|optimal|enhance|improve|enjoy|later|sorry|unfortunately|experience|recommend|limited|lose|miss|"
    r"important|agree and|continue|got it|okay|please accept|valuable|trust us)\b",
    re.IGNORECASE,
)


def sentences(file: Path) -> list[Message]:
    return [message for message in catalogue_of(file) if message.id]


def test_the_template_holds_exactly_what_pages_say() -> None:
    assert TEMPLATE.read_bytes() == written(extracted()), "run: make messages"


def ids_of(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parts[-3])
def test_every_catalogue_holds_exactly_what_pages_say(file: Path) -> None:
    wanted = {message.id for message in extracted() if message.id}

    assert {message.id for message in sentences(file)} == wanted


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: file.parts[-3])
def test_every_sentence_is_translated(file: Path) -> None:
    for message in sentences(file):
        assert all(forms_of(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: file.parts[-3])
def test_translations_have_the_same_placeholders(file: Path) -> None:
    for message in sentences(file):
        wanted = placeholders(ids_of(message)[-1])
        for form in forms_of(message):
            # A form for one or two may say the number in words.
            in_words = [one for one in wanted if one != "%(count)s"] if len(ids_of(message)) > 1 else wanted

            assert placeholders(form) in (wanted, in_words), form


def placeholders(sentence: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(sentence))


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parts[-3])
def test_no_sentence_holds_markup(file: Path) -> None:
    for message in sentences(file):
        for text in (message.id, message.string):
            assert not re.search(r"[<>]|&\w+;", str(text))


def test_every_sentence_comes_with_a_word_to_translators() -> None:
    bare = [message.id for message in extracted() if message.id and not message.auto_comments]

    assert bare == []


def test_no_sentence_steers_or_blames() -> None:
    for message in extracted():
        assert not STEERING.search(str(message.id)), message.id


def test_english_says_what_the_code_says() -> None:
    (english,) = [file for file in catalogue_files() if file.parts[-3] == "en"]
    for message in sentences(english):
        assert not any(forms_of(message)), message.id


@pytest.mark.parametrize("count", [0, *range(3, 104)])
def test_arabic_names_every_number_but_one_and_two(count: int) -> None:
    assert Language("ar", ("ar",)).say_count("%(count)s day", "%(count)s days", count).startswith(f"{count} ")


def test_arabic_counts_as_arabic_does() -> None:
    month = 30 * 86_400
    said = [str(Language("ar", ("ar",)).duration(count * month)) for count in (1, 2, 6, 11, 13)]
    days = str(Language("ar", ("ar",)).say_count("%(count)s day", "%(count)s days", 100))

    assert said == ["شهر واحد", "شهران", "6 أشهر", "11 شهرًا", "13 شهرًا"]
    assert days == "100 يوم"


SHIPPED = ("ar", "de", "en", "es", "fa", "fr", "hi", "pt-BR", "tr", "ur")


def test_ten_languages_are_shipped_and_all_but_english_wait_for_a_person() -> None:
    assert shipped_languages() == {tag: tag == "en" for tag in SHIPPED}


@pytest.mark.parametrize("tag", SHIPPED)
def test_in_every_language_a_usual_banner_has_at_most_60_words_and_two_different_short_buttons(
    tag: str,
) -> None:
    renderer = Renderer(usual(languages=(tag,)))
    notice = renderer.notice("banner", tag)
    labels = [label for _, label in notice.buttons]

    assert sum(map(word_count, notice.texts)) <= 60
    assert len(set(labels)) == len(labels) == 2
    assert max(map(len, labels)) <= 20


@pytest.mark.parametrize("tag", SHIPPED)
def test_no_page_falls_back_to_another_language(tag: str) -> None:
    declaration = usual(languages=(tag,))
    renderer, visitor = Renderer(declaration), Consent(declaration)
    place = Place(tag, "", "/")

    for page in (renderer.manage_cookies(place, visitor), renderer.policy(place, visitor)):
        spoken = set(re.findall(r'lang="([^"]+)"', page))
        assert spoken == {tag}


def test_a_language_alone_finds_the_catalogue_of_its_region() -> None:
    assert offered_languages(("pt", "pt-PT", "es-MX")) == ("pt", "pt-PT", "es-MX")
    assert "Recusar tudo" in Renderer(usual(languages=("pt",))).banner(Place("pt", "", "/"), (), update=False)


def test_a_missing_compiled_catalogue_says_how_to_make_it() -> None:
    from consent.pages.language import _catalogue

    with pytest.raises(FileNotFoundError, match="make catalogues"):
        _catalogue("xx")


def test_languages_without_a_catalogue_are_not_offered() -> None:
    assert offered_languages(("ar", "xx", "en-GB", "en")) == ("ar", "en-GB", "en")
    assert offered_languages(("xx",)) == ("en",)
    assert Renderer(usual(languages=("xx", "ar"))).languages == ("ar",)


def test_a_regional_language_speaks_its_base_language() -> None:
    renderer = Renderer(usual(languages=("en-GB",)))

    assert "Reject all" in renderer.banner(Place("en-GB", "", "/"), (), update=False)


def test_languages_are_named_in_themselves() -> None:
    assert [one.name for one in switch_between(("en", "ar", "pt-BR"))] == [
        "English",
        "العربية",
        "português (Brasil)",
    ]


def test_kinds_of_data_in_the_catalogue_are_all_translated() -> None:
    used = {
        phrase
        for editions in known("services").values()
        for one in editions
        for phrase in one.get("personal_data", ())
    }

    assert [phrase for phrase in used if not known_phrase(phrase)] == []
    assert len(set(PHRASES)) == len(PHRASES)


def test_a_site_s_own_kind_of_data_is_shown_as_it_wrote_it() -> None:
    assert Language("ar", ("en",)).phrase("shoe size") == '<span lang="en" dir="ltr">shoe size</span>'
    assert Language("en", ("en",)).phrase(" Ip Address") == "IP address"


def test_lists_are_said_in_the_language() -> None:
    assert Language("en", ("en",)).listed(["A", "<B>", "C"]) == "A, &lt;B&gt;, and C"
    assert Language("ar", ("en",)).listed(["الخرائط", "الدفع"]) == "الخرائط والدفع"
    assert Language("en", ("en",)).listed(["A", "B", "C", "D"], 2) == "A, B, and 2 more"
    assert Language("en", ("en",)).listed(["A", "B", "C"], 3) == "A, B, and C"


def test_no_word_of_a_list_sticks_to_a_name_in_latin_letters() -> None:
    arabic = Language("ar", ("ar",))
    names = ["فيلم العبور", name("Matomo"), name("<Umami>")]

    assert arabic.listed(names) == "فيلم العبور، <bdi>Matomo</bdi>، <bdi>&lt;Umami&gt;</bdi>"
    assert arabic.listed(reversed(names[:2])) == "<bdi>Matomo</bdi> وفيلم العبور"
    assert arabic.listed(["A", "B", "C", "D"], 2) == "A، B، اثنتان أخريان"


@pytest.mark.parametrize("number", ["2013/65/EU", "EU/2013/65", "C-673/17", "2021/1772", "2026-11-24"])
def test_a_number_with_strokes_keeps_its_order_between_arabic_words(number: str) -> None:
    said = Language("ar", ("ar",)).text({"ar": f"(القرار {number}، <المجدَّد>) وقرار{number}"})

    assert said == f"(القرار <bdi>{number}</bdi>، &lt;المجدَّد&gt;) وقرار<bdi>{number}</bdi>"


@pytest.mark.parametrize("whole", ["https://a.example/2024/x-1", "a.example/2024/1", "EU-US", "24/7/"])
def test_addresses_and_words_are_not_cut_to_pieces(whole: str) -> None:
    assert "<bdi>2024" not in Language("ar", ("ar",)).text({"ar": f"انظر {whole}"})


def test_numbers_are_left_alone_where_words_run_their_way() -> None:
    assert Language("en", ("en",)).text("decision 2013/65/EU") == "decision 2013/65/EU"


def test_the_arabic_texts_of_the_catalogue_keep_their_numbers_apart() -> None:
    policy = Renderer(usual(use=("matomo",))).policy(Place("ar", "", "/"), Consent(usual()))

    assert "<bdi>2013/65/EU</bdi>" in policy


@pytest.mark.parametrize("site", [usual, everything])
def test_no_arabic_word_sticks_to_a_name_in_latin_letters(site: Callable[[], Declaration]) -> None:
    renderer, place, declaration = Renderer(site()), Place("ar", "", "/"), site()
    bits = sum(one.bit for one in declaration.grantables if one.key != "plausible")
    granted = Consent(declaration, bits, Answer(declaration.revision, 20_000, ()))
    every = tuple(one.digest for one in declaration.grantables)
    pages = (
        renderer.banner(place, (), update=False),
        renderer.banner(place, every, update=True),
        renderer.manage_cookies(place, granted, Said.WITHDRAWN),
        renderer.confirmation(place, Said.SAVED, bits),
        renderer.policy(place, granted),
        renderer.refusal(place, "analytics", granted),
    )
    for html in pages:
        assert re.findall(r"[\u0620-\u064a](?:<(?:bdi|b|span)\b[^>]*>)+[A-Za-z]", html) == []


def test_countries_are_named_in_the_language() -> None:
    assert Language("en", ("en",)).country("NZ") == "New Zealand"
    assert Language("ar", ("en",)).country("IE") == "أيرلندا"
    assert Language("en", ("en",)).country("XX") == "XX"


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le") and groups > 1))


def test_english_reads_at_grade_9_or_below() -> None:
    """Flesch–Kincaid over what people really read: banner, Manage Cookies and policy of a usual site."""
    renderer = Renderer(usual())
    for surface in ("banner", "settings"):
        texts = [text for text in renderer.notice(surface, "en").texts if len(text.split()) > 3]
        words = [word for text in texts for word in re.findall(r"[a-z]+", text.lower())]
        stops = sum(max(1, len(re.findall(r"[.:;](?:\s|$)", text))) for text in texts)
        grade = 0.39 * len(words) / stops + 11.8 * sum(map(syllables, words)) / len(words) - 15.59

        assert grade <= 9, (surface, round(grade, 1))
