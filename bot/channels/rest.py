"""The REST channel: Rasa's wire format, without its traps.

Unlike Rasa's own, it takes no message without a sender, treats a leading "/" as text (nobody can fire an intent),
limits what it reads, answers each turn as one message (text, buttons and custom part together), and never
answers `200 []`: a turn that fails says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.nlu.text import readable

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 16_384
MAX_CHARACTERS = 1_000
MAX_SENDER_CHARACTERS = 128
# Within 5 seconds a person has an answer or an apology.
SECONDS = 5.0

TOO_LONG = f"Sorry, I cannot read messages of more than {MAX_CHARACTERS:,} characters. Please ask in fewer words."
FAILED = (
    "Sorry, something went wrong and I cannot answer now. Please try again, "
    "or ask NHS Health Careers at https://www.healthcareers.nhs.uk"
)

Handler = Callable[[UserMessage], Awaitable[Any]]


class BadRequestError(Exception):
    """A request that does not say who sends what; its text tells the client how to mend it."""


class OneMessageChannel(CollectingOutputChannel):
    """Collects what the bot says, each utterance as one message with all its parts."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        parts = {key: message.get(key) for key in ("text", "buttons", "custom", "image", "attachment")}
        await self._persist_message(
            {"recipient_id": recipient_id, **{key: part for key, part in parts.items() if part}}
        )


class RestInput(InputChannel):
    """`POST /webhooks/rest/webhook` with `{"sender": …, "message": …}` answers a list of messages."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        webhook = Blueprint("rest_webhook")

        @webhook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text = _read(request)
            except BadRequestError as error:
                return json_response({"error": str(error)}, status=400)
            if len(text) > MAX_CHARACTERS:
                return json_response([{"recipient_id": sender, "text": TOO_LONG}])
            return await _answer(on_new_message, sender, text)

        return webhook


async def _answer(on_new_message: Handler, sender: str, text: str) -> HTTPResponse:
    output = OneMessageChannel()
    message = UserMessage(as_text(text), output, sender, input_channel=RestInput.name())
    # Shielded: the turn goes on and is saved, even when this answer comes too late.
    turn = asyncio.ensure_future(on_new_message(message))
    turn.add_done_callback(_log_failure)
    try:
        await asyncio.wait_for(asyncio.shield(turn), SECONDS)
    except Exception:
        return json_response([{"recipient_id": sender, "text": FAILED}], status=503)
    if not output.messages:
        return json_response([{"recipient_id": sender, "text": FAILED}], status=503)
    return json_response(output.messages)


def _log_failure(turn: asyncio.Future[Any]) -> None:
    if not turn.cancelled() and (error := turn.exception()):
        # The kind of error only: its text may quote what the person wrote.
        logger.error("a turn on the REST channel failed: %s", type(error).__name__)


def _read(request: Request) -> tuple[str, str]:
    if len(request.body) > MAX_BODY_BYTES:
        raise BadRequestError(f"The body has more than {MAX_BODY_BYTES:,} bytes. Send a shorter message.")
    try:
        body = request.json
    except Exception:
        raise BadRequestError("The body is not JSON. Send an object with 'sender' and 'message'.") from None
    if not isinstance(body, dict):
        raise BadRequestError("The body is not an object. Send an object with 'sender' and 'message'.")
    sender, text = body.get("sender"), body.get("message")
    if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER_CHARACTERS:
        raise BadRequestError(f"'sender' must be text of 1 to {MAX_SENDER_CHARACTERS} characters.")
    if not isinstance(text, str):
        raise BadRequestError("'message' must be text.")
    return sender, text


def as_text(text: str) -> str:
    """What a person typed, so that Rasa reads it as words: a leading "/" would be read as an intent."""
    return readable(text).lstrip("/").strip() or "?"
