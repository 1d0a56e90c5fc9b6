"""socketify (uWebSockets): an echo with the shared compressor on /echo, and with dedicated ones on /dedicated.

Writes what each connection received and sent to NAME.jsonl in the folder given, where the path says ?seen=NAME.
"""
import hashlib
import json
import sys

from socketify import App, CompressOptions, OpCode

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]


def note(direction, message):
    data = message.encode() if isinstance(message, str) else bytes(message)
    kind = "text" if isinstance(message, str) else "binary"
    return {"direction": direction, "kind": kind, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def upgrade(response, request, context):
    key = request.get_header("sec-websocket-key")
    protocol = request.get_header("sec-websocket-protocol")
    extensions = request.get_header("sec-websocket-extensions")
    data = {"name": request.get_query("seen"), "seen": []}
    response.upgrade(key, protocol, extensions, context, data)


def message(ws, message, opcode):
    data = ws.get_user_data()
    data["seen"].append(note("in", message))
    ws.send(message, opcode, True)
    data["seen"].append(note("out", message))


def close(ws, code, reason):
    data = ws.get_user_data()
    reason = reason.decode() if isinstance(reason, bytes) else reason or ""
    data["seen"] += [{"direction": "in", "kind": "close", "code": code, "reason": reason}, {"kind": "end"}]
    if data["name"]:
        with open(f"{FOLDER}/{data['name']}.jsonl", "w") as file:
            file.writelines(json.dumps(one) + "\n" for one in data["seen"])


app = App()
for path, compression in [
    ("/echo", CompressOptions.SHARED_COMPRESSOR),
    ("/dedicated", CompressOptions.DEDICATED_COMPRESSOR_4KB | CompressOptions.DEDICATED_DECOMPRESSOR_32KB),
]:
    app.ws(path, {"compression": compression, "max_payload_length": 1024 * 1024, "idle_timeout": 12,
                  "upgrade": upgrade, "message": message, "close": close})
app.listen({"host": "127.0.0.1", "port": PORT}, lambda config: print("ready", flush=True))
app.run()
