"""What the Bot API refuses, in Telegram's own words (tdlib/telegram-bot-api, Client.cpp)."""

from collections.abc import Mapping
from math import ceil


class ApiError(Exception):
    """One refusal: the HTTP status is the `error_code`."""

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


class GestureRefused(Exception):
    """What a Telegram client would not let a person do; the text says why."""


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {_lower_first(reason)}")


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {_lower_first(reason)}")


def conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, "Not Found")


def too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large")


def too_many_requests(retry_after_seconds: float) -> ApiError:
    seconds = max(1, ceil(retry_after_seconds))
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(to_chat_id: int) -> ApiError:
    reason = "group chat was upgraded to a supergroup chat"
    return ApiError(400, f"Bad Request: {reason}", {"migrate_to_chat_id": to_chat_id})


def internal() -> ApiError:
    return ApiError(500, "Internal Server Error")


def _lower_first(reason: str) -> str:
    """Telegram lowers the first letter unless the reason is a constant like MESSAGE_TOO_LONG."""
    if len(reason) > 1 and (reason[1] == "_" or "A" <= reason[1] <= "Z"):
        return reason
    return reason[:1].lower() + reason[1:]
