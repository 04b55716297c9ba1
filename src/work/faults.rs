//! Faults to order, for tests: whatever is asked of the file system passes by here first.
//!
//! They hang on one piece of work, not on the process, and no library that is shipped has them.

use super::io::Touch;
use std::fmt;
use std::io;
use std::path::Path;

/// What is to become of one touch: it fails, or may move so many bytes at most.
pub(crate) type Fate = io::Result<usize>;

/// Decides over every touch of one piece of work, from whatever thread it comes.
pub(crate) struct Faults(Box<dyn Fn(Touch, &Path) -> Fate + Send + Sync>);

impl Faults {
    pub(crate) fn new(decide: impl Fn(Touch, &Path) -> Fate + Send + Sync + 'static) -> Self {
        Self(Box::new(decide))
    }

    pub(super) fn decide(&self, touch: Touch, path: &Path) -> Fate {
        (self.0)(touch, path)
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}
