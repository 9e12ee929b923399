//! Kick's envelope: `{"data": …, "message": "OK", "pagination": {"next_cursor": …}}`.

use chatwire_core::build::{Call, Reply};
use chatwire_core::{Cursor, Page, Request, Result, de};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

/// A list may be `null`, but it has to be there.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct List<T> {
    #[serde(deserialize_with = "de::null_as_default")]
    data: Vec<T>,
    #[serde(default)]
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct RawList {
    data: Box<RawValue>,
    #[serde(default)]
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Pagination {
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    next_cursor: Option<String>,
}

/// The request of one object.
pub(super) fn object<T: DeserializeOwned + 'static>(call: Call) -> Request<T> {
    call.decode(|reply| Ok(reply.json::<Envelope<T>>()?.data))
}

/// The request of a list, or of one page of it.
pub(super) fn list<T: DeserializeOwned + 'static>(call: Call) -> Request<Page<T>> {
    call.decode(read_list)
}

/// The request of something that succeeds without an answer: 204, or any other success.
pub(super) fn nothing(call: Call) -> Request<()> {
    call.decode(|_| Ok(()))
}

/// Reads a list: one pass when all is well, a second one to keep bad items aside.
pub(super) fn read_list<T: DeserializeOwned>(reply: &Reply) -> Result<Page<T>> {
    let failure = match reply.json::<List<T>>() {
        Ok(listing) => {
            let mut page = Page::new(listing.data);
            page.next = listing.pagination.and_then(|place| next(place.next_cursor));
            return Ok(page);
        }
        Err(failure) => failure,
    };
    let Ok(listing) = serde_json::from_slice::<RawList>(reply.text_bytes()) else {
        return Err(failure);
    };
    let (items, invalid) = de::items(&listing.data).map_err(|_| failure)?;
    let mut page = Page::new(items);
    page.invalid = invalid;
    page.next = listing.pagination.and_then(|place| next(place.next_cursor));
    Ok(page)
}

/// Where the next page begins; an empty cursor ends a list.
pub(super) fn next(cursor: Option<String>) -> Option<Cursor> {
    cursor.filter(|cursor| !cursor.is_empty()).map(Cursor::new)
}

/// First item of a list that can be read; an item that cannot is an error only when there is no other.
pub(super) fn first<T: DeserializeOwned>(reply: &Reply) -> Result<Option<T>> {
    let page = read_list(reply)?;
    match (page.items.into_iter().next(), page.invalid.first()) {
        (Some(item), _) => Ok(Some(item)),
        (None, None) => Ok(None),
        (None, Some(bad)) => Err(chatwire_core::Error::decode(format!("data[0]: {}", bad.reason))),
    }
}

#[cfg(test)]
mod tests {
    use chatwire_core::ErrorKind;
    use http::StatusCode;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        id: u64,
    }

    fn read(body: &'static str) -> Result<Page<Item>> {
        read_list(&Reply::new(StatusCode::OK, body))
    }

    #[test]
    fn a_list_ends_without_a_cursor() {
        for (body, next) in [
            (r#"{"data":[{"id":1}],"pagination":{"next_cursor":"abc"}}"#, Some("abc")),
            (r#"{"data":[{"id":1}],"pagination":{"next_cursor":7}}"#, Some("7")),
            (r#"{"data":[{"id":1}],"pagination":{"next_cursor":""}}"#, None),
            (r#"{"data":[{"id":1}],"pagination":{"next_cursor":null}}"#, None),
            (r#"{"data":[{"id":1}],"pagination":{}}"#, None),
            (r#"{"data":[{"id":1}],"pagination":null}"#, None),
            (r#"{"message":"OK","data":[{"id":1}]}"#, None),
        ] {
            let page = read(body).unwrap();
            assert_eq!(page.next.as_ref().map(Cursor::as_str), next, "{body}");
            assert_eq!((page.items, page.invalid.len()), (vec![Item { id: 1 }], 0));
        }
        assert!(read(r#"{"data":null}"#).unwrap().is_empty());
    }

    #[test]
    fn a_bad_item_is_kept_aside() {
        let page =
            read(r#"{"data":[{"id":1},{"id":"x"},{"id":3}],"pagination":{"next_cursor":"c"}}"#)
                .unwrap();
        assert_eq!(page.items, [Item { id: 1 }, Item { id: 3 }]);
        assert_eq!((page.invalid[0].index, page.next.is_some()), (1, true));
    }

    #[test]
    fn what_is_no_list_is_an_error() {
        for body in ["", "{}", "[]", r#"{"data":{}}"#, r#"{"data":[{"id":1}"#, "<html>"] {
            assert_eq!(read(body).unwrap_err().kind(), ErrorKind::Decode, "{body}");
        }
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default)]
        struct Loose {
            sent: bool,
        }

        let read = |body: &'static str| {
            Reply::new(StatusCode::OK, body).json::<Envelope<Loose>>().map(|one| one.data.sent)
        };
        assert!(read(r#"{"data":{"sent":true,"new":1}}"#).unwrap());
        assert!(!read(r#"{"data":{}}"#).unwrap());
        for body in
            [r#"{"data":[]}"#, r#"{"data":[true]}"#, r#"{"data":null}"#, r#"{"data":"x"}"#, "{}"]
        {
            assert_eq!(read(body).unwrap_err().kind(), ErrorKind::Decode, "{body}");
        }
    }

    #[test]
    fn the_first_item_that_can_be_read_counts() {
        let first = |body: &'static str| first::<Item>(&Reply::new(StatusCode::OK, body));
        assert_eq!(first(r#"{"data":[{"id":"x"},{"id":2}]}"#).unwrap(), Some(Item { id: 2 }));
        assert_eq!(first(r#"{"data":[]}"#).unwrap(), None);
        assert_eq!(first(r#"{"data":[{"id":"x"}]}"#).unwrap_err().kind(), ErrorKind::Decode);
    }
}
