"""Runnable examples: `minimal`, `fastapi_app`, `django_site`, and `campaign`, a whole site."""
