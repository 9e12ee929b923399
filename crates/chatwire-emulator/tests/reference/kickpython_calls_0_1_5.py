"""The calls of kickpython 0.1.5 against the emulator. Arguments: origin, `client id client secret`.

The package writes tokens and the site's answers into a database file, and prints what it sends: both stay in a
temporary folder and out of the way of the lines that count here.
"""

import asyncio
import contextlib
import io
import sqlite3
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

from kickpython import KickAPI, api

origin, credential = sys.argv[1:3]
client_id, client_secret = credential.split(":")
get = api.requests.get


def lookup(url, impersonate=None, **others):
    # The site's address is written into the package; on loopback nobody has to be imitated.
    assert url.startswith("https://kick.com/"), url
    return get(origin + url.removeprefix("https://kick.com"), **others)


api.requests.get = lookup


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def browse(url):
    """Where the login page sends the browser."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay()).open(url)
    except urllib.error.HTTPError as answer:
        assert answer.code == 302, answer.code
        place = urllib.parse.urlsplit(answer.headers["location"])
        return dict(urllib.parse.parse_qsl(place.query))
    raise AssertionError("no redirect")


def done(call):
    print("ok", call, flush=True)


async def main(folder):
    path = str(Path(folder) / "tokens.db")
    client = KickAPI(
        client_id=client_id, client_secret=client_secret, redirect_uri="http://localhost/callback",
        base_url=f"{origin}/public/v1", oauth_base_url=origin, db_path=path,
    )

    asked = client.get_auth_url(["user:read", "channel:read", "channel:write", "chat:write"])
    back = browse(asked["auth_url"])
    assert back["state"] == asked["state"], back
    done("get_auth_url")

    assert await client.exchange_code(back["code"], "x" * 43) is None
    assert await client.exchange_code(back["code"], asked["code_verifier"]) is None, "a code works once"
    asked = client.get_auth_url(["user:read", "channel:read", "channel:write", "chat:write"])
    tokens = await client.exchange_code(browse(asked["auth_url"])["code"], asked["code_verifier"])
    channel = tokens["channel_id"]
    assert client.check_token_exists(channel)
    assert (tokens["expires_in"], tokens["token_type"]) == (7200, "Bearer")
    done("exchange_code")

    # The lookups behind the exchange found the chatroom.
    rooms = await client.get_all_chatroom_ids()
    assert [room["username"] for room in rooms] == ["streamer"], rooms
    assert str(client.get_channel_id_from_chatroom(rooms[0]["chatroom_id"])) == str(channel)
    done("get_all_chatroom_ids")

    users = await client.get_users(channel_id=channel)
    assert [(user["user_id"], user["name"]) for user in users["data"]] == [(channel, "streamer")]
    assert (await client.get_users())["message"] == "Unauthorized"
    done("get_users")

    channels = await client.get_channels(channel_id=channel)
    assert channels["data"][0]["slug"] == "streamer"
    assert await client.get_broadcaster_id(tokens["access_token"]) == channel
    assert await client.fetch_channel_username(channel) == "streamer"
    done("get_channels")

    with contextlib.redirect_stdout(io.StringIO()):
        sent = await client.post_chat(channel, "hello from the seed")
        assert sent["data"]["is_sent"] is True, sent
        try:
            await client.post_chat(channel, "x" * 501)
        except Exception as error:
            assert "Failed to send message" in str(error) and "Bad request" in str(error), error
        else:
            raise AssertionError("501 characters were sent")
    done("post_chat")

    # It does not survive the empty answer of a success; the title is there nevertheless.
    with contextlib.suppress(Exception):
        await client.update_channel(channel, 57, "by the seed")
    changed = (await client.get_channels(channel_id=channel))["data"][0]
    assert (changed["stream_title"], changed["category"]["id"]) == ("by the seed", 57)
    done("update_channel")

    # It never sends a token for these.
    assert (await client.get_categories("chat"))["message"] == "Unauthorized"
    assert (await client.get_category(15))["message"] == "Unauthorized"
    done("get_categories")

    refreshed = await client.refresh_token(channel)
    assert refreshed["access_token"] != tokens["access_token"]
    assert refreshed["refresh_token"] != tokens["refresh_token"]
    assert await client.refresh_token(channel, tokens["refresh_token"]) is None, "spent by the rotation"
    assert (await client.get_users(channel_id=channel))["data"]
    done("refresh_token")

    assert await client.revoke_token(channel) is True
    assert not client.check_token_exists(channel)
    headers = client._get_headers_with_token(refreshed["access_token"])
    async with client.session.get(f"{origin}/public/v1/users", headers=headers) as answer:
        assert answer.status == 401
    done("revoke_token")
    await client.close()
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM tokens").fetchone() == (0,)
    print("complete", flush=True)


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(folder))
