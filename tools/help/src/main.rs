//! Makes `CMVerify-help.xml` and `about_*.help.txt` for every language from the Markdown in `docs/help`.
//!
//! `cmverify-help <checkout> <module folder>`. Exit code 1, with one line for each problem, where a page is not as
//! `docs/building.md` says: half a help would show only when an admin asks for it.

mod languages;
mod maml;
mod markdown;
mod page;
mod rules;
mod syntax;
#[cfg(test)]
mod tests;
mod topic;

use std::path::Path;
use std::process::ExitCode;

/// What is wrong with a page, and where.
#[derive(Debug)]
pub struct Problem {
    /// Below the checkout.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub what: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [checkout, module] = arguments.as_slice() else {
        eprintln!("usage: cmverify-help <checkout> <module folder>");
        return ExitCode::from(2);
    };
    let problems = match languages::make(Path::new(checkout)) {
        Ok(files) => match languages::write(&files, Path::new(module)) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(why) => vec![why],
        },
        Err(problems) => problems,
    };
    for problem in &problems {
        eprintln!("{problem}");
    }
    ExitCode::FAILURE
}
