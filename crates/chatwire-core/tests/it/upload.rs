//! Bodies that are streamed, replayed or read once.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::build::{Call, Http, Multipart};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{Config, ErrorKind, Progress, RetryClass, Upload};
use futures_util::stream;
use http::{HeaderValue, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::server::{Server, answer, listen, raw, read_head};
use crate::{ignore, scripted, with};

const MIB: usize = 1024 * 1024;

fn put(http: &Http, upload: Upload) -> Call {
    http.call(Method::PUT, "test.put", "/file")
        .upload(HeaderValue::from_static("image/png"), upload)
}

fn form(http: &Http, upload: Upload) -> Call {
    let form = Multipart::new().text("caption", "a").file("file", "fallback.bin", upload);
    http.call(Method::POST, "test.form", "/files").multipart(form)
}

/// A file of this test's own.
fn file(name: &str, content: &[u8]) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("upload");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn once(content: &'static [u8]) -> Upload {
    let pieces = content.chunks(3).map(|piece| Ok(Bytes::from_static(piece)));
    Upload::stream(stream::iter(pieces.collect::<Vec<_>>()))
}

#[tokio::test(start_paused = true)]
async fn bodies_that_can_be_replayed_are_whole_in_each_attempt() {
    let path = file("replay.txt", b"0123456789");
    for upload in [Upload::bytes(b"0123456789".as_slice()), Upload::path(&path)] {
        for multipart in [false, true] {
            let script = Script::new()
                .answer(Answer::status(500))
                .answer(Answer::drop_after())
                .always(Answer::status(200));
            let http = scripted(&script);
            let call =
                if multipart { form(&http, upload.clone()) } else { put(&http, upload.clone()) };
            ignore(call).assume_idempotent().await.unwrap();
            let requests = script.requests();
            assert_eq!(requests.len(), 3);
            for request in requests {
                let text = String::from_utf8(request.body.to_vec()).unwrap();
                assert!(text.contains("0123456789"), "{text}");
                assert_eq!(text.contains("caption"), multipart);
                if !multipart {
                    assert_eq!(request.headers["content-length"], "10");
                    assert_eq!(request.headers["content-type"], "image/png");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_can_be_read_once_is_never_replayed() {
    for class in [RetryClass::Rejected, RetryClass::Idempotent] {
        let script = Script::new().always(Answer::status(429));
        let http = scripted(&script);
        let request = ignore(put(&http, once(b"abc")).class(class));
        assert_eq!(request.await.unwrap_err().attempts().len(), 1, "{class}");
        let err = ignore(form(&http, once(b"abc")).class(class)).await.unwrap_err();
        assert_eq!(err.attempts().len(), 1, "{class}");
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_made_when_the_call_starts_follow_the_same_rules() {
    let script = Script::new().always(Answer::status(500));
    let http = scripted(&script);
    let call = || http.call(Method::PUT, "test.put", "/file").class(RetryClass::Idempotent);
    let kind = HeaderValue::from_static("image/png");
    let lazy = call().lazy_upload(kind.clone(), || Box::pin(async { Ok(once(b"abc")) }));
    assert_eq!(ignore(lazy).await.unwrap_err().attempts().len(), 1, "a stream is read once");
    let lazy = call().lazy_multipart(|| {
        let file = Upload::bytes(b"abc".as_slice());
        Box::pin(async { Ok(Multipart::new().file("file", "f", file)) })
    });
    assert_eq!(ignore(lazy).await.unwrap_err().attempts().len(), 3);
    let empty = call().lazy_upload(kind, || Box::pin(async { Ok(Upload::bytes(Vec::new())) }));
    assert_eq!(ignore(empty).await.unwrap_err().kind(), ErrorKind::Input);
    assert_eq!(script.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_fails_leaves_a_stream_whole() {
    for multipart in [false, true] {
        let script = Script::new()
            .answer(Answer::drop_before())
            .answer(Answer::drop_before())
            .always(Answer::status(200));
        let http = scripted(&script);
        let upload = once(b"abcdefgh");
        let call = if multipart { form(&http, upload.clone()) } else { put(&http, upload.clone()) };
        ignore(call).await.unwrap();
        let body = script.requests().remove(0).body;
        assert!(String::from_utf8(body.to_vec()).unwrap().contains("abcdefgh"));
        // A second call cannot have it.
        let err = ignore(put(&http, upload)).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input, "{err:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_leaves_a_stream_whole() {
    let (listener, url) = listen().await;
    drop(listener);
    let upload = once(b"abcdefgh");
    let http = with(Config::new().base_url(&url).unwrap());
    ignore(put(&http, upload.clone())).no_retry().await.unwrap_err();
    let server = Server::start(|_| answer(200, &[], "")).await;
    let http = with(Config::new().base_url(&server.url).unwrap());
    ignore(put(&http, upload)).await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!(seen.body, b"abcdefgh");
    assert_eq!(seen.header("transfer-encoding"), Some("chunked"));
}

#[tokio::test(start_paused = true)]
async fn progress_starts_anew_with_each_attempt() {
    let script = Script::new().answer(Answer::status(503)).always(Answer::status(200));
    let seen = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let sink = Arc::clone(&seen);
    let upload =
        Upload::bytes(vec![1; 100_000]).on_progress(move |at| sink.lock().unwrap().push(at));
    ignore(put(&scripted(&script), upload)).assume_idempotent().await.unwrap();
    let seen: Vec<_> =
        seen.lock().unwrap().iter().map(|at| (at.attempt, at.sent, at.total)).collect();
    let total = Some(100_000);
    assert_eq!(
        seen,
        [(1, 65_536, total), (1, 100_000, total), (2, 65_536, total), (2, 100_000, total)]
    );
}

/// The server stops reading after each MiB until it has counted how far ahead the client has read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_upload_is_never_held_whole() {
    const SIZE: usize = 64 * MIB;
    for multipart in [false, true] {
        let handed_out = Arc::new(AtomicU64::new(0));
        let ahead = Arc::new(AtomicU64::new(0));
        let (source, most) = (Arc::clone(&handed_out), Arc::clone(&ahead));
        let url = raw(move |mut stream| {
            let (source, most) = (Arc::clone(&source), Arc::clone(&most));
            async move {
                read_head(&mut stream).await;
                let mut read = 0_u64;
                let mut buffer = vec![0; 64 * 1024];
                let size = u64::try_from(SIZE).unwrap();
                while read < size {
                    let count = stream.read(&mut buffer).await.unwrap();
                    assert_ne!(count, 0, "the upload was cut off");
                    read += u64::try_from(count).unwrap();
                    let now = source.load(Ordering::SeqCst).saturating_sub(read);
                    most.fetch_max(now, Ordering::SeqCst);
                }
                stream.write_all(&answer(200, &[], "")).await.unwrap();
            }
        })
        .await;
        let counter = Arc::clone(&handed_out);
        let piece = Bytes::from(vec![7; 64 * 1024]);
        let pieces = stream::iter((0..SIZE / piece.len()).map(move |_| {
            counter.fetch_add(u64::try_from(piece.len()).unwrap(), Ordering::SeqCst);
            Ok(piece.clone())
        }));
        let upload = Upload::stream(pieces).content_length(u64::try_from(SIZE).unwrap());
        let http = with(Config::new().base_url(&url).unwrap());
        let call = if multipart { form(&http, upload) } else { put(&http, upload) };
        ignore(call).await.unwrap();
        // What lies between is the kernel's socket buffers and one buffer of the HTTP library.
        let ahead = usize::try_from(ahead.load(Ordering::SeqCst)).unwrap();
        assert!(ahead < 16 * MIB, "{ahead} bytes were read ahead");
    }
}

#[tokio::test]
async fn files_that_cannot_be_read_are_named() {
    let script = Script::new().always(Answer::status(200));
    let http = scripted(&script);
    let folder = env!("CARGO_TARGET_TMPDIR");
    let empty = file("empty.bin", b"");
    let missing = format!("{folder}/no-such-file.png");
    for (path, words) in [
        (missing.as_str(), "no-such-file.png"),
        (folder, "folder"),
        (empty.to_str().unwrap(), "empty"),
    ] {
        for call in [put(&http, Upload::path(path)), form(&http, Upload::path(path))] {
            let err = ignore(call).await.unwrap_err();
            assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, false));
            assert!(err.message().contains(words) && err.message().contains(path), "{err}");
        }
    }
    let err = ignore(put(&http, Upload::path(&missing))).await.unwrap_err();
    let source = std::error::Error::source(&err).unwrap().downcast_ref::<io::Error>();
    assert_eq!(source.unwrap().kind(), io::ErrorKind::NotFound);
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn empty_uploads_and_bad_labels_are_refused() {
    let script = Script::new().always(Answer::status(200));
    let http = scripted(&script);
    for upload in [
        Upload::bytes(Vec::new()),
        Upload::stream(stream::empty()).content_length(0),
        Upload::bytes(b"x".as_slice()).content_type("image/\npng"),
    ] {
        for call in [put(&http, upload.clone()), form(&http, upload)] {
            assert_eq!(ignore(call).await.unwrap_err().kind(), ErrorKind::Input);
        }
    }
    let call = form(&http, Upload::bytes(b"x".as_slice()).filename("a\r\nb"));
    assert_eq!(ignore(call).await.unwrap_err().kind(), ErrorKind::Input);
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn a_stream_that_fails_or_lies_about_its_length_ends_the_call() {
    let server = Server::start(|_| answer(200, &[], "")).await;
    let http = with(Config::new().base_url(&server.url).unwrap());
    let piece = || Ok(Bytes::from_static(b"abc"));
    let fails = stream::iter([piece(), Err(io::Error::other("the disk is gone"))]);
    let short = stream::iter([piece()]);
    for (upload, words) in [
        (Upload::stream(fails), "the disk is gone"),
        (Upload::stream(short).content_length(10), "announced length"),
    ] {
        let err = ignore(put(&http, upload)).await.unwrap_err();
        assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Input, true), "{err:?}");
        let mut chain = std::iter::successors(std::error::Error::source(&err), |err| err.source());
        assert!(chain.any(|cause| cause.to_string().contains(words)), "{err:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_the_user_does_not_feed_stalls() {
    let script = Script::new().always(Answer::status(200));
    let http = with(Config::new().script(script).read_timeout(Duration::from_secs(3)));
    let err = ignore(put(&http, Upload::stream(stream::pending()))).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Timeout);
    assert!(err.message().contains("request's body stalled"), "{err}");
}

#[tokio::test]
async fn a_server_may_answer_before_it_has_read_everything() {
    let url = raw(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(&answer(413, &[("connection", "close")], "too much")).await.unwrap();
        let mut sink = vec![0; 64 * 1024];
        while stream.read(&mut sink).await.is_ok_and(|count| count > 0) {}
    })
    .await;
    let http = with(Config::new().base_url(&url).unwrap());
    let err = ignore(put(&http, Upload::bytes(vec![0; 8 * MIB]))).await.unwrap_err();
    assert_eq!((err.kind(), err.body().as_ref()), (ErrorKind::Rejected, b"too much".as_slice()));
}

#[tokio::test]
async fn names_and_lengths_are_known_before() {
    let path = file("näme.txt", b"12345");
    let upload = Upload::path(&path);
    assert_eq!(
        (upload.name(), upload.len(), upload.is_replayable()),
        (Some("näme.txt"), None, true)
    );
    assert_eq!(upload.read_all(5).await.unwrap(), "12345");
    assert_eq!(upload.read_all(4).await.unwrap_err().kind(), ErrorKind::Input);
    let server = Server::start(|_| answer(200, &[], "")).await;
    let http = with(Config::new().base_url(&server.url).unwrap());
    ignore(form(&http, upload.content_type("text/plain"))).await.unwrap();
    let seen = server.seen().remove(0);
    let text = String::from_utf8(seen.body.clone()).unwrap();
    assert!(
        text.contains("filename=\"näme.txt\"\r\nContent-Type: text/plain\r\n\r\n12345\r\n"),
        "{text}"
    );
    assert_eq!(seen.header("content-length"), Some(seen.body.len().to_string().as_str()));
    let reader = Upload::reader(&b"abc"[..]).content_length(3);
    assert_eq!((reader.len(), reader.is_replayable()), (Some(3), false));
}
