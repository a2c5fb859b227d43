"""The choice endpoint: what a yes needs, and that nothing keeps a no out."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from consent import ConsentMiddleware
from consent.actions.record_choice import record_choice
from consent.terms.choice import Answer, Choice
from consent.terms.declaration import Declaration
from tests.sites import KEY, choose, client_of, cookies_set, notice_in, setting_cookies, settings, state_of

APP = setting_cookies(content="<!doctype html><p>hello")
GENERAL = {"analytics", "marketing", "media"}


def on(client: TestClient) -> set[str]:
    state = state_of(client)
    return {key for key, value in {**state["categories"], **state["services"]}.items() if value} - {
        "necessary"
    }


def post(client: TestClient, headers: dict[str, str] | None = None, **fields: object) -> object:
    return client.post("/privacy/choice", data=fields, headers=headers or {})


def test_nothing_is_on_before_a_choice() -> None:
    client = client_of(APP)

    assert state_of(client)["decided"] is False
    assert on(client) == set()


def test_accept_on_manage_cookies_grants_all_but_the_special() -> None:
    client = client_of(APP)
    choose(client, "accept")

    assert on(client) == {*GENERAL, "counter", "heatmap", "pixel", "player"}


def test_reject_needs_no_notice_and_is_remembered_as_long_as_a_yes() -> None:
    no, yes = client_of(APP), client_of(APP)

    refused = cookies_set(no.post("/privacy/choice", data={"decision": "reject"}))["consent"]
    accepted = cookies_set(choose(yes, "accept"))["consent"]

    assert "Max-Age=15552000" in refused
    assert "Max-Age=15552000" in accepted
    assert state_of(no)["decided"] is True
    assert on(no) == set()


def test_two_who_refuse_on_one_day_hold_identical_cookies() -> None:
    first, second = client_of(APP), client_of(APP)

    choose(first, "reject")
    second.post("/privacy/choice", json={"decision": "dismiss"})

    assert first.cookies["consent"] == second.cookies["consent"]


def test_yes_without_a_notice_grants_nothing_and_shows_the_form_again() -> None:
    client = client_of(APP)

    response = client.post("/privacy/choice", data={"decision": "accept"})

    assert response.status_code == 409
    assert notice_in(response.text)
    assert "consent" not in client.cookies


def test_yes_to_a_notice_no_longer_served_grants_nothing() -> None:
    client = client_of(APP)

    assert client.post("/privacy/choice", data={"decision": "accept", "notice": "0" * 64}).status_code == 409
    assert on(client) == set()


def test_choice_redirects_by_303_to_the_confirmation_on_next() -> None:
    response = choose(client_of(APP), "reject", next="/articles?page=2")

    assert response.status_code == 303
    assert response.headers["location"] == "/articles?page=2#privacy-choices-done"


@pytest.mark.parametrize(
    "bad", ["//evil.example", "/\\evil.example", "https://evil.example", "/%2Fevil.example", ""]
)
def test_next_to_another_site_leads_to_manage_cookies(bad: str) -> None:
    assert (
        choose(client_of(APP), "reject", next=bad).headers["location"]
        == "/privacy/cookies#privacy-choices-done"
    )


def test_category_ticked_afresh_takes_its_services_along() -> None:
    client = client_of(APP)
    choose(client, "save", category=["analytics"])

    assert on(client) == {"analytics", "counter", "heatmap"}


def test_category_with_some_of_its_services_ticked_takes_only_those() -> None:
    client = client_of(APP)
    choose(client, "save", category=["analytics"], service=["counter"])

    assert on(client) == {"analytics", "counter"}


def test_unticking_the_services_shown_as_ticked_is_a_no_to_them() -> None:
    client = client_of(APP)
    choose(client, "save", category=["analytics"])
    choose(
        client,
        "save",
        category=["analytics"],
        shown=["category:analytics", "service:counter", "service:heatmap"],
    )

    assert on(client) == {"analytics"}


def test_unticking_a_category_shown_as_ticked_is_a_no_to_its_services_too() -> None:
    client = client_of(APP)
    choose(client, "accept")
    choose(client, "save", service=["counter", "pixel"], shown=["category:analytics", "service:counter"])

    assert on(client) == {"pixel"}


def test_saving_the_form_unchanged_changes_nothing() -> None:
    client = client_of(APP)
    choose(client, "save", category=["analytics"], service=["counter"])
    shown = ["category:analytics", "service:counter"]

    again = choose(client, "save", category=["analytics"], service=["counter"], shown=shown)

    assert "consent" not in cookies_set(again)


def test_special_category_is_granted_only_by_its_own_box() -> None:
    client = client_of(APP)
    choose(client, "save", category=["political-ads"])

    assert on(client) == {"political-ads"}


def test_accepting_again_after_a_special_yes_keeps_it() -> None:
    client = client_of(APP)
    choose(client, "save", category=["political-ads"])
    choose(client, "accept")

    assert "political-ads" in on(client)


def test_narrowing_needs_no_notice_and_does_not_renew_the_rest() -> None:
    client = client_of(APP)
    choose(client, "save", category=["analytics", "marketing"])

    client.post("/privacy/choice", data={"decision": "save", "category": "analytics"})

    assert on(client) == {"analytics", "counter", "heatmap"}


def test_narrowing_without_a_notice_keeps_the_day_of_the_old_yes() -> None:
    site = ConsentMiddleware(APP, settings(), secret_key=KEY).site
    old = site.read(
        Answer(
            site.declaration.revision,
            site.today - 100,
            tuple(sorted(one.digest for one in site.declaration.grantables)),
        )
    )

    outcome = record_choice(site, Choice("save", categories=frozenset({"analytics"})), old)

    assert outcome.answer is not None
    assert outcome.answer.day == site.today - 100


def test_refusal_counts_from_today_whatever_was_answered_before() -> None:
    site = ConsentMiddleware(APP, settings(), secret_key=KEY).site
    old = site.read(
        Answer(
            site.declaration.revision,
            site.today - 100,
            tuple(sorted(one.digest for one in site.declaration.grantables)),
        )
    )

    outcome = record_choice(site, Choice("reject"), old)

    assert outcome.answer == Answer(site.declaration.revision, site.today, ())


def test_withdrawing_one_category_keeps_the_others() -> None:
    client = client_of(APP)
    choose(client, "accept")
    client.post("/privacy/choice", data={"decision": "withdraw", "category": "analytics"})

    assert on(client) == {"marketing", "pixel", "media", "player"}


def test_forget_leaves_the_visitor_undecided() -> None:
    client = client_of(APP)
    choose(client, "accept")
    choose(client, "forget")

    assert state_of(client)["decided"] is False
    assert "consent" not in client.cookies


def test_dismiss_is_a_no_for_the_undecided_and_keeps_what_was_granted() -> None:
    undecided, granted = client_of(APP), client_of(APP)
    choose(granted, "accept")
    before = on(granted)
    choose(undecided, "dismiss")
    choose(granted, "dismiss")

    assert state_of(undecided)["decided"] is True
    assert on(undecided) == set()
    assert on(granted) == before


def test_json_in_and_out() -> None:
    client = client_of(APP)
    notice = state_of(client)["notice"]

    answer = client.post("/privacy/choice", json={"decision": "save", "service": ["pixel"], "notice": notice})

    assert answer.status_code == 200
    assert answer.json()["services"]["pixel"] is True
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"decision=maybe",
        b"{}",
        b"[1]",
        b'{"decision": {"accept": true}}',
        b"\xff\xfe",
        b"decision=accept" + b"&x=1" * 9000,
    ],
)
@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", "x"]
)
def test_rubbish_is_answered_400_and_grants_nothing(body: bytes, media_type: str) -> None:
    client = client_of(APP)

    response = client.post("/privacy/choice", content=body, headers={"content-type": media_type})

    assert 400 <= response.status_code < 500
    assert "consent" not in client.cookies


def test_among_several_decisions_a_no_wins() -> None:
    client = client_of(APP)
    notice = notice_in(client.get("/privacy/cookies").text)

    client.post("/privacy/choice", data={"decision": ["accept", "reject"], "notice": notice})

    assert on(client) == set()


def test_get_changes_nothing() -> None:
    client = client_of(APP)

    assert cookies_set(client.get("/privacy/choice?decision=accept")) == {}
    refused = client.put("/privacy/choice")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_who_sends_json_is_answered_in_json_whatever_else_it_accepts() -> None:
    for accept in ("text/html,*/*", "*/*", "application/json"):
        refused = client_of(APP).post(
            "/privacy/choice", json={"decision": "perhaps"}, headers={"accept": accept}
        )
        assert refused.status_code == 400
        assert refused.json()["error"] == "bad-form"


def test_new_service_starts_denied_and_the_rest_stays_granted() -> None:
    declared = settings()
    older = settings(services=declared.services[:-2])
    client = client_of(APP, older)
    choose(client, "accept")

    newer = client_of(APP, declared)
    newer.cookies.update(client.cookies)

    assert on(newer) == {*GENERAL, "counter", "heatmap"}


def test_who_refused_is_not_asked_again_whatever_is_added() -> None:
    declared = settings()
    client = client_of(APP, settings(services=declared.services[:1]))
    choose(client, "reject")
    newer = Declaration(declared)

    middleware = ConsentMiddleware(APP, declared, secret_key=KEY)
    assert newer.revision
    assert middleware.site.open([client.cookies["consent"].encode()]).asking == ()


def test_who_granted_is_asked_only_about_what_is_new() -> None:
    declared = settings()
    client = client_of(APP, settings(services=declared.services[:1]))
    choose(client, "save", category=["analytics"])

    site = ConsentMiddleware(APP, declared, secret_key=KEY).site
    asking = site.open([client.cookies["consent"].encode()]).asking

    assert {one.key for one in site.declaration.grantables if one.digest in asking} == {"heatmap", "pixel"}


def test_old_and_new_process_alternate_without_losing_an_answer_or_asking_twice() -> None:
    declared = settings()
    old = client_of(APP, settings(services=declared.services[:1]))
    new = client_of(APP, declared)

    choose(old, "save", category=["analytics"])
    new.cookies.update(old.cookies)
    choose(new, "save", category=["analytics"], service=["counter", "pixel"], shown=["category:analytics"])
    old.cookies.clear()
    old.cookies.update(new.cookies)
    old_site = ConsentMiddleware(APP, settings(services=declared.services[:1]), secret_key=KEY).site
    assert old_site.open([old.cookies["consent"].encode()]).asking == ()

    choose(
        old, "save", category=["analytics", "marketing"], service=["counter"], shown=["category:analytics"]
    )
    new.cookies.clear()
    new.cookies.update(old.cookies)

    new_site = ConsentMiddleware(APP, declared, secret_key=KEY).site
    assert new_site.open([new.cookies["consent"].encode()]).asking == ()
    assert on(new) == {"analytics", "counter", "marketing", "pixel"}
