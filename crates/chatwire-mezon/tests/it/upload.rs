//! Files on their way to the service's storage.

use std::sync::{Arc, Mutex};

use chatwire_core::testing::Answer;
use chatwire_mezon::proto::api;
use chatwire_mezon::{ErrorKind, Upload};
use futures_util::stream;

use crate::scripted::{client, proto};
use crate::stage::Stage;

#[tokio::test]
async fn a_file_is_put_where_the_service_says() {
    let stage = Stage::new().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&seen);
    let file = Upload::bytes(vec![7; 100_000])
        .filename("cat.png")
        .content_type("image/png")
        .on_progress(move |at| progress.lock().unwrap().push(at.sent));
    let attachment = stage.client.upload(file).dimensions(640, 480).await.unwrap();
    assert_eq!((attachment.filename.as_str(), attachment.size), ("cat.png", 100_000));
    assert_eq!((attachment.width, attachment.height), (640, 480));
    assert!(!attachment.url.contains('?'), "with its signature, the link would die");
    assert_eq!(stage.mezon.uploaded(&attachment.url).unwrap(), vec![7; 100_000]);
    assert_eq!(seen.lock().unwrap().last(), Some(&100_000));
    let sent = stage.channel().send("look").attachments([attachment]).await.unwrap();
    assert_eq!(sent.attachments()[0].filetype, "image/png");
}

#[tokio::test]
async fn several_files_take_one_question() {
    let stage = Stage::new().await;
    let file = |name: &str| Upload::bytes(name.as_bytes().to_vec()).filename(name);
    // A stream without a length is read first, since the service wants to know it.
    let pieces = stream::iter([Ok("st".into()), Ok("ream".into())]);
    let streamed = Upload::stream(pieces).filename("s.txt").content_type("text/plain");
    let files = [file("a.txt"), file("b.txt"), streamed];
    let attachments = stage.client.upload_all(files).await.unwrap();
    let names: Vec<_> = attachments.iter().map(|it| it.filename.as_str()).collect();
    assert_eq!(names, ["a.txt", "b.txt", "s.txt"]);
    assert_eq!(stage.mezon.uploaded(&attachments[2].url).unwrap(), "stream");
    assert_eq!(stage.mezon.calls_of("UploadBatchAttachmentFile").len(), 1);
    assert_eq!(stage.mezon.calls_of("UploadAttachmentFile").len(), 0);
    assert!(stage.client.upload_all([]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_large_file_goes_in_parts() {
    let stage = Stage::new().await;
    let bytes: Vec<u8> = (0..200_000_u32).map(|nth| nth.to_le_bytes()[0]).collect();
    let file = Upload::bytes(bytes.clone()).filename("large.bin");
    let attachment = stage.client.upload(file).part_size(65_536).await.unwrap();
    assert_eq!(stage.mezon.uploaded(&attachment.url).unwrap(), bytes);
    let start = stage.mezon.calls_of("MultipartUploadAttachmentFileStart").remove(0);
    assert_eq!(start.json["part_count"], 4);
}

#[tokio::test]
async fn a_refusal_keeps_the_services_words() {
    let stage = Stage::new().await;
    stage.mezon.refuse_uploads(true);
    let file = || Upload::bytes(vec![1]).filename("a");
    for error in [
        stage.client.upload(file()).await.unwrap_err(),
        stage.client.upload_all([file()]).await.unwrap_err(),
        stage.client.upload(file()).part_size(1).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().contains("bots may not upload"), "{error}");
    }
}

#[tokio::test]
async fn the_bytes_go_without_the_bots_token() {
    let place = api::UploadAttachment {
        url: "https://cdn.example.org/5/a%20b.png?signature=canary".to_owned(),
        ..Default::default()
    };
    let (client, script) = client([proto(&place), Answer::status(200)]);
    let file = Upload::bytes(vec![1, 2]).filename("a b.png").content_type("image/png");
    let attachment = client.upload(file).await.unwrap();
    assert_eq!(attachment.url, "https://cdn.example.org/5/a%20b.png");
    let put = script.requests().pop().unwrap();
    assert_eq!((put.method.as_str(), put.url.as_str()), ("PUT", place.url.as_str()));
    assert!(put.headers.get("authorization").is_none());
    assert_eq!(put.headers["content-type"], "image/png");
    assert_eq!(put.body.as_ref(), [1, 2]);
}

/// However the address is spelt, the path is the signed one.
#[tokio::test]
async fn an_address_may_name_its_port() {
    for given in ["https://cdn.example.org:443", "HTTPS://CDN.example.org"] {
        let url = format!("{given}/5/cat.png?sig=s");
        let place = api::UploadAttachment { url, ..Default::default() };
        let (client, script) = client([proto(&place), Answer::status(200)]);
        let attachment = client.upload(Upload::bytes(vec![1]).filename("cat.png")).await.unwrap();
        assert_eq!(attachment.url, format!("{given}/5/cat.png"));
        let put = script.requests().pop().unwrap();
        assert_eq!(put.url, "https://cdn.example.org/5/cat.png?sig=s");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_without_its_signature() {
    let place =
        |url: &str| proto(&api::UploadAttachment { url: url.to_owned(), ..Default::default() });
    let file = || Upload::bytes(vec![1]).filename("a");
    let (alone, script) = client([]);
    assert_eq!(alone.upload(vec![1]).await.unwrap_err().kind(), ErrorKind::Input, "no name");
    assert!(script.requests().is_empty());
    let (lost, _) = client([place("")]);
    assert_eq!(lost.upload(file()).await.unwrap_err().kind(), ErrorKind::Decode);
    let refused = [place("https://cdn.example.org/a?signature=canary"), Answer::status(403)];
    let (expired, script) = client(refused);
    let error = expired.upload(file()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert_eq!(script.requests().len(), 3);
}
