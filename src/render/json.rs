//! The reports themselves: always a list, each as the library gives it.

use super::Source;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The members of an object in the order in which the library writes them, by the member that holds it. Others follow
/// by name.
const ORDERS: [(&str, &[&str]); 12] = [
    (
        "",
        &[
            "schema",
            "verdict",
            "summary",
            "nextAction",
            "inputs",
            "updates",
            "findings",
            "omitted",
            "logs",
            "files",
            "seal",
            "judged",
            "elapsedMs",
        ],
    ),
    (
        "inputs",
        &[
            "downloadPath",
            "serviceConnectionLog",
            "setupLog",
            "depth",
            "allRuns",
            "withoutLogs",
            "seal",
            "force",
            "includeLogs",
            "explain",
            "language",
        ],
    ),
    (
        "updates",
        &[
            "guid",
            "name",
            "verdict",
            "files",
            "bytes",
            "redistFiles",
            "redistBytes",
            "errors",
            "warnings",
            "grade",
            "evidence",
            "fileEvidence",
            "unproved",
        ],
    ),
    ("fileEvidence", &["file", "size", "grade", "signer", "signedAt", "timeStamper"]),
    (
        "findings",
        &[
            "rule", "name", "severity", "effect", "message", "remedy", "link", "guid", "file", "evidence", "error",
            "expected", "actual",
        ],
    ),
    (
        "evidence",
        &[
            "path",
            "line",
            "offset",
            "text",
            "before",
            "after",
            "signature",
            "manifestHash",
            "loggedHash",
            "loggedSize",
            "present",
        ],
    ),
    (
        "error",
        &["code", "symbol", "meaning", "remedy", "kind", "known", "severity", "facility", "facilityName", "number"],
    ),
    ("omitted", &["rule", "count"]),
    (
        "logs",
        &[
            "kind",
            "path",
            "name",
            "size",
            "sha256",
            "isIncluded",
            "encoding",
            "bytes",
            "lines",
            "firstTime",
            "lastTime",
            "runs",
            "runsJudged",
        ],
    ),
    ("files", &["count", "bytes", "empty", "readBytes", "hashedBytes", "evidence", "file", "rules", "found", "grade"]),
    (
        "seal",
        &["path", "created", "tool", "folder", "verdict", "summary", "isForced", "files", "bytes", "logs", "sha256"],
    ),
    ("judged", &["files", "omitted"]),
];

/// A value, and the member that holds it.
struct Ordered<'a>(&'a str, &'a Value);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Value::Object(members) => {
                let order = ORDERS.iter().find(|(holder, _)| *holder == self.0).map_or(&[][..], |(_, order)| order);
                let place = |name: &str| order.iter().position(|known| *known == name).unwrap_or(order.len());
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| place(name));
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, &Ordered(name, value))?;
                }
                map.end()
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(|item| Ordered(self.0, item))),
            other => other.serialize(serializer),
        }
    }
}

pub(super) fn write(source: &Source<'_>) -> Result<String, String> {
    let reports: Vec<_> = source.reports.iter().map(|report| Ordered("", &report.value)).collect();
    let mut text = serde_json::to_string_pretty(&reports).map_err(|why| why.to_string())?;
    text.push('\n');
    Ok(text)
}
