"""Our own pages and endpoints: each reads a request, calls an action or a page, and answers."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from consent.actions.record_choice import Outcome, record_choice
from consent.errors import RejectedRequest, StaleNotice, WrongOrigin
from consent.pages.frame import anchor_of
from consent.terms.choice import Said
from consent.tokens.cookie_name import set_cookie
from consent.tokens.once_cookie import ONCE_SECONDS
from consent.web.answers import page_response, wants_json
from consent.web.forms import Submission, read_submission
from consent.web.origin import Sender, sender_of
from consent.web.visit import SAID_SECONDS, Visit

CONFIRMATION = "#privacy-choices-done"


async def policy_page(visit: Visit, request: Request) -> Response:
    """`GET /privacy`: the privacy policy."""
    return page_response(visit.site.renderer.policy(visit.place(_asked(request)), visit))


async def cookies_page(visit: Visit, request: Request) -> Response:
    """`GET /privacy/cookies`: Manage Cookies, with the confirmation line right after a choice."""
    place = visit.place(_asked(request))
    said = visit.take_said()
    response = page_response(visit.site.renderer.manage_cookies(place, visit, said))
    withdrew = said in {Said.WITHDRAWN, Said.FORGOTTEN}
    if withdrew and visit.site.settings.clear_storage == "origin" and visit.secure:
        # R76: only where the site asked for it, only storage, and on this page: browsers ignore it on a redirect.
        response.headers["clear-site-data"] = '"storage"'
    return response


async def choice_state(visit: Visit, _: Request) -> Response:
    """`GET /privacy/choice`: the visitor's state as JSON; changes nothing."""
    return page_response(_state(visit, visit.opened.bits, decided=visit.opened.answer is not None))


async def choose(visit: Visit, request: Request) -> Response:
    """`POST /privacy/choice`: record a choice; 303 back to the page, or JSON when asked for."""
    try:
        submission = await read_submission(request)
        sender = sender_of(request.headers, visit.site)
        if sender is Sender.FOREIGN:
            raise WrongOrigin("another site sent this form")
        outcome = record_choice(visit.site, replace(submission.choice, gpc=visit.heeded), visit.opened)
        if sender is Sender.UNKNOWN and outcome.bits & ~visit.opened.bits:
            raise WrongOrigin(
                "a yes must come from a page of this site, and the browser did not say where from"
            )
    except RejectedRequest as error:
        visit.site.metrics.count("choice_rejected", error.code)
        return _rejected(visit, request, error)
    visit.site.metrics.count("choice", submission.choice.decision if outcome.changed else "unchanged")
    return _obeyed(visit, submission, outcome)


async def gpc_resource(visit: Visit, _: Request) -> Response:
    """`GET /.well-known/gpc.json`: that this site heeds Global Privacy Control (W3C GPC §4; R62)."""
    updated = visit.site.settings.updated
    content = {"gpc": True} | ({"lastUpdate": updated.isoformat()} if updated else {})
    headers = {"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"}
    return JSONResponse(content, headers=headers)


async def asset(visit: Visit, request: Request) -> Response:
    """`GET /privacy/assets/…`: a file named by its content, kept by every cache for ever."""
    file = visit.site.renderer.assets[request.scope["path"].rpartition("/")[2]]
    headers = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _obeyed(visit: Visit, submission: Submission, outcome: Outcome) -> Response:
    if submission.as_json or wants_json(visit.scope):
        state = _state(visit, outcome.bits, decided=outcome.answer is not None)
        response = page_response({**state, "changed": outcome.changed})
    else:
        page = submission.next or f"{visit.prefix}{visit.site.settings.path}/cookies"
        fragment = f"#{anchor_of(outcome.place)}" if outcome.place else CONFIRMATION
        response = RedirectResponse(page + fragment, 303, {"cache-control": "no-store"})
        response.raw_headers.append((b"set-cookie", _told_the_next_page(visit, outcome)))
    response.raw_headers += [(b"set-cookie", value) for value in visit.cookies_for(outcome)]
    return response


def _told_the_next_page(visit: Visit, outcome: Outcome) -> bytes:
    """The cookie that the next page uses up: what it may show once, or what it has to confirm."""
    site, secure = visit.site, visit.secure
    if outcome.once is None:
        said = site.said_names[secure].decode()
        return set_cookie(said, outcome.said.value, max_age=SAID_SECONDS, http_only=True)
    once = site.once_names[secure].decode()
    return set_cookie(once, site.once.seal(outcome.once), max_age=ONCE_SECONDS, http_only=True)


def _rejected(visit: Visit, request: Request, error: RejectedRequest) -> Response:
    if wants_json(visit.scope):
        return page_response(
            {"error": error.code, "detail": str(error), "notice": _settings_notice(visit)}, error.status
        )
    place = visit.place(_asked(request), "")
    if isinstance(error, StaleNotice):
        page = visit.site.renderer.manage_cookies(place, visit, None, error.code)
    else:
        page = visit.site.renderer.problem(place, error.code, _owner_hint(visit, error))
    return page_response(page, error.status)


def _owner_hint(visit: Visit, error: RejectedRequest) -> str | None:
    """What the site's owner must set where the sender could not be told."""
    if not isinstance(error, WrongOrigin) or visit.site.settings.base_url:
        return None
    scheme = "https" if visit.secure else visit.scope["scheme"]
    return f'base_url = "{scheme}://{visit.host}"' if visit.host.isascii() else None


def _state(visit: Visit, bits: int, *, decided: bool) -> dict[str, object]:
    declaration = visit.site.declaration
    return {
        "decided": decided,
        "gpc": visit.gpc,
        "revision": declaration.revision,
        "categories": {key: bool(bit & bits) for key, bit in declaration.category_bits.items()},
        "services": {key: bool(bit & bits) for key, bit in declaration.service_bits.items()},
        "notice": _settings_notice(visit),
    }


def _settings_notice(visit: Visit) -> str:
    """The hash of Manage Cookies as this visitor sees it."""
    return visit.site.renderer.notice("signal" if visit.heeded else "settings", visit.language()).hash


def _asked(request: Request) -> str | None:
    """The language that the visitor chose by `?lang=`, which on our own pages is also what the page says."""
    return request.query_params.get("lang")
