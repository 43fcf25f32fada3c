"""What can be wrong with feeds and templates."""

from __future__ import annotations

from cleeng.api import CleengError


class FeedUnreadable(CleengError):
    """A feed cannot be fetched, or is not of its format; what was read before it broke was dealt with."""

    code = "feed_unreadable"


class TemplateUnfilled(CleengError):
    """A template names what a video does not have, or makes no offer of it."""

    code = "template_unfilled"
