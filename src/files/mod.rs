//! The files: what lies in the folder, as evidence. Nothing here judges.
//!
//! | file | idea |
//! |---|---|
//! | `place` | what a path inside a download is: redist, payload, placeholder, … |
//! | `wanted` | what the logs say must be there |
//! | `survey` | the order of the work |
//! | `walk` | the walks over the folder: who is there, and what names and sizes tell |
//! | `facts` | what was noticed of files, bounded |
//! | `headed` | a file whose beginning was read already |
//! | `inspect` | one file: structure, hashes, signature, in one pass |
//! | `listed` | Microsoft's own lists, held against what is there |
//! | `contents` | what the files show, from all readers |
//! | `proof` | how strongly each file is proved |
//! | `checks` | which questions each file was asked |

pub mod checks;
pub mod contents;
pub mod facts;
mod headed;
mod inspect;
mod listed;
pub mod place;
pub mod proof;
pub mod survey;
mod walk;
pub mod wanted;

pub use survey::{FolderProblem, Survey, survey};
pub(crate) use survey::{Named, look_at, updates_in};
pub use wanted::Wanted;
