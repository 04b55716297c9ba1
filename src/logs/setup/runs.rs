//! Which run a line of `ConfigMgrSetup.log` is of.

use super::Fact;
use crate::logs::record::Record;

/// Where a reader stands between two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// Before the first start line: all of it is one run whose start was cut off, if anything in it is setupdl's.
    #[default]
    Head,
    /// The same, and something in it is setupdl's.
    HeadOfRun,
    /// Inside a run.
    Running,
    /// Between two runs, or in Setup.exe's lines.
    Outside,
}

/// What a fact does to the run that is open, and to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    /// What was read until here is over: a run without an end, or no run at all.
    pub(super) breaks: bool,
    /// The line is part of a run.
    pub(super) is_inside: bool,
    /// The line ends it.
    pub(super) ends: bool,
}

impl State {
    /// Goes on by one fact.
    pub(super) fn turn(&mut self, fact: Fact<'_>) -> Turn {
        match fact {
            Fact::Started => {
                *self = Self::Running;
                return Turn { breaks: true, is_inside: true, ends: false };
            }
            Fact::SetupBanner => {
                *self = Self::Outside;
                return Turn { breaks: true, ..Turn::default() };
            }
            _ => {}
        }
        match *self {
            Self::Outside if fact.opens_a_run() => *self = Self::Running,
            Self::Outside => return Turn::default(),
            Self::Head if fact.is_of_setupdl() => *self = Self::HeadOfRun,
            Self::Head | Self::HeadOfRun | Self::Running => {}
        }
        let ends = matches!(fact, Fact::Finished);
        if ends {
            *self = Self::Outside;
        }
        Turn { breaks: false, is_inside: true, ends }
    }

    /// What is open is a run.
    pub(super) const fn is_run(self) -> bool {
        matches!(self, Self::HeadOfRun | Self::Running)
    }
}

/// Tells which run each line is of, without keeping any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RunCounter {
    is_open: bool,
    /// The number of the run that is open, or was last.
    number: u64,
}

impl RunCounter {
    /// Before the first line. `is_cut`: the log begins within a run ([`begins_within_a_run`]).
    pub(crate) const fn new(is_cut: bool) -> Self {
        Self::at(is_cut, if is_cut { 1 } else { 0 })
    }

    /// Where an earlier one stood.
    pub(crate) const fn at(is_open: bool, number: u64) -> Self {
        Self { is_open, number }
    }

    /// A run is open.
    pub(crate) const fn is_open(self) -> bool {
        self.is_open
    }

    /// Goes on by one fact: the run that it is of, where it is of one.
    pub(crate) fn turn(&mut self, fact: Fact<'_>) -> Option<u64> {
        let was_open = self.is_open;
        let mut state = if was_open { State::Running } else { State::Outside };
        let turn = state.turn(fact);
        self.is_open = state.is_run();
        if !turn.is_inside {
            return None;
        }
        self.number += u64::from(turn.breaks || !was_open);
        Some(self.number)
    }

    /// The run that is open, or was last; 0 before the first.
    pub(crate) const fn number(self) -> u64 {
        self.number
    }
}

/// Whether the log's first lines are of a run whose start was cut off; none as long as the lines so far do not tell.
pub(crate) fn begins_within_a_run(record: &Record<'_>) -> Option<bool> {
    record.parts().map(Fact::of).find_map(|fact| match fact {
        Fact::Started | Fact::SetupBanner => Some(false),
        fact if fact.is_of_setupdl() => Some(true),
        _ => None,
    })
}
