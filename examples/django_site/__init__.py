"""A Django project with its admin, wrapped as a whole: `python -m examples.django_site`.

What to look at: `asgi.py` (the one line), `consent.toml` (`use = ["django"]` declares session, CSRF and messages),
`settings.py` (the context processor), and the admin, whose templates nobody touched: it has the banner too.
"""
