"""kickpython 0.1.5 against the emulator. Arguments: origin, number of the chatroom, user name of the streamer.

The addresses of the live socket and of the site are written into the package, so both are turned to the emulator here.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from kickpython import KickAPI, api

origin, chatroom, streamer = sys.argv[1:4]
connect, get = api.websockets.connect, api.requests.get


def to_emulator(url):
    for host in ("wss://ws-us2.pusher.com", "https://kick.com"):
        if url.startswith(host):
            scheme = "ws" if host.startswith("ws") else "http"
            return scheme + origin.removeprefix("http") + url.removeprefix(host)
    raise AssertionError(f"another host: {url}")


def lookup(url, impersonate=None, **others):
    # Only the address matters here; nobody has to be imitated on loopback.
    return get(to_emulator(url), **others)


api.websockets.connect = lambda url: connect(to_emulator(url), proxy=None)
api.requests.get = lookup


async def main(folder):
    client = KickAPI(db_path=str(Path(folder) / "tokens.db"))
    seen = asyncio.Queue()

    async def handler(message):
        await seen.put(message)

    client.add_message_handler(handler)
    for target in (chatroom, streamer):
        listening = asyncio.create_task(client.connect_to_chatroom(target))
        while True:
            waiting = asyncio.create_task(seen.get())
            await asyncio.wait({waiting, listening}, return_when=asyncio.FIRST_COMPLETED)
            assert waiting.done(), listening
            message = waiting.result()
            assert set(message) == {"sender_username", "content", "badges", "chat_id", "created_at"}, message
            assert message["chat_id"] == chatroom
            print("message", message["sender_username"], message["content"], ",".join(message["badges"]), flush=True)
            if message["content"] == "bye":
                break
        # It comes back when the server closes, whatever the code.
        await asyncio.wait_for(listening, 20)
        print("closed", flush=True)
    assert await client.get_chatroom_id("nobody-at-all") == (None, None)
    print("complete", flush=True)


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
