"""Every call of fluidtalk 2.8.2 against the emulator. Arguments: origin, connector token."""

import sys

import httpx
from fluidtalk import (
    ApiError,
    AuthError,
    FluidTalk,
    NotFoundError,
    PaymentRequiredError,
    ValidationError,
)

origin, token = sys.argv[1:3]
ft = FluidTalk(token=token, base_url=origin + "/")
GIF = b"GIF89a-rest"


def done(name):
    print("ok", name)


def refused(kind, status, code, call):
    try:
        call()
    except ApiError as error:
        assert type(error) is kind, (type(error), str(error))
        assert (error.status, error.code) == (status, code), (error.status, error.code)
        assert error.request_id.startswith("req_") and error.type == "client_error" and error.message
        return
    raise AssertionError(f"expected {status}")


state = ft.self_test()
assert state.ok and all(check.ok for check in state.checks), state
assert "outreach" in ft.self_test(platform="instagram").bindings[0].fireable_event_ids
assert not ft.self_test(platform="myspace").ok
done("self_test")

reply = ft.chat(platform="instagram", handle="mark", message="hey ava")
assert reply.session_id and len(reply.bubbles) == 2 and not reply.ignored
assert ft.chat(platform="instagram", handle="mark", message="ping", session_id=reply.session_id).bubbles[0].text == "pong"
claimed = ft.chat(platform="instagram", handle="taken", message="hi", own_username="ava")
assert claimed.ignored and claimed.bubbles == [] and claimed.ignore_reason == "lead_claimed_by_other_account"
for _ in range(2):
    assert ft.chat(platform="instagram", handle="mark", message="same").bubbles
assert ft.chat(platform="instagram", handle="mark", message="same").silent == "duplicate_message"
done("chat")

up = ft.inbound_media(platform="instagram", data=GIF, filename="photo.gif", content_type="image/jpeg")
served = httpx.get(up.url)
assert served.content == GIF and served.headers["content-type"] == "image/gif"
seen = ft.chat(platform="instagram", handle="mark", message="what do you think?", image_url=up.url)
assert seen.bubbles and seen.vision.seen
done("inbound_media")

sale = ft.event(platform="instagram", handle="mark", external_event_id="e1", amount=25.0, currency="USD", raw={"id": 1})
assert sale.ok and not sale.deduped and sale.stage == "CUSTOMER" and (sale.sale_count, sale.total_spend) == (1, 25.0)
again = ft.event(platform="instagram", handle="mark", external_event_id="e1", amount=25.0)
assert again.deduped and again.sale_count == 1
back = ft.event(platform="instagram", handle="mark", external_event_id="e2", event_type="refund", amount=5.0)
assert back.total_spend == 20.0
done("event")

opened = ft.trigger(platform="telegram", handle="eve", event_id="outreach", external_event_id="t1", image_url=up.url)
assert opened.ok and opened.opened and len(opened.bubbles) == 1 and opened.vision.seen
assert ft.trigger(platform="telegram", handle="eve", event_id="outreach", external_event_id="t1").deduped
assert ft.trigger(platform="telegram", handle="eve", event_id="outreach", external_event_id="t2").ignored
warm = ft.trigger(platform="telegram", handle="eve", event_id="story_reaction", external_event_id="t3",
                  context={"reaction": "🔥"}, own_username="ava", raw={"a": 1})
assert warm.bubbles and not warm.opened
unknown = ft.trigger(platform="telegram", handle="eve", event_id="dance", external_event_id="t4")
assert unknown.ok and not unknown.opened and unknown.bubbles == []
done("trigger")

waiting = ft.followups.list(platform="instagram")
assert [(each.handle, each.message) for each in waiting] == [("mark", "hey stranger ||| all good?")]
assert len(ft.followups.list(platform="instagram", own_username="ava", limit=1)) == 1
done("followups.list")
acked = ft.followups.ack(waiting[0].id)
assert acked.ok and not acked.deduped and acked.delivered_at
assert ft.followups.ack(waiting[0].id).deduped and ft.followups.list(platform="instagram") == []
refused(NotFoundError, 404, "not_found", lambda: ft.followups.ack("fu_99"))
done("followups.ack")

