"""Every call of fluidtalk 1.0.1 against the emulator. Arguments: origin, API key."""

import os
import sys
import tempfile

import requests
from fluidtalk import FluidTalk, FluidTalkError

origin, key = sys.argv[1:3]
client = FluidTalk(key, base_url=origin + "/", own_username="ava")
PNG = b"\x89PNG\r\n\x1a\nrest"


def done(name):
    print("ok", name)


def refused(status, call):
    try:
        call()
    except FluidTalkError as error:
        assert error.status == status, (error.status, str(error))
        return error
    raise AssertionError(f"expected {status}")


with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as file:
    file.write(PNG)

try:
    chat = client.inbound_chat("@john_doe", "hey, saw your post! 🔥")
    assert chat.session_id and not chat.ignored and chat.ignore_reason is None
    assert len(chat.replies) == 2 and chat.reply == chat.replies[0]
    assert "hey, saw your post! 🔥" in chat.replies[1]
    assert not chat.should_send_photo and chat.photo_url is None
    ping = client.inbound_chat("@john_doe", "ping")
    assert (ping.replies, ping.session_id) == (["pong"], chat.session_id)
    photo = client.inbound_chat("@john_doe", "a selfie?")
    assert photo.should_send_photo and photo.photo_url == "https://cdn.test/p.jpg"
    assert client.inbound_chat("@john_doe", "look", image_path=file.name).reply
    assert client.inbound_chat("@john_doe", "", image_url="https://cdn.test/x.jpg").reply
    done("inbound_chat")

    ignored = client.inbound_chat("@john_doe", "hi", own_username="eva")
    assert ignored.ignored and ignored.ignore_reason == "duplicate_lead"
    assert ignored.replies == [] and ignored.session_id is None
    done("inbound_chat ignored")

    opener = client.ai_opener("@lead", image_path=file.name)
    assert opener.message and opener.session_id != chat.session_id and not opener.continued
    again = client.ai_opener("@lead")
    assert again.continued and again.message == ""
    assert again.continued_reason == "conversation_already_active"
    done("ai_opener")

    event = client.event_trigger("@lead", "story_reaction", context={"reaction": "🔥"}, image_url="https://cdn.test/s.jpg")
    assert event.continued and "story_reaction" in event.message
    fresh = client.event_trigger("@fan", "new_follower", image_path=file.name)
    assert not fresh.continued and fresh.message and fresh.session_id not in (chat.session_id, opener.session_id)
    done("event_trigger")

    follow = client.follow_up("@lead")
    assert follow.message and follow.session_id == opener.session_id and not follow.ignored
    error = refused(404, lambda: client.follow_up("@nobody"))
    assert "No conversation" in str(error), str(error)
    done("follow_up")

    by_path = client.upload_image(path=file.name)
    by_bytes = client.upload_image(data=PNG)
    assert by_path.url != by_bytes.url
    for upload in (by_path, by_bytes):
        served = requests.get(upload.url)
        assert served.content == PNG and served.headers["content-type"] == "image/png"
    assert client.inbound_chat("@john_doe", "and this?", image_url=by_path.url).reply
    done("upload_image")

    # The test gave out three tokens: the conversations above used them up.
    error = refused(402, lambda: client.inbound_chat("@new", "hi"))
    assert error.detail == {"detail": "insufficient_tokens"}, error.detail
    error = refused(400, lambda: client.inbound_chat("@sealed", "hi"))
    assert error.detail == {"detail": "This session is DONE"}, error.detail
    refused(422, lambda: client.inbound_chat("", "hi"))
    error = refused(401, lambda: FluidTalk("ft_sk_wrong", base_url=origin).inbound_chat("@x", "hi"))
    assert error.detail == {"detail": "Invalid API key"}, error.detail
    done("errors")
finally:
    os.unlink(file.name)
print("complete")
