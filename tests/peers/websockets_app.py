"""python websockets: echo on /echo and /small (messages of 1000 bytes), pings every 0.2 s on /keepalive.

Writes what each connection received and sent to NAME.jsonl in the folder given, where the path says ?seen=NAME.
"""
import asyncio
import hashlib
import json
import sys
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]


def note(direction, message):
    data = message.encode() if isinstance(message, str) else message
    kind = "text" if isinstance(message, str) else "binary"
    return {"direction": direction, "kind": kind, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def count_compressed(connection):
    """Counts the payload bytes of compressed frames, as they are on the wire."""
    counts = {"in": 0, "out": 0}
    for extension in connection.protocol.extensions:
        encode, decode = extension.encode, extension.decode

        def counting_encode(frame, encode=encode):
            made = encode(frame)
            counts["out"] += len(made.data) if made.rsv1 else 0
            return made

        def counting_decode(frame, *, max_size=None, decode=decode):
            counts["in"] += len(frame.data) if frame.rsv1 else 0
            return decode(frame, max_size=max_size)

        extension.encode, extension.decode = counting_encode, counting_decode
    return counts


async def handle(connection):
    path = urlsplit(connection.request.path)
    seen, compressed = [], count_compressed(connection)
    try:
        if path.path == "/keepalive":
            await asyncio.sleep(1)
            await connection.send(f"{connection.latency > 0}")
        async for message in connection:
            seen.append(note("in", message))
            await connection.send(message)
            seen.append(note("out", message))
    except ConnectionClosed:
        pass
    await connection.wait_closed()
    close = connection.protocol.close_rcvd
    if close:
        seen.append({"direction": "in", "kind": "close", "code": int(close.code), "reason": close.reason})
    seen.append({"kind": "end", "compressed": compressed})
    for name in parse_qs(path.query).get("seen", []):
        with open(f"{FOLDER}/{name}.jsonl", "w") as file:
            file.writelines(json.dumps(one) + "\n" for one in seen)


async def main():
    async with serve(handle, "127.0.0.1", PORT, ping_interval=0.2, ping_timeout=0.6, max_size=200_000) as server:
        await server.serve_forever()


asyncio.run(main())
