"""Words that a declaration uses again and again, so that they are translated once: units, kinds of storage and data.

`message` and `messages` only mark a sentence for translators; it is translated where it is said.
"""

from __future__ import annotations

from types import MappingProxyType

from consent.terms.category import StorageKind


def message(sentence: str) -> str:
    """Mark a sentence for translators."""
    return sentence


def messages(one: str, many: str) -> tuple[str, str]:
    """Mark a sentence that has a form for one and a form for many."""
    return one, many


# Not Babel's unit patterns: it has none for most of these units in Arabic.
UNITS = MappingProxyType(
    {
        # TRANSLATORS: Lengths of time stand alone: in a table cell, or after a colon.
        "second": messages("%(count)s second", "%(count)s seconds"),
        # TRANSLATORS: Length of time, standing alone.
        "minute": messages("%(count)s minute", "%(count)s minutes"),
        # TRANSLATORS: Length of time, standing alone.
        "hour": messages("%(count)s hour", "%(count)s hours"),
        # TRANSLATORS: Length of time, standing alone.
        "day": messages("%(count)s day", "%(count)s days"),
        # TRANSLATORS: Length of time, standing alone.
        "week": messages("%(count)s week", "%(count)s weeks"),
        # TRANSLATORS: Length of time, standing alone.
        "month": messages("%(count)s month", "%(count)s months"),
        # TRANSLATORS: Length of time, standing alone.
        "year": messages("%(count)s year", "%(count)s years"),
    }
)

KINDS: MappingProxyType[StorageKind, str] = MappingProxyType(
    {
        # TRANSLATORS: A way to store something on a person's device, or to read from it. Table cell.
        "cookie": message("cookie"),
        # TRANSLATORS: localStorage: kept in the browser without an end. Table cell.
        "local": message("browser storage"),
        # TRANSLATORS: sessionStorage: kept in the browser until the tab is closed. Table cell.
        "session": message("storage of one tab"),
        # TRANSLATORS: IndexedDB. Table cell.
        "idb": message("database in the browser"),
        # TRANSLATORS: The Cache API. Table cell.
        "cache": message("copies kept by the browser"),
        # TRANSLATORS: A request to another server whose only use is to tell it that a page was opened. Table cell.
        "pixel": message("counting request"),
        # TRANSLATORS: An identifying number added to the address of a page. Table cell.
        "url-id": message("number in a link"),
        # TRANSLATORS: Features of the device read by a script, so that it can be recognised. Table cell.
        "fingerprint-api": message("reading from your device"),
    }
)

WITHOUT_END: MappingProxyType[StorageKind, str] = MappingProxyType(
    {
        # TRANSLATORS: How long something stays on the device. Table cell.
        "local": message("until you clear it"),
        # TRANSLATORS: How long something stays on the device. Table cell.
        "session": message("until you close the tab"),
        "idb": message("until you clear it"),
        "cache": message("until you clear it"),
        # TRANSLATORS: Instead of how long: something is sent or read, but stays on nobody's device. Table cell.
        "pixel": message("not kept on your device"),
        "url-id": message("not kept on your device"),
        "fingerprint-api": message("not kept on your device"),
    }
)
"""How long each kind stays that has no end of its own; a cookie then ends with the browser's session."""

LEAVES_NOTHING: frozenset[StorageKind] = frozenset({"pixel", "url-id", "fingerprint-api"})
"""What sends or reads something and leaves nothing behind that one could delete."""

ROLES = MappingProxyType(
    {
        # TRANSLATORS: Role of an organisation: it decides why and how personal data are used (GDPR Art. 4(7)).
        "controller": message("Responsible for this site"),
        # TRANSLATORS: Role of an organisation: it decides together with others (GDPR Art. 26).
        "joint-controller": message("Jointly responsible for this site"),
        # TRANSLATORS: Role: represents in the European Union an organisation from outside (GDPR Art. 27).
        "representative": message("Representative in the European Union"),
        # TRANSLATORS: Role of a person or office (GDPR Art. 37).
        "data-protection-officer": message("Data protection officer"),
        # TRANSLATORS: Role of a company that works on the data by order of the responsible one (GDPR Art. 28).
        "processor": message("Works on data for this site"),
    }
)

PHRASES = (
    # TRANSLATORS: Kinds of data that a service learns about a visitor. Part of a list: "IP address, pages visited".
    message("IP address"),
    # TRANSLATORS: Kind of data, part of a list.
    message("pages visited"),
    # TRANSLATORS: Kind of data, part of a list: the page from which one came.
    message("referring page"),
    # TRANSLATORS: Kind of data, part of a list.
    message("buttons clicked"),
    # TRANSLATORS: Kind of data, part of a list: what kind of device and browser one uses.
    message("device and browser"),
    # TRANSLATORS: Kind of data, part of a list: a number by which a device is recognised.
    message("device number"),
    # TRANSLATORS: Kind of data, part of a list: a number by which a visitor is recognised.
    message("visitor number"),
    # TRANSLATORS: Kind of data, part of a list.
    message("screen size"),
    # TRANSLATORS: Kind of data, part of a list: the language of the browser.
    message("language"),
    # TRANSLATORS: Kind of data, part of a list.
    message("videos watched"),
    # TRANSLATORS: Kind of data, part of a list: which part of a map one looked at.
    message("map areas viewed"),
    # TRANSLATORS: Kind of data, part of a list.
    message("mouse movements and time on page"),
    # TRANSLATORS: Kind of data, part of a list.
    message("payment details"),
    # TRANSLATORS: Kind of data, part of a list.
    message("email address"),
    # TRANSLATORS: GDPR Art. 9, a special category of personal data. Part of a sentence or list, lower case.
    message("political opinions"),
    # TRANSLATORS: GDPR Art. 9, a special category of personal data. Part of a sentence or list, lower case.
    message("racial or ethnic origin"),
    # TRANSLATORS: GDPR Art. 9, a special category of personal data. Part of a sentence or list, lower case.
    message("religious or philosophical beliefs"),
    # TRANSLATORS: GDPR Art. 9, a special category of personal data. Part of a sentence or list, lower case.
    message("trade union membership"),
    # TRANSLATORS: GDPR Art. 9, a special category of personal data. Part of a sentence or list, lower case.
    message("health"),
    # TRANSLATORS: GDPR Art. 9, a special category of personal data. Part of a sentence or list, lower case.
    message("sex life or sexual orientation"),
)
"""What a site may name in plain English, in `personal_data`, `special` or `reveals`, and we can translate."""

_KNOWN = MappingProxyType({phrase.casefold(): phrase for phrase in PHRASES})


def known_phrase(phrase: str) -> str | None:
    """Return the phrase as our catalogues know it; None for words of the site's own."""
    return _KNOWN.get(phrase.strip().casefold())
