//! What `Debug` shows in the place of a secret.

use std::fmt;

/// Says whether there is a value, and not which.
pub(crate) fn hide(empty: bool) -> impl fmt::Debug {
    Hidden { empty }
}

/// Stands for a secret.
struct Hidden {
    empty: bool,
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.empty { "[empty]" } else { "[redacted]" })
    }
}
