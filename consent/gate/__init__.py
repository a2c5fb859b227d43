"""What may pass: pure functions over headers and bytes.

Rule of the room: no request, clock or log in here; a function returns what it did (a Verdict) and others count
and log it. Whatever cannot be understood does not pass.
"""
