"""The application that a server runs: Django with its static files, wrapped in one line."""

from __future__ import annotations

import os
from pathlib import Path

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

from consent import ConsentMiddleware, ConsentSettings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examples.django_site.settings")

django = ASGIStaticFilesHandler(get_asgi_application())
application = ConsentMiddleware(django, ConsentSettings.from_toml(Path(__file__).with_name("consent.toml")))
