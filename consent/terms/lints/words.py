"""Rules about what people read: who answers, in which languages, with which words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consent.errors import Fault
from consent.terms.category import Controller
from consent.terms.hosts import parts_of
from consent.terms.lints.draft import Draft, Placed, listed, place_of_category, place_of_service
from consent.terms.text import Text
from consent.terms.toml_string import toml_string

LONGEST_BANNER = 60
"""Words of a banner, and so of the descriptions in it (D21 allows 120 for the whole first layer)."""

STEERING = {
    "en": (
        r"(?:best|better|optimal|optimum|perfect|full) (?:\w+ )?experience",
        r"(?:enhance|improve|personali[sz]e|enrich) your (?:\w+ )?experience",
        r"(?:we|our team) (?:value|care about|respect) your privacy",
        r"(?:don[’']t|do not|never) (?:miss|lose out)",
        r"maybe later|not now|ask me later|remind me later",
        r"unfortunately|we(?: are|[’']re) sorry|sadly",
        r"by (?:continuing|using|browsing|scrolling)",
        r"(?:don[’']t|do not|never) (?:refuse|reject|decline|disable|opt out)",
        r"accept (?:and|&) close",
        r"no,? thanks|we recommend|recommended",
    ),
    "ar": (
        r"(?:أفضل|أحسن) تجربة|تجربة (?:أفضل|أحسن|مثالية|كاملة)",
        r"(?:تحسين|تعزيز|إثراء) تجربت(?:ك|كم)",
        r"(?:نهتم|نعتني) بخصوصيت(?:ك|كم)|خصوصيت(?:ك|كم) تهمنا|نحترم خصوصيت(?:ك|كم)",
        r"لا تفوت|لا تفوتك",
        r"ليس الآن|ربما لاحقا|ذكرني لاحقا",
        r"للأسف|نأسف|يؤسفنا",
        r"(?:استمرارك|متابعتك|تصفحك|استخدامك) ",
        r"لا ترفض|لا تعطل",
        r"ننصح|نوصي|موصى به",
    ),
    "es": (
        r"(?:mejor|óptima|perfecta) experiencia|experiencia (?:óptima|perfecta|completa)",
        r"mejorar (?:su|tu) experiencia",
        r"(?:valoramos|nos importa|respetamos) (?:su|tu) privacidad",
        r"ahora no|quizás? más tarde|recordar(?:me)? más tarde",
        r"lamentablemente|lo sentimos|por desgracia",
        r"al (?:continuar|seguir|navegar)",
        r"recomendamos|recomendad[oa]",
    ),
    "fr": (
        r"(?:meilleure|parfaite) expérience|expérience (?:optimale|parfaite|complète)",
        r"améliorer (?:votre|ton) expérience",
        r"votre vie privée (?:nous importe|compte|est importante)|nous respectons votre vie privée",
        r"pas maintenant|peut-être plus tard|me (?:le )?rappeler plus tard",
        r"malheureusement|nous sommes désolés|hélas",
        r"en (?:continuant|poursuivant|naviguant)",
        r"nous recommandons|recommandé",
    ),
    "de": (
        r"(?:beste[sn]?|optimale[sn]?|perfekte[sn]?) (?:erlebnis|erfahrung|nutzung)",
        r"(?:erlebnis|erfahrung) (?:zu )?verbessern",
        r"ihre privatsphäre (?:ist uns wichtig|liegt uns am herzen)|wir respektieren ihre privatsphäre",
        r"nicht jetzt|vielleicht später|später erinnern",
        r"leider|schade|es tut uns leid",
        r"durch (?:weitersurfen|fortfahren|die weitere nutzung)",
        r"wir empfehlen|empfohlen",
    ),
    "pt": (
        r"(?:melhor|perfeita) experiência|experiência (?:ideal|perfeita|completa)",
        r"melhorar (?:a )?sua experiência",
        r"(?:valorizamos|respeitamos|nos importamos com) (?:a )?sua privacidade",
        r"agora não|talvez (?:depois|mais tarde)|lembrar(?:-me)? mais tarde",
        r"infelizmente|lamentamos|sentimos muito",
        r"ao (?:continuar|navegar|prosseguir)",
        r"recomendamos|recomendad[oa]",
    ),
    "tr": (
        r"(?:en|daha) iyi (?:bir )?deneyim|mükemmel (?:bir )?deneyim",
        r"deneyiminizi (?:iyileştir|geliştir)",
        r"gizliliğinize (?:önem|değer|saygı)|gizliliğiniz bizim için",
        r"şimdi değil|belki (?:daha )?sonra|daha sonra hatırlat",
        r"maalesef|ne yazık ki|üzgünüz",
        r"devam ederek|gezinmeye devam",
        r"öneririz|önerilir|tavsiye ed",
    ),
    "fa": (
        r"(?:بهترین|بهتر) تجربه|تجربهٔ? (?:بهتر|کامل|عالی)",
        r"حریم خصوصی شما برای ما|به حریم خصوصی شما (?:اهمیت|احترام)",
        r"الان نه|شاید بعد(?:ا|اً|ًا)|بعد(?:ا|اً|ًا) یادآوری",
        r"متأسفانه|متاسفانه|متأسفیم",
        r"با ادامه",
        r"توصیه می",
    ),
    "ur": (
        r"بہتر(?:ین)? تجربہ?ے?",
        r"آپ کی (?:رازداری|پرائیویسی) (?:ہمارے لیے|کا خیال|کا احترام)",
        r"ابھی نہیں|شاید بعد میں|بعد میں یاد",
        r"بدقسمتی سے|افسوس|معذرت",
        r"جاری رکھ(?:ن|ت)ے",
        r"تجویز کرتے|تجویز کردہ",
    ),
    "hi": (
        r"(?:बेहतर|सर्वोत्तम|सबसे अच्छा|बेहतरीन) अनुभव",
        r"आपकी (?:निजता|गोपनीयता) (?:हमारे लिए|का सम्मान|महत्वपूर्ण)",
        r"अभी नहीं|शायद बाद में|बाद में याद",
        r"दुर्भाग्य(?:वश| से)|खेद है|माफ़",
        r"जारी रखकर|जारी रखने पर",
        r"सुझाव देते|अनुशंसित",
    ),
}
"""R21, EDPB 03/2022, 4 CCR 904-3-7.09: wording that praises one answer, blames the other, or puts "later" for no."""

ARABIC_MARKS = re.compile("[\u064b-\u0652\u0640]")
"""Vowel signs and the stretching stroke, with or without which a word is the same."""
PARTICLES = "[وفبلك]?"
"""Arabic writes "and", "so", "with", "for" and "like" as part of the word that follows."""
STEERED = frozenset({"title", "description", "without", "statement", "purpose"})


def someone_answers(draft: Draft) -> Iterator[Fault]:
    """R17, GDPR 13(1)(a): the controller's identity and a way to reach it."""
    remedy = '[[controllers]]\nname = "…"\nemail = "privacy@example.org"'
    deciding = [one for one in draft.settings.controllers if one.role.endswith("controller")]
    if not deciding:
        roles = listed(one.role for one in draft.settings.controllers)
        yield Fault(
            "consent.E017", "controllers", roles, "who decides about the data, with a contact", remedy
        )
    for place, one in enumerate(draft.settings.controllers):
        if one in deciding and not (one.email or one.url or one.address):
            expected = "an email, url or address to write to"
            yield Fault(
                "consent.E017", f"controllers[{place}]", repr(one.name), expected, f"add {_contact(one)}"
            )


