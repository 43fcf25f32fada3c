"""Measures speed against floors of the same run: absolute times say little on machines that others use too.

`make bench` runs all of it, `make bench ONLY=access` one path.  Needs wrk, which root gets by apt-get.  What takes long
to load is kept in `var/bench`.
"""
