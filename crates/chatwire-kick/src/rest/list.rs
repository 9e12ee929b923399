//! What calls with pages have in common.

/// Gives a call with the fields `cursor` and the method `at` its pages, and makes it awaitable.
macro_rules! listing {
    ($call:ty => $item:ty) => {
        impl $call {
            /// Begins at a stored cursor instead of the first page.
            pub fn after(mut self, cursor: impl Into<chatwire_core::Cursor>) -> Self {
                self.cursor = Some(cursor.into());
                self
            }

            /// One page as a request, for options of one call and for its wire form.
            pub fn request(self) -> chatwire_core::Request<chatwire_core::Page<$item>> {
                self.at(self.cursor.as_ref())
            }

            /// All pages, fetched as they are needed.
            pub fn paged(self) -> chatwire_core::Paged<$item> {
                let start = self.cursor.clone();
                let paged = chatwire_core::Paged::new(move |cursor| self.at(cursor));
                match start {
                    Some(start) => paged.after(start),
                    None => paged,
                }
            }

            /// Stream of whole pages.
            pub fn pages(self) -> chatwire_core::Pages<$item> {
                self.paged().pages()
            }

            /// Stream of the items of all pages.
            pub fn items(self) -> chatwire_core::Items<$item> {
                self.paged().items()
            }
        }

        chatwire_core::awaitable!($call => chatwire_core::Page<$item>);
    };
}

pub(super) use listing;

/// Texts of a list, one after another with commas between.
pub(super) fn joined<T: ToString>(items: &[T]) -> Option<String> {
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(","))
}
