"""A small campaign site in two languages, with a stand-in third party beside it: `python -m examples.campaign`.

What to look at: `consent.toml` (the declaration), `site.py` (one line wraps the app), `templates/` (what asks before
it loads something), `careless.py` (the fault that the gate has to catch), `third_party/` (who would have been told).
The delegation, the islands and everybody named here are invented.
"""
