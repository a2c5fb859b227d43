"""What we sign and later open: the consent cookie (later: emailed links and sessions), and what our cookies are called.

Rule of the room: the only importer of itsdangerous. Every kind of token has a salt of its own, which also names
the site, so no value can serve a second purpose or a second site.
"""
