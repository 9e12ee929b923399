//! Uploads: addresses that take one file each, with a signature in their query.

use chatwire_mezon_proto::api;

use crate::files::File;
use crate::mezon::refusal::Refusal;
use crate::mezon::world::Caller;

/// Largest file, in bytes.
const LARGEST: i32 = 50 << 20;
/// Seconds that an address is good for (mezon-light-sdk 1.0.10 says 10 to 60).
const GOOD_FOR: u32 = 60;

impl Caller<'_> {
    /// An address for one file; `part` distinguishes the parts of a large one.
    fn address(
        &mut self,
        asked: &api::UploadAttachmentRequest,
        part: i32,
    ) -> Result<String, Refusal> {
        if self.inner.settings.uploads_refused {
            return Err(Refusal::new(7, "bots may not upload"));
        }
        if asked.filename.is_empty() {
            return Err(Refusal::invalid("filename is required"));
        }
        if !(0..=LARGEST).contains(&asked.size) {
            return Err(Refusal::invalid("file is too large"));
        }
        let id = self.new_id();
        let name: String =
            url::form_urlencoded::byte_serialize(asked.filename.as_bytes()).collect();
        let path = format!("/upload/{id}/{name}");
        self.inner.state.files.reserve(&path);
        let origin = &self.shared.origin;
        Ok(format!(
            "{origin}{path}?partNumber={part}&X-Amz-Expires={GOOD_FOR}&X-Amz-Signature={id:x}"
        ))
    }

    pub(super) fn upload_attachment_file(
        &mut self,
        asked: api::UploadAttachmentRequest,
    ) -> Result<api::UploadAttachment, Refusal> {
        let url = self.address(&asked, 1)?;
        Ok(api::UploadAttachment { filename: asked.filename, url })
    }

    pub(super) fn upload_batch_attachment_file(
        &mut self,
        asked: api::UploadBatchAttachmentRequest,
    ) -> Result<api::UploadAttachmentBatch, Refusal> {
        let files = asked.upload_files.into_iter();
        let uploaded_files =
            files.map(|file| self.upload_attachment_file(file)).collect::<Result<_, _>>()?;
        Ok(api::UploadAttachmentBatch { uploaded_files })
    }

    pub(super) fn multipart_start(
        &mut self,
        asked: api::UploadAttachmentRequest,
    ) -> Result<api::MultipartUploadAttachment, Refusal> {
        let parts = 1..=asked.part_count.clamp(1, 10_000);
        let urls: Vec<String> =
            parts.map(|part| self.address(&asked, part)).collect::<Result<_, _>>()?;
        let upload_id = format!("upload-{}", self.new_id());
        let paths = urls.iter().filter_map(|url| self.path_of(url)).collect();
        let state = &mut self.inner.state;
        // An upload whose parts were forgotten can never be finished.
        let files = &state.files;
        state.multiparts.retain(|_, paths| paths.iter().all(|path| files.is_known(path)));
        state.multiparts.insert(upload_id.clone(), paths);
        Ok(api::MultipartUploadAttachment { filename: asked.filename, urls, upload_id })
    }

    fn path_of(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&self.shared.origin)?;
        Some(path.split('?').next()?.to_owned())
    }

    /// Puts the parts together under the address of the first.
    pub(super) fn multipart_finish(
        &mut self,
        asked: api::MultipartUploadAttachmentFinishRequest,
    ) -> Result<api::UploadAttachment, Refusal> {
        let state = &mut self.inner.state;
        let paths: Vec<String> = state
            .multiparts
            .get(&asked.upload_id)
            .cloned()
            .ok_or_else(|| Refusal::not_found("upload"))?;
        let missing = || Refusal::new(9, "a part is missing");
        let parts: Vec<&File> = paths
            .iter()
            .map(|path| state.files.get(path))
            .collect::<Option<_>>()
            .ok_or_else(missing)?;
        if asked.parts.len() != paths.len() {
            return Err(Refusal::invalid("all parts must be named"));
        }
        let (Some(path), Some(first)) = (paths.first(), parts.first()) else {
            return Err(missing());
        };
        let whole: Vec<&[u8]> = parts.iter().map(|part| part.bytes.as_ref()).collect();
        let whole = File { bytes: whole.concat().into(), content_type: first.content_type.clone() };
        for path in &paths {
            state.files.remove(path);
        }
        state.files.put(path, whole);
        state.multiparts.remove(&asked.upload_id);
        let url = format!("{}{path}", self.shared.origin);
        Ok(api::UploadAttachment { filename: asked.filename, url })
    }
}
