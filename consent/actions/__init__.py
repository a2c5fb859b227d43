"""The verbs: what visitors and operators do. The web and the command line call only these.

Rule of the room: synchronous, values in and values out; no request, no response.
"""
