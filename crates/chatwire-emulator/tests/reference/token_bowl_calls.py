"""Every REST call that token-bowl-chat 1.1.7 and 4.0.2 share, with either client of the package."""

import asyncio
import inspect

import httpx
from token_bowl_chat import AsyncTokenBowlClient, TokenBowlClient
from token_bowl_chat.exceptions import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    TokenBowlError,
)
from token_bowl_chat.models import AdminUpdateUserRequest


def done(name):
    print("ok", name, flush=True)


async def got(value):
    """The blocking client gives results, the async one gives promises."""
    return await value if inspect.isawaitable(value) else value


async def refused(kind, call):
    try:
        await got(call())
    except kind as error:
        return error
    raise AssertionError(f"expected {kind}")


async def status(code, call):
    """Statuses that the package has no error for come out as the HTTP library's."""
    error = await refused((httpx.HTTPStatusError, TokenBowlError), call)
    assert error.response.status_code == code, error
    return error


def both(origin, admin_key):
    asyncio.run(rest(TokenBowlClient, origin, admin_key, "s"))
    asyncio.run(rest(AsyncTokenBowlClient, origin, admin_key, "a"))


async def rest(client, origin, admin_key, tag):
    def who(key=None):
        return client(api_key=key, base_url=origin + "/")

    async def new(name, **more):
        return await got(who("unused").register(username=name + tag, **more))

    root = who(admin_key)
    assert (await got(root.health_check()))["status"] == "healthy"
    logos = await got(root.get_available_logos())
    assert len(logos) == 9
    done("health")

    ann = await new("ann", webhook_url="http://127.0.0.1:9", logo=logos[0])
    bob = await new("bob")
    assert len(ann.api_key) == 64 and ann.role == "member" and str(ann.logo) == logos[0]
    assert str(ann.webhook_url) == "http://127.0.0.1:9/"
    a, b = who(ann.api_key), who(bob.api_key)
    assert (await got(a.update_my_webhook(None)))["webhook_url"] == ""
    await refused(ConflictError, lambda: who("unused").register(username="ann" + tag))
    done("register")

    sent = await got(a.send_message("hello 🎳"))
    assert sent.content == "hello 🎳" and sent.from_user_id == ann.id and sent.message_type == "room"
    assert sent.timestamp_dt.year == 2025
    page = await got(b.get_messages(limit=1))
    assert page.messages[0].id == sent.id and page.pagination.has_more == (page.pagination.total > 1)
    later = await got(b.get_messages(since=sent.timestamp))
    assert later.messages == [] and later.pagination.total == 0
    done("messages")

    direct = await got(a.send_message("psst", to_username=bob.username))
    assert direct.to_username == bob.username and direct.message_type == "direct"
    listed = await got(b.get_direct_messages(limit=5, offset=0))
    assert [message.id for message in listed.messages] == [direct.id]
    done("direct")

    count = await got(b.get_unread_count())
    assert count.unread_direct_messages == 1 and count.total_unread == count.unread_room_messages + 1
    room = await got(b.get_unread_messages(limit=50))
    assert room[-1].id == sent.id
    assert (await got(b.get_unread_direct_messages()))[0].id == direct.id
    await got(b.mark_message_read(sent.id))
    assert (await got(b.mark_all_messages_read()))["marked_as_read"] == count.total_unread - 1
    assert (await got(b.get_unread_count())).total_unread == 0
    done("unread")

    people = await got(a.get_users())
    assert {ann.username, bob.username} <= {user.username for user in people}
    assert await got(a.get_online_users()) == []
    assert (await got(a.get_user_profile(bob.id))).username == bob.username
    done("users")

    profile = await got(a.get_my_profile())
    assert profile.username == ann.username and profile.api_key == ann.api_key and profile.created_at
    assert (await got(a.update_my_username("anna" + tag))).username == "anna" + tag
    assert (await got(a.update_my_logo(logos[1])))["logo"] == logos[1]
    assert (await got(a.update_my_logo()))["logo"] == ""
    assert (await got(a.update_my_webhook("http://127.0.0.1:9/x")))["webhook_url"] == "http://127.0.0.1:9/x"
    await got(a.update_my_webhook(None))
    key = (await got(a.regenerate_api_key()))["api_key"]
    await refused(AuthenticationError, lambda: a.get_my_profile())
    a = who(key)
    done("profile")

    bot = await got(a.create_bot("botty" + tag, emoji="🤖", webhook_url="http://127.0.0.1:9/bot"))
    assert bot.created_by == "anna" + tag and bot.created_by_id == ann.id
    assert [mine.id for mine in await got(a.get_my_bots())] == [bot.id]
    assert (await got(a.update_bot(bot.id, emoji="🦾"))).emoji == "🦾"
    fresh = (await got(a.regenerate_bot_api_key(bot.id)))["api_key"]
    await status(403, lambda: who(fresh).send_message("x", to_username=bob.username))
    assert (await got(who(fresh).send_message("beep"))).from_user_bot
    await status(403, lambda: b.delete_bot(bot.id))
    await got(a.delete_bot(bot.id))
    await refused(NotFoundError, lambda: a.delete_bot(bot.id))
    done("bots")

    everybody = await got(root.admin_get_all_users())
    assert ann.id in {user.id for user in everybody}
    assert (await got(root.admin_get_user(bob.id))).api_key == bob.api_key
    changed = await got(root.admin_update_user(bob.id, AdminUpdateUserRequest(emoji="🎯", email="b@x.test")))
    assert (changed.emoji, changed.email, changed.username) == ("🎯", "b@x.test", bob.username)
    assert (await got(root.admin_assign_role(bob.id, "viewer"))).role == "viewer"
    await status(403, lambda: b.send_message("x"))
    assert direct.id in {message.id for message in (await got(b.get_direct_messages())).messages}
    assert (await got(root.admin_get_message(sent.id))).id == sent.id
    assert (await got(root.admin_update_message(sent.id, "edited"))).content == "edited"
    await got(root.admin_delete_message(sent.id))
    await refused(NotFoundError, lambda: root.admin_get_message(sent.id))
    invited = await got(root.admin_invite_user("i@x.test", "https://x.test/join", role="member"))
    assert invited.email == "i@x.test"
    await got(root.admin_delete_user(bob.id))
    await refused(NotFoundError, lambda: root.admin_get_user(bob.id))
    await status(403, lambda: a.admin_get_all_users())
    done("admin")

    assert (await got(who("unused").send_magic_link("m@x.test"))).email == "m@x.test"
    await refused(AuthenticationError, lambda: who("unused").authenticate_magic_link("wrong"))
    done("magic_link")

    await refused(AuthenticationError, lambda: who("wrong").get_users())
    await refused(NotFoundError, lambda: a.send_message("x", to_username="nobody"))
    await status(400, lambda: a.get_messages(since="yesterday"))
    await status(400, lambda: a.get_user_profile("no uuid"))
    done("errors")
