//! How a cmdlet is called, made from the facts about its parameters.

use crate::page::{Facts, Parameter};

/// The parameters of one set, in the order in which PowerShell shows them: those with a position, those that
/// must be given, the others.
pub fn parameters<'a>(all: &'a [(&'a Parameter, &'a Facts)], set: Option<&str>) -> Vec<(&'a Parameter, &'a Facts)> {
    let mut those: Vec<_> = all
        .iter()
        .copied()
        .filter(|(_, facts)| match (&facts.sets, set) {
            (Some(sets), Some(set)) => sets.iter().any(|one| one == set),
            (Some(_), None) => false,
            (None, _) => true,
        })
        .collect();
    those.sort_by_key(|(_, facts)| (facts.position.unwrap_or(u32::MAX), !facts.required));
    those
}

/// One line, as PlatyPS writes it.
pub fn line(name: &str, parameters: &[(&Parameter, &Facts)]) -> String {
    let mut text = name.to_owned();
    for (parameter, facts) in parameters {
        let name =
            if facts.position.is_some() { format!("[-{}]", parameter.name) } else { format!("-{}", parameter.name) };
        let call = if facts.kind == "SwitchParameter" { name } else { format!("{name} <{}>", facts.kind) };
        let (open, close) = if facts.required { (" ", "") } else { (" [", "]") };
        text.extend([open, &call, close]);
    }
    text.push_str(" [<CommonParameters>]");
    text
}
