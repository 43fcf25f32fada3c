"""What can go wrong with a call."""


class ClientError(Exception):
    """Any of the errors below."""


class RpcError(ClientError):
    """The server refused a call; nothing of it was done.

    `code` is one of the codes in the manual; `message` is for people and may change.
    """

    def __init__(self, method: str, code: int, message: str) -> None:
        super().__init__(f"{method}: {message} (error {code})")
        self.method = method
        self.code = code
        self.message = message


class TransportError(ClientError):
    """There was no answer.

    With `outcome_unknown` nobody can tell whether the call was carried out; without, it surely was not.
    """

    def __init__(self, message: str, *, outcome_unknown: bool) -> None:
        super().__init__(message)
        self.outcome_unknown = outcome_unknown


class NotSent(ClientError):
    """A call of a batch that was not sent: the batch is not over yet, or ended before its turn came."""
