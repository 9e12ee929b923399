//! Platforms as the neutral layer sees them, one file each.

#[cfg(feature = "chatluck")]
mod chatluck;
#[cfg(feature = "tokenbowl")]
mod tokenbowl;
