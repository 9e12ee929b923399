"""Every call of token-bowl-chat 4.0.2 against the emulator. Arguments: origin, key of an administrator."""

import asyncio
import sys

import httpx
from pydantic import ValidationError
from token_bowl_calls import both, done, status
from token_bowl_chat import AsyncTokenBowlClient, TokenBowlWebSocket

origin, admin_key = sys.argv[1:3]
both(origin, admin_key)


async def until(condition):
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing came")


async def live():
    client = AsyncTokenBowlClient(api_key="unused", base_url=origin)
    eve, tom = await client.register(username="eve"), await client.register(username="tom")
    e = AsyncTokenBowlClient(api_key=eve.api_key, base_url=origin)
    t = AsyncTokenBowlClient(api_key=tom.api_key, base_url=origin)

    first = await e.send_message("first")
    made = await e.create_conversation(title="t", message_ids=[first.id])
    assert made.title == "t" and made.message_ids == [first.id] and made.created_by_username == "eve"
    assert (await e.get_conversation(made.id)).id == made.id
    assert (await e.update_conversation(made.id, description="d")).description == "d"
    await status(403, lambda: t.get_conversation(made.id))
    try:
        await e.get_conversations()
        raise AssertionError("its model of the page fits no server")
    except ValidationError:
        pass
    await e.delete_conversation(made.id)
    done("conversations")

    seen, tom_seen, receipts, counts, typing, states, failed = [], [], [], [], [], [], []
    socket = TokenBowlWebSocket(
        api_key=eve.api_key, base_url=origin, on_message=seen.append, on_error=failed.append,
        on_read_receipt=lambda *receipt: receipts.append(receipt), on_unread_count=counts.append,
        on_typing=lambda *who: typing.append(who),
        on_connect=lambda: states.append("up"), on_disconnect=lambda: states.append("down"),
    )
    other = TokenBowlWebSocket(api_key=tom.api_key, base_url=origin, on_message=tom_seen.append)
    await socket.connect()
    await other.connect()
    await socket.wait_until_connected()
    await other.wait_until_connected()
    assert socket.connected and states == ["up"]
    done("connect")

    await socket.send_message("to all")
    await until(lambda: seen and tom_seen)
    assert seen[0].content == "to all" and seen[0].from_username == "eve", "the room echoes"
    done("send")

    await other.send_message("psst", to_username="eve")
    await until(lambda: len(seen) == 2)
    assert seen[1].to_username == "eve" and seen[1].from_username == "tom" and len(tom_seen) == 1
    done("receive")

    await other.send_typing_indicator("eve")
    await other.send_typing_indicator()
    await until(lambda: len(typing) == 2)
    assert typing == [("tom", "eve"), ("tom", None)]
    done("typing")

    await other.mark_as_read(tom_seen[0].id)
    await until(lambda: receipts)
    assert receipts == [(tom_seen[0].id, "tom")]
    # The store holds what the REST calls wrote before.
    assert (await socket.mark_all_as_read())["count"] > 0
    await until(lambda: counts)
    assert counts[0].total_unread == 0
    await socket.mark_message_read(seen[1].id)
    await socket.mark_all_messages_read()
    await socket.mark_room_messages_read()
    await socket.mark_direct_messages_read("tom")
    await socket.get_unread_count()
    done("read")

    # Longer than two pings and the wait for their pongs: without these the server would have closed.
    await asyncio.sleep(2.5)
    await e.send_message("still there")
    await until(lambda: tom_seen[-1].content == "still there")
    assert states == ["up"] and failed == []
    done("pings")

    await other.disconnect()
    wrong = TokenBowlWebSocket(api_key="wrong", base_url=origin, on_error=failed.append)
    try:
        await wrong.connect()
        raise AssertionError("a wrong key was taken")
    except Exception as error:
        assert "401" in str(error), error
    await socket.disconnect()
    assert not socket.connected
    assert httpx.get(origin + "/health").status_code == 200
    done("close")


asyncio.run(live())
print("complete")
