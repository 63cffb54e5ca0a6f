"""Answering a tap or an inline query while it lives."""

from sandbox.errors import bad_request
from sandbox.events import EventType
from sandbox.methods.registry import Call, Result, method

_MOST_ANSWER = 200
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> Result:
    """The first answer is shown; later ones change nothing."""
    params = call.params
    query = call.world.queries.find(call.bot.id, params.text("callback_query_id"))
    if query is None:
        raise bad_request(_TOO_OLD)
    text = params.text("text")
    if len(text) > _MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    call.chat_id, call.message_id = query.user_id, query.message_id
    if query.answer is not None:
        return True
    query.answer = {
        "callback_query_id": query.id,
        "text": text,
        "show_alert": params.flag("show_alert"),
        "url": params.text("url"),
        "message_id": query.message_id,
    }
    call.world.events.publish(EventType.CALLBACK_ANSWER, person_id=query.user_id, data=query.answer)
    return True


@method("answerInlineQuery")
def answer_inline_query(call: Call) -> Result:
    """Checked and remembered; the page shows no inline results."""
    results = call.params.json("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("Expected an Array of inline query results")
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    query = call.world.queries.find(call.bot.id, call.params.text("inline_query_id"))
    if query is None:
        raise bad_request(_TOO_OLD)
    query.answer = {"results": results}
    return True
