"""HTTP to actions: the middleware, our own few routes, and what application code calls during a request.

Rule of the room: the only async code. It reads requests, calls actions and pages, and writes responses; it decides
nothing about consent itself.
"""
