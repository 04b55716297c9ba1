//! The judge: turns evidence into findings, and findings into a verdict. It reads no file.
//!
//! | file | idea |
//! |---|---|
//! | `findings` | the list of findings: order, bounds, texts |
//! | `belongs` | which setupdl runs belong to a download |
//! | `line` | what one line is evidence for |
//! | `tool_log` | rules CMV01xx |
//! | `setup_log` | rules CMV02xx |
//! | `folder` | rules CMV03xx, and those that hold a log against the folder |
//! | `contents` | rules CMV0305, CMV0306, CMV04xx and CMV05xx |
//! | `seal` | rules CMV06xx, and the verdict on a download that is held against its seal |
//! | `unproved` | what is not proved where the logs are lost |
//! | `explain` | which file was judged by which rules |
//! | `conclude` | verdict, summary, next action, updates |

pub mod belongs;
mod conclude;
mod contents;
mod explain;
mod findings;
mod folder;
pub mod line;
pub mod seal;
mod setup_log;
mod tool_log;
mod unproved;

pub use conclude::{Scope, conclude};
pub use findings::Findings;
pub(crate) use findings::{log_problem, update_phrase};

use crate::files::Survey;
use crate::guid::Guid;
use crate::logs::setup::SetupLog;
use crate::logs::tool::{Step, ToolLog};
use crate::logs::{LogProblem, LogSource};
use crate::request::Request;
use std::collections::BTreeSet;

/// All that was seen, before anything is said about it. What was not asked for is none.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What was asked.
    pub request: &'a Request,
    /// The tool's log.
    pub tool: Option<&'a ToolLog>,
    /// ConfigMgrSetup.log.
    pub setup: Option<&'a SetupLog>,
    /// The runs in it that belong, by their place in the list.
    pub runs: &'a [usize],
    /// The folder.
    pub survey: Option<&'a Survey>,
}

impl Evidence<'_> {
    /// The tool's log, where it could be read as the log of a `-connect`.
    fn connect_log(&self) -> Option<&ToolLog> {
        self.tool.filter(|tool| tool.source.problem.is_none() && tool.has_downloads)
    }

    /// The updates whose redists were downloaded, as the tool's log has it, else as the folder does.
    fn updates_with_redists(&self) -> BTreeSet<Guid> {
        match (self.connect_log(), self.survey) {
            (Some(tool), _) => {
                let logged = tool.updates.iter().filter(|(_, update)| update.redist != Step::Unnamed);
                logged.map(|(guid, _)| *guid).collect()
            }
            (None, Some(survey)) => {
                let there = survey.updates.iter().filter(|(_, update)| update.has_redist_folder);
                there.map(|(guid, _)| *guid).collect()
            }
            (None, None) => BTreeSet::new(),
        }
    }

    /// True where redists were downloaded, so that ConfigMgrSetup.log is needed.
    fn has_redists(&self) -> bool {
        let logged = self.connect_log().is_some_and(ToolLog::has_redists);
        let there = self.survey.is_some_and(|survey| survey.updates.values().any(|update| update.has_redist_folder));
        // ConfigMgrSetup.log alone: it was asked for.
        logged || there || self.survey.is_none() && self.connect_log().is_none()
    }

    /// A log that is lost, where the caller said that it is.
    fn is_excused(&self, source: &LogSource) -> bool {
        self.request.without_logs && matches!(source.problem, Some(LogProblem::NotGiven | LogProblem::Missing))
    }

    /// The caller said that logs are lost, and one that would be needed is.
    fn lacks_an_excused_log(&self) -> bool {
        self.tool.is_some_and(|tool| self.is_excused(&tool.source))
            || self.has_redists() && self.setup.is_some_and(|setup| self.is_excused(&setup.source))
    }
}

/// Judges all that there is evidence for.
#[must_use]
pub fn judge(evidence: &Evidence<'_>) -> Findings {
    let mut findings = Findings::new(evidence.request.language);
    if let Some(tool) = evidence.tool {
        tool_log::judge(&mut findings, evidence, tool);
    }
    if let Some(setup) = evidence.setup {
        setup_log::judge(&mut findings, evidence, setup);
    }
    if let Some(survey) = evidence.survey {
        folder::judge(&mut findings, evidence, survey);
        contents::judge(&mut findings, survey);
    }
    findings.sort();
    findings
}
