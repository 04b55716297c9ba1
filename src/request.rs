//! What a caller asks for: the JSON request, read strictly.

use crate::language::Language;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// How deep to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// Logs, names, sizes and headers; no file is read through.
    Quick,
    /// Also hashes, Microsoft's manifests and signature digests: every file is read to its end.
    #[default]
    Full,
}

/// A request to verify a download or a part of one.
///
/// Unknown members are refused: a misspelt option must not be passed over in silence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Request {
    /// The folder that was given as `-updatepackdest`.
    pub download_path: Option<String>,
    /// `ServiceConnectionTool.log` of the `-connect` run; null: not available.
    pub service_connection_log: Option<String>,
    /// `ConfigMgrSetup.log` of the connected PC; null: not available.
    pub setup_log: Option<String>,
    /// How deep to look.
    pub depth: Depth,
    /// Judge every setupdl run in the log, also those of earlier downloads.
    pub all_runs: bool,
    /// The logs are lost: judge by what the files prove themselves.
    pub without_logs: bool,
    /// The file of the seal: to be checked, or to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    /// For a seal that is made: also of a download that is not usable.
    #[serde(skip_serializing_if = "is_no")]
    pub force: bool,
    /// For a seal that is made: copies both logs to it.
    #[serde(skip_serializing_if = "is_no")]
    pub include_logs: bool,
    /// Also tells of each file which rules it was judged by.
    #[serde(skip_serializing_if = "is_no")]
    pub explain: bool,
    /// The language of the messages.
    pub language: Language,
}

