"""PyPI sse-starlette: CRLF lines, a comment, a multi-line event, a retry; then the end."""

import sys

import uvicorn
from sse_starlette.sse import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.routing import Route


async def events(_request):
    async def stream():
        yield ServerSentEvent(comment="hello")
        yield ServerSentEvent(data="one\ntwo", event="lines", id="1", retry=50)
        yield {"data": "三"}

    return EventSourceResponse(stream())


uvicorn.run(Starlette(routes=[Route("/", events)]), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
