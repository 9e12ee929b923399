//! Pictures from memory, files and streams, on their way to both APIs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chatwire_core::testing::{Answer, Script};
use chatwire_fluidtalk::{Bytes, ErrorKind, Image, MAX_MEDIA, Progress, handshake as hs};
use futures_util::stream::{self, StreamExt};
use serde_json::json;
use tokio::io::AsyncReadExt;

use crate::{KEY, characters, data, handshake, raw, sent};

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 a picture";

/// A folder that goes away with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("chatwire-fluidtalk-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind in the system's temporary place harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn url() -> Answer {
    Answer::json(&json!({"url": "https://cdn.test/x.jpg"}))
}

fn pieces(
    bytes: &'static [u8],
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    stream::iter(bytes.chunks(5).map(|piece| Ok(Bytes::from_static(piece))))
}

fn text(script: &Script) -> String {
    String::from_utf8_lossy(&script.requests().last().unwrap().body).into_owned()
}

#[tokio::test]
async fn files_and_streams_are_labelled_by_their_first_bytes() {
    let folder = Folder::new("labels");
    let path = folder.file("фото.png", JPEG);
    let script = Script::new().always(url());
    let client = handshake(&script);
    for (image, name) in [
        (Image::path(&path), "фото.png"),
        (Image::path(&path).filename("renamed.jpg"), "renamed.jpg"),
        (Image::path(&path).filename(""), "фото.png"),
        (Image::stream(pieces(JPEG)), "image.jpg"),
        (
            Image::reader(JPEG)
                .content_length(u64::try_from(JPEG.len()).unwrap())
                .filename("r.gif"),
            "r.gif",
        ),
        (Image::bytes(JPEG).content_type("image/png"), "image.jpg"),
    ] {
        assert_eq!(client.upload_image(image).await.unwrap().url, "https://cdn.test/x.jpg");
        let body = text(&script);
        assert!(body.contains(&format!("filename=\"{name}\"")), "{body}");
        assert!(body.contains("Content-Type: image/jpeg") && body.contains("a picture"), "{body}");
    }
    let plain = Image::path(&path).no_sniffing();
    client.upload_image(plain).await.unwrap();
    assert!(!text(&script).contains("Content-Type"), "{}", text(&script));
    client.ai_opener("a").image(&*path).await.unwrap();
    let body = text(&script);
    assert!(body.contains("OUTREACH") && body.contains("a picture"), "{body}");
}

#[tokio::test]
async fn what_cannot_be_read_or_is_too_large_makes_no_request() {
    let folder = Folder::new("refused");
    let empty = folder.file("empty.png", b"");
    let large = folder.file("large.png", &vec![7; 2001]);
    let script = Script::new();
    let ft = hs::Client::builder(KEY).max_upload(2000).script(script.clone()).build().unwrap();
    let ch = characters(&script);
    let missing = folder.0.join("nope.png");
    for (image, words) in [
        (Image::path(&missing), "nope.png"),
        (Image::path(&folder.0), "folder"),
        (Image::path(&empty), "empty"),
        (Image::path(&large), "2000"),
        (Image::bytes(vec![1; 2001]), "2000"),
        (Image::stream(stream::empty()), "empty"),
        (Image::stream(stream::iter([Err(std::io::Error::other("torn"))])), "cannot be read"),
    ] {
        let err = ft.upload_image(image.clone()).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input, "{err}");
        assert!(err.to_string().contains(words), "{words}: {err}");
        assert!(!err.maybe_sent(), "{err}");
    }
    for image in [Image::path(&missing), Image::path(&empty), Image::path(&folder.0)] {
        let err = ch.inbound_media("p", image).await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, false), "{err}");
        assert_eq!(err.context("platform"), Some("p"));
    }
    let over = MAX_MEDIA + 1;
    assert!(ch.inbound_media("p", Image::reader(tokio::io::repeat(1).take(over))).await.is_err());
    assert!(ch.post_media("p", "r", Image::path(&large)).await.is_err());
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn a_stream_that_turns_out_too_large_is_an_input_error() {
    let script = Script::new().always(url());
    let ft = hs::Client::builder(KEY).max_upload(2000).script(script).build().unwrap();
    let endless = Image::reader(tokio::io::repeat(1).take(100_000));
    let err = ft.upload_image(endless).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Input, "{err}");
}