def _contact(one: Controller) -> str:
    return f'email = "…" to the controller {one.name!r}'


def every_language_is_spoken(draft: Draft) -> Iterator[Fault]:
    """R29, GDPR 12(1): each text in every language offered. A name or address in one string is one in all."""
    for placed in draft.texts:
        if isinstance(placed.text, str) and _is_name(placed):
            continue
        spoken = draft.spoken(placed.text)
        missing = [tag for tag in draft.settings.languages if tag not in spoken]
        if missing:
            yield Fault(
                "consent.E018",
                placed.place,
                f"a text in {', '.join(spoken_tags(draft, placed.text))}",
                f"the same in {', '.join(missing)}",
                f"{placed.field} = {_by_language(draft, placed.text, missing)}",
            )


def _is_name(placed: Placed) -> bool:
    if placed.owner.startswith("services["):
        return placed.field == "title"
    return placed.owner.startswith("controllers[")


def spoken_tags(draft: Draft, text: Text) -> list[str]:
    """The languages of a text, as written."""
    return [draft.settings.languages[0]] if isinstance(text, str) else list(text)


def _by_language(draft: Draft, text: Text, missing: list[str]) -> str:
    by_language = {draft.settings.languages[0]: text} if isinstance(text, str) else text
    written = [f"{tag} = {_toml(wording)}" for tag, wording in by_language.items()]
    return "{" + ", ".join([*written, *(f'{tag} = "…"' for tag in missing)]) + "}"


def _toml(text: str) -> str:
    return toml_string(text if len(text) <= 60 else text[:59] + "…")