picture = ft.comment_media(platform="instagram", post_ref="p1", data=GIF, filename="post.gif")
assert picture.ok and picture.post_ref == "p1" and httpx.get(picture.url).content == GIF
done("comment_media")
comment = ft.comment(platform="instagram", post_ref="p1", caption="sunset", image_urls=[picture.url], author_handle="mark")
assert comment.ok and "sunset" in comment.comment and comment.recognized_lead
assert comment.max_chars == 150 and not comment.truncated and comment.vision.seen
short = ft.comment(platform="instagram", post_ref="p1", caption="a very long sunset", max_chars=20)
assert short.truncated and len(short.comment) == 20
refused(ApiError, 400, "invalid_request", lambda: ft.comment(platform="instagram", post_ref="p1", max_chars=19))
done("comment")
answer = ft.comment_reply(platform="instagram", post_ref="p1", replier_handle="eve", reply_text="so true",
                          parent_comment_ref="c0", post={"caption": "sunset"}, max_chars=100)
assert answer.decision == "comment_reply" and answer.reply and answer.max_chars == 100
done("comment_reply")
thread = [{"comment_ref": "c1", "author_handle": "eve", "text": "what a view", "depth": 0},
          {"comment_ref": "c2", "author_handle": "tom", "text": "where is it?", "depth": 1, "parent_ref": "c1"}]
joined = ft.comment_engage(platform="instagram", post_ref="p1", thread=thread, post={}, target_comment_ref="c1")
assert joined.reply and (joined.target_comment_ref, joined.target_author_handle) == ("c1", "eve")
skipped = ft.comment_engage(platform="instagram", post_ref="p1", thread=thread, target_comment_ref="c1", max_chars=50)
assert skipped.reply is None and (skipped.decision, skipped.reason) == ("skip", "already_engaged_this_comment")
assert ft.comment_engage(platform="instagram", post_ref="p1", thread=thread).target_comment_ref == "c2"
refused(ValidationError, 422, "validation_error",
        lambda: ft.comment_engage(platform="instagram", post_ref="p1", thread=[]))
done("comment_engage")

asset = ft.post_media(platform="reddit", community_ref="r/running", data=GIF, filename="shoes.gif")
assert asset.ok and asset.community_ref == "r/running" and asset.url
refused(ApiError, 400, "invalid_request",
        lambda: ft.post_media(platform="reddit", community_ref="r/running", data=b"\0\0\0\x18ftypheic"))
done("post_media")
community = {"ref": "r/running", "rules": ["be kind"], "flairs": ["Training"]}
post = ft.post(platform="reddit", community=community, posts={"recent": []}, format={"length": "short"},
               top_comments=[{"post_title": "t", "comments": [{"text": "why?"}]}], asset_url=asset.url, brief="shoes",
               mode="default", reuse_analysis=True, always_draft=False, thresholds={"min_novelty": 75})
assert post.decision == "post" and post.post.title and post.post.flair == "Training"
assert post.vision.seen and not post.analysis.reused and post.thresholds.min_novelty == 75
assert ft.post(platform="reddit", community=community, reuse_analysis=True).analysis.reused
held = ft.post(platform="reddit", community=community, thresholds={"min_novelty": 90}, always_draft=True, timeout=None)
assert held.decision == "no_suitable_post_found" and held.blocking.main == "novelty" and held.draft.post.title
refused(ApiError, 400, "invalid_request",
        lambda: ft.post(platform="reddit", community=community, thresholds={"min_luck": 1}))
done("post")

mock = FluidTalk(token=token, base_url=origin, mode="mock")
assert len(mock.chat(platform="instagram", handle="test_photos", message="hi").bubbles) == 3
assert mock.followups.list(platform="instagram")[0].bubbles
refused(ApiError, 400, "invalid_request", lambda: mock.chat(platform="instagram", handle="mark", message="hi"))
sandbox = FluidTalk(token=token, base_url=origin, mode="sandbox")
for _ in range(3):
    assert sandbox.chat(platform="instagram", handle="test_reply", message="same").bubbles
done("mode")

wrong = FluidTalk(token="ftc_wrong", base_url=origin)
refused(AuthError, 401, "invalid_token", lambda: wrong.self_test())
refused(NotFoundError, 404, "not_found", lambda: ft.chat(platform="myspace", handle="mark", message="hi"))
refused(ValidationError, 422, "validation_error", lambda: ft.chat(platform="instagram", handle="mark"))
refused(ApiError, 413, "payload_too_large",
        lambda: ft.inbound_media(platform="instagram", data=b"x" * (10 * 1024 * 1024 + 1)))
# The test gave out as many credits as were needed up to here.
refused(PaymentRequiredError, 402, "payment_required",
        lambda: ft.chat(platform="instagram", handle="mark", message="one more"))
done("errors")
print("complete")
