//! Platforms as the neutral layer sees them, one file each.

#[cfg(feature = "chatluck")]
mod chatluck;
#[cfg(feature = "kick")]
mod kick;
#[cfg(feature = "mezon")]
mod mezon;
#[cfg(feature = "tokenbowl")]
mod tokenbowl;
