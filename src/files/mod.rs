//! The files: what lies in the folder, as evidence. Nothing here judges.
//!
//! | file | idea |
//! |---|---|
//! | `place` | what a path inside a download is: redist, payload, placeholder, … |
//! | `survey` | one walk over the folder |
//! | `read` | reading a file to its end, to know that it can be read |

pub mod place;
mod read;
pub mod survey;

pub use survey::{FolderProblem, Survey, Wanted, survey, updates_in};
