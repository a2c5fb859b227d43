"""What people read: view models in, HTML out.

Rule of the room: it knows no request and no store, only a declaration, a place and what a visitor allows. Every word
of ours comes from the catalogues in `locale/`; a notice is taken from the page that shows it, so the two cannot differ.
"""