#[tokio::test(start_paused = true)]
async fn media_are_encoded_once_and_sent_again() {
    let folder = Folder::new("media");
    let path = folder.file("a.jpg", JPEG);
    let expected = STANDARD.encode(JPEG);
    for image in [Image::path(&path), Image::stream(pieces(JPEG)).filename("a.jpg")] {
        let script = Script::new()
            .answer(Answer::drop_after())
            .answer(raw(503, ""))
            .always(data(&json!({"url": "u"})));
        let media = characters(&script).inbound_media("p", image).await.unwrap();
        assert_eq!((media.url.as_deref(), media.meta().attempts), (Some("u"), 3));
        let first = sent(&script, 0);
        let whole = json!({"platform": "p", "data_b64": expected, "filename": "a.jpg", "content_type": "image/jpeg"});
        assert_eq!(first, whole);
        assert_eq!((sent(&script, 1), sent(&script, 2)), (first.clone(), first));
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_can_be_read_again_is_sent_again() {
    let folder = Folder::new("again");
    let path = folder.file("a.jpg", JPEG);
    for (image, requests) in
        [(Image::path(&path), 2), (Image::bytes(JPEG), 2), (Image::stream(pieces(JPEG)), 1)]
    {
        let script = Script::new().answer(Answer::drop_after()).always(url());
        let result = handshake(&script).upload_image(image.clone()).await;
        assert_eq!(
            (result.is_ok(), script.requests().len()),
            (requests == 2, requests),
            "{image:?}"
        );
        let script = Script::new().answer(Answer::drop_before()).always(url());
        let result = handshake(&script).upload_image(image.clone()).await;
        // The stream of the first call is used up; a fresh one survives a connection that was never made.
        assert_eq!(result.is_ok(), requests == 2, "{image:?}");
    }
    let script = Script::new().answer(Answer::drop_before()).always(url());
    handshake(&script).upload_image(Image::stream(pieces(JPEG))).await.unwrap();
    assert!(text(&script).contains("a picture"));
}

#[tokio::test]
async fn progress_counts_up_to_the_whole() {
    let picture = Bytes::from([JPEG, &vec![5; 300_000]].concat());
    let folder = Folder::new("progress");
    let path = folder.file("big.jpg", &picture);
    let script = Script::new().answer(url()).answer(url()).always(data(&json!({"url": "u"})));
    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let watch = |image: Image| {
        let seen = Arc::clone(&seen);
        image.on_progress(move |progress| seen.lock().unwrap().push(progress))
    };
    let take = || std::mem::take(&mut *seen.lock().unwrap());
    let whole = u64::try_from(picture.len()).unwrap();
    for image in [Image::path(&path), Image::bytes(picture.clone())] {
        handshake(&script).upload_image(watch(image)).await.unwrap();
        let steps = take();
        assert!(steps.len() > 2 && steps.is_sorted_by_key(|step| step.sent), "{steps:?}");
        assert_eq!(steps.last().map(|step| (step.sent, step.total)), Some((whole, Some(whole))));
    }
    for image in [Image::path(&path), Image::bytes(picture.clone())] {
        characters(&script).inbound_media("p", watch(image)).await.unwrap();
        let steps = take();
        let body = u64::try_from(script.requests().last().unwrap().body.len()).unwrap();
        assert!(steps.len() > 2 && body > whole, "{steps:?}");
        assert_eq!(steps.last().map(|step| (step.sent, step.total)), Some((body, Some(body))));
    }
}

#[tokio::test]
async fn a_streamed_upload_is_never_held_whole() {
    const PIECE: usize = 64 * 1024;
    const PIECES: u64 = 2048;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let made = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&made);
    let stream = stream::iter(0..PIECES).map(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(Bytes::from(vec![1; PIECE]))
    });
    let client =
        hs::Client::builder(KEY).max_upload(1 << 30).base_url(address).unwrap().build().unwrap();
    let upload = client.upload_image(Image::stream(stream));
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut some = vec![0; 1 << 20];
        socket.read_exact(&mut some).await.unwrap();
        // The rest is not read: what the client has taken from the stream now lies in the system's buffers.
    };
    let (result, ()) = tokio::join!(upload, server);
    let err = result.unwrap_err();
    assert!(err.maybe_sent(), "{err}");
    let made = made.load(Ordering::Relaxed);
    assert!(
        made < PIECES / 2,
        "{made} of {PIECES} pieces were taken although hardly one in a hundred was read"
    );
}
