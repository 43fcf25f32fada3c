"""The server runners of `[server:main] use = egg:cleeng-platform#...`, for PasteDeploy.

`embedded` serves with waitress and works in the background, in one process; `granian` serves with as many
processes as `workers` says.  Both bring the publishers in line first, and end cleanly on SIGINT and SIGTERM.
"""

from cleeng.web.server.many_processes import granian
from cleeng.web.server.one_process import embedded

__all__ = ["embedded", "granian"]