impl Request {
    /// The request as it may be shown in its answer: the name of a folder may have come with a stick.
    #[must_use]
    pub fn shown(&self) -> Self {
        let shown = |path: &Option<String>| path.as_deref().map(crate::text::shown_all);
        Self {
            download_path: shown(&self.download_path),
            service_connection_log: shown(&self.service_connection_log),
            setup_log: shown(&self.setup_log),
            seal: shown(&self.seal),
            ..self.clone()
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

/// What can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// A whole download: both logs and the folder. Needs `downloadPath`.
    VerifyDownload,
    /// The tool's log alone. Needs `serviceConnectionLog`.
    VerifyServiceConnectionLog,
    /// ConfigMgrSetup.log alone: the runs of the download that `serviceConnectionLog` tells of, else the newest. Needs
    /// `setupLog`.
    VerifySetupLog,
    /// Redist folders alone. Needs `downloadPath`.
    VerifyRedist,
    /// A download held against a seal. Needs `downloadPath` and `seal`.
    VerifySeal,
    /// A whole download in full depth, and a seal of it where it is usable. Needs `downloadPath` and `seal`.
    MakeSeal,
}

/// A request to start a job: that of the operation, and the operation's name.
#[derive(Clone, Debug)]
pub struct JobRequest {
    /// What to do.
    pub operation: Operation,
    /// What to do it with.
    pub request: Request,
}

/// Reads the request of a job.
///
/// # Errors
/// Says which of the caller's promises was broken.
pub fn read_job(bytes: &[u8]) -> Result<JobRequest, RequestError> {
    let Members(mut members) = read(bytes)?;
    let unfit = |e: serde_json::Error| RequestError::Unfit(e.to_string());
    let operation = members.remove("operation").ok_or(RequestError::Missing("operation"))?;
    let operation = serde_json::from_value(operation).map_err(unfit)?;
    Ok(JobRequest { operation, request: serde_json::from_value(members.into()).map_err(unfit)? })
}

/// The members of an object, each of them once.
struct Members(serde_json::Map<String, serde_json::Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Members, A::Error> {
                let mut members = serde_json::Map::new();
                while let Some((name, value)) = from.next_entry::<String, _>()? {
                    if members.insert(name.clone(), value).is_some() {
                        return Err(serde::de::Error::custom(format_args!("duplicate field `{name}`")));
                    }
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Reader)
    }
}

/// The longest request that is read, in bytes. A real one has a few hundred.
pub const LONGEST_REQUEST: usize = 1 << 20;

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// Longer than what is read; its length and the most, in bytes.
    TooLong(usize, usize),
    /// Not UTF-8; the offset of the first wrong byte.
    NotUtf8(usize),
    /// Not JSON; what the reader says.
    NotJson(String),
    /// JSON of another shape: an unknown member, a wrong type, a value that does not exist.
    Unfit(String),
    /// A member that this operation needs is missing or empty.
    Missing(&'static str),
    /// A member holds a NUL character.
    InteriorNul(&'static str),
    /// A member that this operation does not know.
    Foreign(&'static str),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(n, most) => write!(f, "the request has {n} bytes, more than the {most} that are read"),
            Self::NotUtf8(at) => write!(f, "the request is not UTF-8: wrong byte at offset {at}"),
            Self::NotJson(why) => write!(f, "the request is not JSON: {why}"),
            Self::Unfit(why) => write!(f, "the request does not fit: {why}"),
            Self::Missing(member) => write!(f, "the request needs the member \"{member}\", a text that is not empty"),
            Self::Foreign(member) => write!(f, "the member \"{member}\" means nothing to this operation"),
            Self::InteriorNul(member) => write!(f, "the member \"{member}\" holds a NUL character"),
        }
    }
}

impl std::error::Error for RequestError {}

/// Reads a request of any type from the bytes of a caller.
///
/// # Errors
/// Says which of the caller's promises was broken; nothing was looked at then.
pub fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, RequestError> {
    read_up_to(bytes, LONGEST_REQUEST)
}

/// The same, for a request that may have so many bytes.
///
/// # Errors
/// As [`read`].
pub fn read_up_to<'a, T: Deserialize<'a>>(bytes: &'a [u8], longest: usize) -> Result<T, RequestError> {
    if bytes.len() > longest {
        return Err(RequestError::TooLong(bytes.len(), longest));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| RequestError::NotUtf8(e.valid_up_to()))?;
    serde_json::from_str::<IgnoredAny>(text).map_err(|e| RequestError::NotJson(e.to_string()))?;
    // serde would take a list for the members in their order; a caller never means that.
    if !text.trim_start().starts_with('{') {
        return Err(RequestError::Unfit("it is JSON, but not an object".to_owned()));
    }
    serde_json::from_str(text).map_err(|e| RequestError::Unfit(e.to_string()))
}

/// A member that must be there, and may be used as a path.
///
/// # Errors
/// Missing, empty, or with a NUL, which no operating system takes in a path.
pub fn required<'a>(member: &'static str, value: Option<&'a str>) -> Result<&'a str, RequestError> {
    optional(member, value)?.ok_or(RequestError::Missing(member))
}

/// A member that may be null; an empty text counts as null.
///
/// # Errors
/// A NUL in it.
pub fn optional<'a>(member: &'static str, value: Option<&'a str>) -> Result<Option<&'a str>, RequestError> {
    match value {
        Some(text) if text.contains('\0') => Err(RequestError::InteriorNul(member)),
        Some("") | None => Ok(None),
        Some(text) => Ok(Some(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_has_its_default() {
        let request: Request = read(b"{}").unwrap();
        assert_eq!(request, Request::default());
        assert_eq!(request.depth, Depth::Full);
    }

    #[test]
    fn an_unknown_member_is_refused_by_name() {
        let error = read::<Request>(br#"{"downloadpath":"x"}"#).unwrap_err();
        assert!(matches!(&error, RequestError::Unfit(why) if why.contains("downloadpath")), "{error}");
    }

    #[test]
    fn garbage_is_told_apart() {
        assert!(matches!(read::<Request>(b""), Err(RequestError::NotJson(_))));
        assert!(matches!(read::<Request>(b"{"), Err(RequestError::NotJson(_))));
        assert!(matches!(read::<Request>(b"{}x"), Err(RequestError::NotJson(_))));
        assert!(matches!(read::<Request>(b"[]"), Err(RequestError::Unfit(_))));
        assert!(matches!(read::<Request>(br#"{"depth":"deep"}"#), Err(RequestError::Unfit(_))));
        assert!(matches!(read::<Request>(br#"{"allRuns":1}"#), Err(RequestError::Unfit(_))));
        assert_eq!(read::<Request>(b"{\xFF}"), Err(RequestError::NotUtf8(1)));
        assert_eq!(
            read::<Request>(&vec![b' '; LONGEST_REQUEST + 1]),
            Err(RequestError::TooLong(LONGEST_REQUEST + 1, LONGEST_REQUEST))
        );
    }

    #[test]
    fn a_job_needs_the_name_of_its_operation_and_nothing_unknown() {
        let job = read_job(br#"{"operation":"verifyRedist","downloadPath":"x","depth":"quick"}"#).unwrap();
        assert_eq!((job.operation, job.request.depth), (Operation::VerifyRedist, Depth::Quick));
        assert_eq!(read_job(br#"{"downloadPath":"x"}"#).unwrap_err(), RequestError::Missing("operation"));
        let unfit = [
            &br#"{"operation":"verifyAll"}"#[..],
            br#"{"operation":1}"#,
            br#"{"operation":"verifyRedist","downloadpath":"x"}"#,
            br#"{"operation":"verifyRedist","operation":"verifyRedist"}"#,
            br#"{"operation":"verifyRedist","depth":"quick","depth":"full"}"#,
            br#"["verifyRedist"]"#,
        ];
        for bytes in unfit {
            let error = read_job(bytes).unwrap_err();
            assert!(matches!(error, RequestError::Unfit(_)), "{error}");
        }
    }

    #[test]
    fn a_path_is_never_empty_and_holds_no_nul() {
        assert_eq!(required("downloadPath", None), Err(RequestError::Missing("downloadPath")));
        assert_eq!(required("downloadPath", Some("")), Err(RequestError::Missing("downloadPath")));
        assert_eq!(optional("setupLog", Some("a\0b")), Err(RequestError::InteriorNul("setupLog")));
    }
}