def a_choice_has_words(draft: Draft) -> Iterator[Fault]:
    """R17, EDPB 05/2020 §64: what a yes adds, what works without it, what each recipient does."""
    for category in draft.settings.categories:
        for field in ("description", "without"):
            if not category.required and getattr(category, field) is None:
                meaning = "what a yes adds" if field == "description" else "what works without it"
                place = f"{place_of_category(category)}.{field}"
                yield Fault("consent.E020", place, "nothing", meaning, f'{field} = "…"')
    for service in draft.settings.services:
        if service.purpose is None:
            place = f"{place_of_service(service)}.purpose"
            yield Fault("consent.E020", place, "nothing", "what it is used for", 'purpose = "…"')


def special_categories_have_a_statement(draft: Draft) -> Iterator[Fault]:
    """R32, GDPR 9(2)(a): explicit consent is to a sentence of its own, and can never be a condition of the site."""
    for category in draft.settings.categories:
        place = place_of_category(category)
        if category.special is not None and category.statement is None:
            yield Fault(
                "consent.E021",
                f"{place}.statement",
                f"special = {category.special!r} and no statement",
                "the sentence that one agrees to, in the first person",
                'statement = "I agree that …"',
            )
        if category.special is not None and category.required:
            expected = "a category that one can refuse: a special category of data needs explicit consent"
            yield Fault("consent.E021", f"{place}.required", "True", expected, "required = false")


def the_banner_is_short(draft: Draft) -> Iterator[Fault]:
    """Item 9 of the house's banner: at most 60 words. The descriptions alone are counted here."""
    for language in draft.settings.languages:
        texts = [
            wording
            for category in draft.settings.categories
            if not category.required and category.ask == "banner" and category.special is None
            if (wording := _in(draft, category.description, language))
        ]
        count = sum(map(word_count, texts))
        if count > LONGEST_BANNER:
            yield Fault(
                "consent.E046",
                "categories",
                f"{count} words of descriptions in {language!r}",
                f"at most {LONGEST_BANNER} words in the whole banner",
                'shorten the descriptions, or write ask = "on-use" where a yes can be asked for at the place of use',
            )


def word_count(text: str) -> int:
    """How many words a text has. A sign that stands alone, as French writes ":" and "«", is none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _in(draft: Draft, text: Text | None, language: str) -> str | None:
    if isinstance(text, str):
        return text if language == draft.settings.languages[0] else None
    return text.get(language, text.get(language.split("-", maxsplit=1)[0])) if text else None


def wording_is_neutral(draft: Draft) -> Iterator[Fault]:
    """R21: no guilt, no praise, no "later" in place of no."""
    for placed in draft.texts:
        if placed.field in STEERED:
            yield from _steering(draft, placed)


def _steering(draft: Draft, placed: Placed) -> Iterator[Fault]:
    by_language = {draft.settings.languages[0]: placed.text} if isinstance(placed.text, str) else placed.text
    for language, wording in by_language.items():
        for pattern in STEERING.get(language.split("-", maxsplit=1)[0], ()):
            if found := re.search(
                rf"(?<!\w){PARTICLES}(?:{pattern})", ARABIC_MARKS.sub("", wording), re.IGNORECASE
            ):
                expected = "plain words on what happens, without praise, blame or delay"
                yield Fault(
                    "consent.W044", placed.place, repr(found[0]), expected, "say it without these words"
                )


def links_are_links(draft: Draft) -> Iterator[Fault]:
    """R17: the links that a notice gives can be followed."""
    settings = draft.settings
    yield from _link("policy_url", settings.policy_url, local=True)
    for place, controller in enumerate(settings.controllers):
        yield from _link(f"controllers[{place}].url", controller.url)
    for service in settings.services:
        yield from _link(f"{place_of_service(service)}.privacy_url", service.privacy_url)


def _link(place: str, url: str | None, *, local: bool = False) -> Iterator[Fault]:
    if url is None or (local and re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", url)):
        return
    parts = parts_of(url)
    whole = parts is not None and parts.scheme in {"https", "http"} and bool(parts.hostname)
    if not whole or not re.fullmatch(r"[!#-;=?-\[\]_a-z~]+", url):
        expected = "a whole link, https://…" + (", or a path of this site" if local else "")
        field = place.rsplit(".", 1)[-1]
        yield Fault("consent.E036", place, repr(url), expected, f'{field} = "https://…"')


RULES = (
    someone_answers,
    every_language_is_spoken,
    a_choice_has_words,
    special_categories_have_a_statement,
    the_banner_is_short,
    wording_is_neutral,
    links_are_links,
)
