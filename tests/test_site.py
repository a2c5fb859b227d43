"""A site reads its visitors' cookies: how long an answer lasts, what duplicates mean, how keys rotate."""

from __future__ import annotations

import pytest

from consent import SettingsError
from consent.site import DAY, MOST_DUPLICATES, ConsentSite, Opened
from consent.terms.choice import Answer
from consent.terms.declaration import NECESSARY
from tests import sites

NOW = 20_000 * DAY + 5_000.0


def site_at(now: float, **changes: object) -> ConsentSite:
    return ConsentSite(sites.settings(**changes), [sites.KEY], lambda: now)


SITE = site_at(NOW)
ANALYTICS, MARKETING, *_ = SITE.declaration.grantables


def sealed(day: int, *digests: str) -> bytes:
    return SITE.seal.seal(Answer(SITE.declaration.revision, day, tuple(sorted(digests)))).encode()


def bits(*values: bytes) -> int:
    return SITE.open(values).bits


@pytest.mark.parametrize(
    ("age", "counts"), [(0, True), (179, True), (180, False), (181, False), (-1, True), (-2, False)]
)
def test_answer_of_either_kind_lasts_180_days(age: int, counts: bool) -> None:  # noqa: FBT001 - a table
    for grants in ((), (ANALYTICS.digest,)):
        opened = SITE.open([sealed(20_000 - age, *grants)])

        assert (opened.answer is not None) is counts
        assert opened.bits == (NECESSARY | ANALYTICS.bit if grants and counts else NECESSARY)


def test_latest_day_wins_among_duplicates() -> None:
    old, new = sealed(19_990, ANALYTICS.digest, MARKETING.digest), sealed(20_000, ANALYTICS.digest)

    assert bits(old, new) == bits(new, old) == NECESSARY | ANALYTICS.bit


def test_duplicates_of_one_day_count_only_where_all_agree() -> None:
    both, one = sealed(20_000, ANALYTICS.digest, MARKETING.digest), sealed(20_000, ANALYTICS.digest)

    assert bits(both, one) == NECESSARY | ANALYTICS.bit
    assert bits(both, sealed(20_000)) == NECESSARY


def test_forged_and_expired_duplicates_do_not_count() -> None:
    good = sealed(19_999, ANALYTICS.digest)

    assert bits(b"v1.forged", sealed(19_000, MARKETING.digest), good) == NECESSARY | ANALYTICS.bit
    assert bits(b"v1.forged", b"") == NECESSARY


def test_more_duplicates_than_any_browser_keeps_are_nobodys_answer() -> None:
    assert bits(*[sealed(20_000, ANALYTICS.digest)] * (MOST_DUPLICATES + 1)) == NECESSARY


def test_keys_rotate_in_two_deployments_without_losing_an_answer() -> None:
    old, new = "o" * 40, "n" * 40
    before, adding, after = (
        ConsentSite(sites.settings(), keys, lambda: NOW) for keys in ([old], [new, old], [old, new])
    )
    answer = Answer(SITE.declaration.revision, 20_000, (ANALYTICS.digest,))

    for signer, readers in (
        (before, (before, adding)),
        (adding, (before, adding, after)),
        (after, (adding, after)),
    ):
        value = signer.seal.seal(answer).encode()
        assert all(reader.open([value]).answer == answer for reader in readers)


def test_another_site_with_the_same_key_does_not_read_our_cookie() -> None:
    other = site_at(NOW, base_url="https://other.example")

    assert other.open([sealed(20_000, ANALYTICS.digest)]) == other.nobody


def test_who_refused_is_asked_again_only_where_the_site_must() -> None:
    refused = SITE.seal.seal(Answer("", 20_000, ())).encode()

    assert SITE.open([refused]).asking == ()
    assert site_at(NOW, ask_refusers_again=True).open([refused]).asking != ()


def test_on_use_and_special_categories_never_raise_the_banner() -> None:
    asking = {one.key for one in SITE.declaration.grantables if one.digest in SITE.nobody.asking}

    assert asking == {"analytics", "counter", "heatmap", "marketing", "pixel"}


def test_typing_errors_ask_nobody_and_a_new_provider_asks_about_itself_alone() -> None:
    analytics = sites.ANALYTICS.model_copy(update={"title": "Statistics!", "description": "count all visits"})
    counter = sites.COUNTER.model_copy(update={"provider": "Another GmbH"})
    typo = site_at(
        NOW, categories=(sites.NECESSARY, analytics, sites.MARKETING, sites.MEDIA, sites.POLITICAL_ADS)
    )
    moved = site_at(NOW, services=(counter, sites.HEATMAP, sites.PIXEL, sites.PLAYER))
    everything = sealed(20_000, *(one.digest for one in SITE.declaration.grantables))

    def keys(site: ConsentSite, opened: Opened) -> set[str]:
        return {one.key for one in site.declaration.grantables if one.digest in opened.asking}

    assert keys(typo, typo.open([everything])) == set()
    assert keys(moved, moved.open([everything])) == {"counter"}
    assert (
        moved.open([everything]).bits
        == moved.declaration.everything & ~moved.declaration.service_bits["counter"]
    )


def test_faults_stop_the_start_all_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        site_at(NOW, controllers=(), path="/privacy/")

    assert len(raised.value.faults) == 2
