"""kicksdk-py 0.2.0 against the emulator. Arguments: origin, number of the chatroom, number of the channel, slug."""

import asyncio
import sys

import httpx
import kicksdk.aio
from kicksdk import website
from kicksdk.realtime import Backoff

origin, chatroom, channel, slug = sys.argv[1:5]
endpoints = {"realtime": f"{origin}/api/v1/realtime", "website": origin}


async def main():
    async with httpx.AsyncClient(trust_env=False) as http:

        async def ask(request):
            answer = await http.request(request.method, request.url, headers=request.headers, content=request.body)
            return answer.status_code, answer.text

        found = website.parse_channel(*await ask(website.channel_request(slug, endpoints)))
        print("channel", found["chatroom_id"], found["id"], flush=True)

        chat = kicksdk.aio.connect_chat(
            int(chatroom), int(channel), endpoints=endpoints, http=http, backoff=Backoff(0.01, 0.05)
        )
        async with chat:
            async for item in chat:
                event = item["event"]
                if event["type"] == "chat_message":
                    print("message", event["sender"]["username"], event["content"], flush=True)
                    if event["content"] == "bye":
                        break
                else:
                    print("event", event["type"], flush=True)
        print("dropped", chat.last_drop.code if chat.last_drop else None, flush=True)

        history = website.parse_history(*await ask(website.history_request(int(channel), endpoints)))
        print("history", *(message["content"] for message in history["messages"]), flush=True)
    print("complete", flush=True)


asyncio.run(main())
