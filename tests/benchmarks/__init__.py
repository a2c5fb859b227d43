"""What a request costs, beside peers and limits: instructions by callgrind, wall time by interleaved rounds.

Only ratios of one run are compared; nothing here is a test, because a busy machine must not fail a build.
"""
