"""The consent cookie: what we sealed opens as it was, and nothing else opens at all."""

from __future__ import annotations

import hashlib
import hmac
from string import ascii_letters, digits

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import Signer

from consent.errors import BadToken
from consent.terms.choice import Answer
from consent.terms.declaration import DIGEST_LENGTH, MARK_LENGTH
from consent.tokens.consent_cookie import LONGEST, ConsentCookieSeal, KeyedHash, digests_in
from tests.conftest import CASES

OLD, NEW = "the first key, of more than thirty-two characters", "the second key, of more than thirty-two"
SITE = "site.example"
SEAL = ConsentCookieSeal([OLD], SITE)
ALPHABET = ascii_letters + digits + "-_"

digests = st.text(ALPHABET, min_size=DIGEST_LENGTH, max_size=DIGEST_LENGTH)
answers = st.builds(
    Answer,
    revision=st.lists(st.text(ALPHABET, min_size=MARK_LENGTH, max_size=MARK_LENGTH), max_size=8).map("".join),
    day=st.integers(0, 10**6),
    grants=st.lists(digests, max_size=12).map(tuple),
)
ANSWER = Answer("abcdef", 20_781, ("aaaaaa", "bbbbbb"))


@settings(max_examples=CASES)
@given(answer=answers)
def test_any_answer_opens_as_it_was_sealed(answer: Answer) -> None:
    assert SEAL.open(SEAL.seal(answer).encode()) == answer


@settings(max_examples=CASES)
@given(answer=answers)
def test_equal_answers_give_equal_cookies_so_that_no_cookie_tells_a_visitor_apart(answer: Answer) -> None:
    assert SEAL.seal(answer) == ConsentCookieSeal([OLD], SITE).seal(Answer(*answer))


def test_its_form_is_version_revision_day_grants_and_signature() -> None:
    version, revision, day, grants, signature = SEAL.seal(ANSWER).split(".")

    assert (version, revision, day, grants) == ("v1", "abcdef", "20781", "aaaaaabbbbbb")
    assert len(signature) == 43
    assert SEAL.read(SEAL.seal(ANSWER).encode()) == (b"abcdef", 20_781, b"aaaaaabbbbbb")


def test_grants_are_cut_into_digests() -> None:
    assert digests_in(b"aaaaaabbbbbb") == ("aaaaaa", "bbbbbb")
    assert digests_in(b"") == ()


@settings(max_examples=CASES)
@given(answer=answers, place=st.integers(0), byte=st.integers(1, 255))
def test_any_changed_byte_is_refused(answer: Answer, place: int, byte: int) -> None:
    sealed = bytearray(SEAL.seal(answer).encode())
    sealed[place % len(sealed)] ^= byte

    with pytest.raises(BadToken):
        SEAL.open(bytes(sealed))


@settings(max_examples=CASES)
@given(answer=answers, cut=st.integers(1, 60), more=st.binary(min_size=1, max_size=5))
def test_a_cookie_that_is_shorter_or_longer_is_refused(answer: Answer, cut: int, more: bytes) -> None:
    sealed = SEAL.seal(answer).encode()

    for value in (sealed[:-cut], sealed[cut:], sealed + more, more + sealed):
        with pytest.raises(BadToken):
            SEAL.open(value)


@settings(max_examples=CASES)
@given(
    value=st.binary(max_size=200)
    | st.lists(st.sampled_from([b"v1", b"", b"1", b"-1", b"a" * 43, b"\xff" * 43]), max_size=7).map(b".".join)
)
def test_arbitrary_bytes_raise_bad_token_and_nothing_else(value: bytes) -> None:
    with pytest.raises(BadToken):
        SEAL.open(value)


@pytest.mark.parametrize(
    "other",
    [
        ConsentCookieSeal([OLD], "other.example"),
        ConsentCookieSeal([OLD], ""),
        ConsentCookieSeal([NEW], SITE),
        ConsentCookieSeal([OLD + "x"], SITE),
    ],
)
def test_a_cookie_of_another_site_or_key_is_refused(other: ConsentCookieSeal) -> None:
    with pytest.raises(BadToken):
        SEAL.open(other.seal(ANSWER).encode())


def test_a_signature_by_our_key_for_another_purpose_is_refused() -> None:
    other = Signer(OLD, salt="another purpose", sep=".", key_derivation="hmac", digest_method=hashlib.sha256)

    with pytest.raises(BadToken):
        SEAL.open(other.sign("v1.abcdef.20781.aaaaaa"))


def test_rotation_in_two_deployments_loses_nobody() -> None:
    before, both_open, new_signs, after = (
        ConsentCookieSeal(keys, SITE) for keys in ([OLD], [NEW, OLD], [OLD, NEW], [NEW])
    )

    # While a deployment is rolled out, old and new processes take turns on one visitor.
    for one, other in [(before, both_open), (both_open, new_signs), (new_signs, after)]:
        assert other.open(one.seal(ANSWER).encode()) == ANSWER
    assert before.open(both_open.seal(ANSWER).encode()) == ANSWER
    assert both_open.open(new_signs.seal(ANSWER).encode()) == ANSWER
    assert new_signs.open(after.seal(ANSWER).encode()) == ANSWER
    with pytest.raises(BadToken):
        after.open(before.seal(ANSWER).encode())


def test_the_last_key_signs() -> None:
    assert ConsentCookieSeal([OLD, NEW], SITE).seal(ANSWER) == ConsentCookieSeal([NEW], SITE).seal(ANSWER)


def test_nothing_longer_than_a_browser_keeps_is_opened_though_we_sealed_it() -> None:
    length = LONGEST - len(SEAL.seal(Answer("", 1, ())))
    fits, too_long = (SEAL.seal(Answer("a" * (length + more), 1, ())).encode() for more in (0, 1))

    assert len(fits) == 4096
    assert SEAL.open(fits).day == 1
    with pytest.raises(BadToken):
        SEAL.open(too_long)


@settings(max_examples=CASES)
@given(key=st.binary(max_size=64), message=st.binary(max_size=200))
def test_the_keyed_hash_is_hmac_sha_256(key: bytes, message: bytes) -> None:
    assert KeyedHash(key).digest(message) == hmac.digest(key, message, "sha256")


@settings(max_examples=CASES)
@given(answer=answers, keys=st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=3))
def test_what_the_plain_signer_signs_is_what_the_fast_hash_opens(answer: Answer, keys: list[str]) -> None:
    plain = Signer(
        list(keys),
        salt=f"consent.cookie.v1:{SITE}",
        sep=".",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
    signed = plain.sign(f"v1.{answer.revision}.{answer.day}.{''.join(answer.grants)}")
    seal = ConsentCookieSeal(keys, SITE)

    assert seal.seal(answer).encode() == signed
    assert seal.open(signed) == answer


def test_the_reason_of_a_refusal_is_not_told_to_the_sender() -> None:
    forged = SEAL.seal(ANSWER)[:-1] + "!"

    with pytest.raises(BadToken) as refused:
        SEAL.open(forged.encode())
    assert forged not in str(refused.value)
