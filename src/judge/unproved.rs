//! Where the logs are lost: what the files do not prove by themselves (`withoutLogs` in section 5 of the contract).
//!
//! A download is usable without logs when every redist is proved by Microsoft's manifest or its own signature, and every
//! payload by its signature. That nothing is missing must be proved too: the manifest lists what a Redist folder has to
//! hold, and of an update that nobody has published nobody can tell whether it comes with redists.

use super::Evidence;
use super::findings::update_phrase;
use crate::files::Survey;
use crate::files::survey::FolderUpdate;
use crate::guid::Guid;
use crate::language::Language;
use crate::request::Depth;
use crate::rules::catalogue::detail;
use crate::rules::known;
use crate::text;

/// One thing that is not proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing was read that could prove anything.
    Depth,
    /// So many files; the first by path.
    Files(u64, String),
    /// The manifest of the redists is missing, or was not understood: files may be missing.
    Manifest,
    /// The manifest lists a group of which nothing is there.
    Group(String),
    /// There is no payload.
    Payload,
    /// There is no Redist folder, and nobody can tell whether there should be.
    Redists,
}

/// What is not proved, with the update that it concerns; none: the download as a whole.
pub(super) fn doubts(evidence: &Evidence<'_>) -> Vec<(Option<Guid>, Doubt)> {
    let Some(survey) = evidence.survey else {
        return Vec::new();
    };
    if evidence.request.depth == Depth::Quick {
        return vec![(None, Doubt::Depth)];
    }
    let mut doubts = Vec::new();
    if let Some(proofs) = survey.contents.proofs.of(None).filter(|proofs| proofs.unproved() > 0) {
        let first = proofs.first_unproved().next().map(text::shown_path).unwrap_or_default();
        doubts.push((None, Doubt::Files(proofs.unproved(), first)));
    }
    for (guid, update) in &survey.updates {
        of_update(survey, *guid, update, &mut |doubt| doubts.push((Some(*guid), doubt)));
    }
    doubts
}

fn of_update(survey: &Survey, guid: Guid, update: &FolderUpdate, doubt: &mut dyn FnMut(Doubt)) {
    if let Some(proofs) = survey.contents.proofs.of(Some(guid)).filter(|proofs| proofs.unproved() > 0) {
        let first = proofs.first_unproved().next().map(text::shown_path).unwrap_or_default();
        doubt(Doubt::Files(proofs.unproved(), first));
    }
    if update.payload_files == 0 && survey.loose_files == 0 {
        doubt(Doubt::Payload);
    }
    if update.redist_files > 0 {
        match survey.contents.lists.get(&Some(guid)) {
            Some(lists) if lists.is_complete => {
                if let Some(group) = &lists.absent_group {
                    doubt(Doubt::Group(group.clone()));
                }
            }
            _ => doubt(Doubt::Manifest),
        }
    } else if known::update_name(&guid.to_string()).is_none() {
        doubt(Doubt::Redists);
    }
}

/// A doubt in words.
pub(super) fn tell(guid: Option<Guid>, doubt: &Doubt, language: Language) -> String {
    let update = update_phrase(guid, language);
    let update = ("update", update.as_str());
    match doubt {
        Doubt::Depth => detail::QUICK_PROVES_NOTHING.get(language).to_owned(),
        Doubt::Files(count, first) => {
            detail::UNPROVED_FILES.fill(language, &[("count", &count.to_string()), ("first", first)])
        }
        Doubt::Manifest => detail::UNPROVED_MANIFEST.fill(language, &[update]),
        Doubt::Group(first) => detail::UNPROVED_GROUPS.fill(language, &[update, ("first", first)]),
        Doubt::Payload => detail::UNPROVED_PAYLOAD.fill(language, &[update]),
        Doubt::Redists => detail::UNPROVED_REDISTS.fill(language, &[update]),
    }
}
