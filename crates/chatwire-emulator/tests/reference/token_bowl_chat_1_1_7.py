"""Every call of token-bowl-chat 1.1.7 against the emulator. Arguments: origin, key of an administrator."""

import asyncio
import sys

from token_bowl_calls import both, done
from token_bowl_chat import AsyncTokenBowlClient, TokenBowlWebSocket
from token_bowl_chat.exceptions import NetworkError

origin, admin_key = sys.argv[1:3]
live_origin = origin.replace("http", "ws", 1)
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
    seen, failed, states = [], [], []
    socket = TokenBowlWebSocket(
        api_key=eve.api_key, base_url=live_origin, on_message=seen.append, on_error=failed.append,
        on_connect=lambda: states.append("up"), on_disconnect=lambda: states.append("down"),
    )
    other_seen, receipts = [], []
    other = TokenBowlWebSocket(
        api_key=tom.api_key, base_url=live_origin, on_message=other_seen.append,
        on_read_receipt=lambda *receipt: receipts.append(receipt),
    )
    await socket.connect()
    await other.connect()
    assert socket.is_connected and states == ["up"]
    done("connect")

    await socket.send_message("over the socket")
    await socket.send_message("psst", to_username="tom")
    await until(lambda: len(other_seen) == 2)
    assert [m.content for m in other_seen] == ["over the socket", "psst"]
    assert other_seen[1].to_username == "tom" and not seen
    done("send")

    tom_client = AsyncTokenBowlClient(api_key=tom.api_key, base_url=origin)
    await tom_client.send_message("by rest")
    await until(lambda: seen)
    assert seen[0].content == "by rest" and seen[0].from_username == "tom"
    done("receive")

    # The package puts its verbs where no server looks.
    await socket.mark_message_read(seen[0].id)
    await socket.mark_all_messages_read()
    await socket.mark_room_messages_read()
    await socket.mark_direct_messages_read("tom")
    await socket.get_unread_count()
    await socket.send_typing_indicator()
    await until(lambda: len(failed) == 6)
    assert all("Missing content field" in str(error) for error in failed), failed
    assert receipts == []
    done("wrong_verbs")

    wrong = TokenBowlWebSocket(api_key="wrong", base_url=live_origin)
    try:
        await wrong.connect()
        raise AssertionError("a wrong key was taken")
    except NetworkError as error:
        assert "403" in str(error), error
    done("bad_key")

    await socket.disconnect()
    await other.disconnect()
    assert states == ["up", "down"] and not socket.is_connected
    done("close")


asyncio.run(live())
print("complete")
