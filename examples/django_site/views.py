"""The site's views. One sets a cookie without asking, which the gate catches; one is for visitors who said yes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from consent import consent_required

PLOTS = {1: "Beans along the fence", 2: "Three rows of leeks", 3: "A pond, and what lives in it"}


def home(request: HttpRequest) -> HttpResponse:
    """List the plots."""
    return render(request, "home.html", {"plots": PLOTS})


def plot(request: HttpRequest, number: int) -> HttpResponse:
    """Show a plot and count it, whoever looks: the cookie leaves the server only where statistics are allowed."""
    if number not in PLOTS:
        raise Http404
    response = render(request, "home.html", {"plots": {number: PLOTS[number]}})
    response.set_cookie("plots_seen", str(_seen(request) + 1), max_age=30 * 86_400, samesite="Lax")
    return response


@consent_required("statistics")
def statistics(request: HttpRequest) -> HttpResponse:
    """Say what was counted. Without consent the visitor gets a page that says what it is for."""
    return render(request, "home.html", {"plots": PLOTS, "seen": _seen(request)})


def _seen(request: HttpRequest) -> int:
    counted = request.COOKIES.get("plots_seen", "")
    return int(counted) if counted.isascii() and counted.isdigit() else 0
