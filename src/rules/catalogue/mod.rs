//! What each rule says: one place to find a rule by its id, in English and Japanese.
//!
//! Ids, names and effects are fixed by the contract; ids are never reused and never change meaning. The first three
//! checks of the source article (S1) are CMV0101, CMV0201 and CMV0301. The knowledge behind each rule is at the
//! addresses in its `sources`; the short names S1 … S27 are those of the dossier.
//!
//! A message is a template. `{update}` stands for a noun phrase such as `2403 (5B8886C7-…)` or [`UNNAMED_UPDATE`],
//! `{file}` for a path or [`UNKNOWN_FILE`], `{detail}` for a phrase of [`detail`] or for a log's own words, `{count}`
//! for a number.

pub mod bring;
pub mod detail;
mod folder;
mod manifest;
mod seal;
mod setup_log;
mod shared;
mod signature;
mod sources;
#[cfg(test)]
mod tests;
mod tool_log;
pub mod verdict;

pub use folder::{
    DOWNLOAD_FOLDER_UNAVAILABLE, EMPTY_PACKAGE_FILE, EMPTY_REDIST_FILE, LINK_IN_DOWNLOAD, PARTIAL_FILE, PLACEHOLDERS,
    REDIST_MISSING, RELEASE_WITHOUT_REDISTS, TRUNCATED_FILE, UNREADABLE_PATH, UPDATE_MANIFEST_MISSING, WRONG_CONTENT,
};
pub use manifest::{FILE_NOT_IN_MANIFEST, MANIFEST_FILE_MISSING, MANIFEST_HASH_MISMATCH, MANIFEST_NOT_UNDERSTOOD};
pub use seal::{SEAL_FILE_ADDED, SEAL_FILE_CHANGED, SEAL_FILE_MISSING, SEAL_UNREADABLE};
pub use setup_log::{
    EARLIER_RUN_FAILED, LOGGED_FILE_MISSING, NO_SETUP_RUN, ODBC_DRIVER_HANG, SETUP_DOWNLOAD_FAILED, SETUP_ERROR,
    SETUP_HASH_CHECK_FAILED, SETUP_LOG_UNAVAILABLE, SETUP_MANIFEST_VERIFICATION_FAILED, SETUP_RUN_UNFINISHED,
    SETUP_SIGNATURE_CHECK_FAILED,
};
pub use signature::{SIGNATURE_DIGEST_MISMATCH, SIGNATURE_MISSING, SIGNATURE_NOT_TRUSTED};
pub use tool_log::{
    ADMIN_UI_CONTENT_FAILED, KNOWN_HARMLESS_ERROR, LOGGED_SIZE_MISMATCH, LOGGED_UPDATE_MISSING, NOT_A_CONNECT_LOG,
    PAYLOAD_UNFINISHED, REDIST_DOWNLOAD_FAILED, REDIST_DOWNLOAD_UNFINISHED, TOOL_ERROR, TOOL_LOG_UNAVAILABLE,
    UPDATE_NOT_IN_LOG,
};

use super::Rule;
use crate::language::Text;

/// Every rule, by id.
pub static RULES: &[&Rule] = &[
    &REDIST_DOWNLOAD_FAILED,
    &REDIST_DOWNLOAD_UNFINISHED,
    &PAYLOAD_UNFINISHED,
    &TOOL_ERROR,
    &ADMIN_UI_CONTENT_FAILED,
    &NOT_A_CONNECT_LOG,
    &TOOL_LOG_UNAVAILABLE,
    &LOGGED_UPDATE_MISSING,
    &UPDATE_NOT_IN_LOG,
    &LOGGED_SIZE_MISMATCH,
    &KNOWN_HARMLESS_ERROR,
    &SETUP_DOWNLOAD_FAILED,
    &SETUP_HASH_CHECK_FAILED,
    &SETUP_SIGNATURE_CHECK_FAILED,
    &SETUP_MANIFEST_VERIFICATION_FAILED,
    &SETUP_RUN_UNFINISHED,
    &NO_SETUP_RUN,
    &SETUP_LOG_UNAVAILABLE,
    &LOGGED_FILE_MISSING,
    &SETUP_ERROR,
    &ODBC_DRIVER_HANG,
    &EARLIER_RUN_FAILED,
    &EMPTY_REDIST_FILE,
    &REDIST_MISSING,
    &UPDATE_MANIFEST_MISSING,
    &EMPTY_PACKAGE_FILE,
    &TRUNCATED_FILE,
    &WRONG_CONTENT,
    &UNREADABLE_PATH,
    &LINK_IN_DOWNLOAD,
    &PARTIAL_FILE,
    &DOWNLOAD_FOLDER_UNAVAILABLE,
    &MANIFEST_HASH_MISMATCH,
    &MANIFEST_FILE_MISSING,
    &MANIFEST_NOT_UNDERSTOOD,
    &FILE_NOT_IN_MANIFEST,
    &SIGNATURE_DIGEST_MISMATCH,
    &SIGNATURE_NOT_TRUSTED,
    &SIGNATURE_MISSING,
    &SEAL_FILE_MISSING,
    &SEAL_FILE_CHANGED,
    &SEAL_FILE_ADDED,
    &SEAL_UNREADABLE,
];

/// The rule with this id, in whatever case it is written; `None` for an id that there is not.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// What stands for `{update}` where no GUID is known.
pub static UNNAMED_UPDATE: Text =
    Text { en: "an update that the log does not name", ja: "ログに GUID の記録がない更新プログラム" };

/// What stands for `{file}` where no name is known.
pub static UNKNOWN_FILE: Text =
    Text { en: "a file that the log does not name", ja: "ログに名前の記録がないファイル" };
