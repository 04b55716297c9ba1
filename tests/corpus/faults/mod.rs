//! Single faults, each with its truth: what is changed in a good download, and what must be said of it.
//!
//! The truth comes from the rules' definitions, never from what the library says. To add a fault, add one entry to the
//! table of its kind: a name, the verdict, the rules that must tell of it, those that may, and the change.

mod content;
mod folder;
mod setup_log;
mod tool_log;

use crate::random::Random;
use crate::scene::Scene;
use cmverify::report::Verdict;

pub struct Fault {
    pub name: &'static str,
    pub verdict: Verdict,
    /// Rules that must tell of it.
    pub rules: &'static [&'static str],
    /// Rules that may tell of it too.
    pub may: &'static [&'static str],
    /// Makes the change, and says what it was; none: this scene has nothing to change in this way.
    pub change: fn(&mut Scene, &mut Random) -> Option<Hit>,
}

/// What a change was about.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// The update concerned, where the rules can name it.
    pub update: Option<usize>,
    /// Where the evidence of it is.
    pub needs: Vec<Place>,
    /// What can no longer be seen because of it: other faults there may go unsaid.
    pub hides: Vec<Place>,
    /// More rules that must tell of it, since the scene is what it is.
    pub also: Vec<&'static str>,
    pub may: Vec<&'static str>,
    /// The verdict may be this one as well.
    pub or: Option<Verdict>,
}

/// A place that evidence is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Tool,
    Setup,
    /// The tool's last word on the redists of an update.
    Word(usize),
    /// The run of setupdl that made an update's Redist folder.
    Run(usize),
    Folder,
    Update(usize),
    Redist(usize),
    /// A file, by its path below the download.
    File(String),
}

impl Hit {
    pub fn tool() -> Self {
        Self { needs: vec![Place::Tool], ..Self::default() }
    }

    pub fn setup() -> Self {
        // Which run belongs is told by both logs.
        Self { needs: vec![Place::Setup, Place::Tool], ..Self::default() }
    }

    pub fn folder() -> Self {
        Self { needs: vec![Place::Folder], ..Self::default() }
    }

    /// A file was changed; what was wrong with it before is gone.
    pub fn file(path: &str) -> Self {
        let place = Place::File(path.to_owned());
        Self { needs: vec![place.clone()], hides: vec![place], ..Self::default() }
    }

    pub fn of(self, update: usize) -> Self {
        Self { update: Some(update), ..self }
    }

    pub fn needs(mut self, place: Place) -> Self {
        self.needs.push(place);
        self
    }

    pub fn hides(mut self, place: Place) -> Self {
        self.hides.push(place);
        self
    }

    pub fn also(mut self, rules: &[&'static str]) -> Self {
        self.also.extend(rules);
        self
    }

    pub fn may(mut self, rules: &[&'static str]) -> Self {
        self.may.extend(rules);
        self
    }

    pub fn or(self, verdict: Verdict) -> Self {
        Self { or: Some(verdict), ..self }
    }

    pub fn some(self) -> Option<Self> {
        Some(self)
    }
}

/// Faults that others can be added to.
pub fn faults() -> Vec<&'static Fault> {
    [tool_log::FAULTS, setup_log::FAULTS, folder::FAULTS, content::FAULTS].into_iter().flatten().collect()
}

/// Faults that stand alone: what is asked is another question.
pub fn lone_faults() -> Vec<&'static Fault> {
    [folder::LONE, crate::seal::FAULTS].into_iter().flatten().collect()
}
