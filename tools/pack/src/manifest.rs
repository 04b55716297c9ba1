//! The module's manifest: the data in a `.psd1`, as far as ours goes.

use crate::files::Files;
use crate::{MODULE, Result};
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// What the packages say about the module.
pub struct Manifest {
    pub version: String,
    pub author: String,
    pub company: String,
    pub copyright: String,
    pub description: String,
    pub tags: Vec<String>,
    pub editions: Vec<String>,
    pub functions: Vec<String>,
    pub project: String,
    pub licence: String,
    pub release_notes: String,
}

impl Manifest {
    pub fn from_files(files: &Files) -> Result<Self> {
        let text = std::str::from_utf8(files.get(&format!("{MODULE}.psd1"))?)?;
        Self::parse(text).map_err(|why| format!("{MODULE}.psd1: {why}").into())
    }

    fn parse(text: &str) -> Result<Self> {
        let value = Reader(text.trim_start_matches('\u{feff}').chars().peekable()).whole()?;
        let data = value.at("PrivateData")?.at("PSData")?;
        if data.at("Prerelease").is_ok() {
            return Err("a pre-release is not packed".into());
        }
        Ok(Self {
            version: value.at("ModuleVersion")?.text()?,
            author: value.at("Author")?.text()?,
            company: value.at("CompanyName")?.text()?,
            copyright: value.at("Copyright")?.text()?,
            description: value.at("Description")?.text()?,
            editions: value.at("CompatiblePSEditions")?.texts()?,
            functions: value.at("FunctionsToExport")?.texts()?,
            tags: data.at("Tags")?.texts()?,
            project: data.at("ProjectUri")?.text()?,
            licence: data.at("LicenseUri")?.text()?,
            release_notes: data.at("ReleaseNotes")?.text()?,
        })
    }
}

enum Value {
    Text(String),
    List(Vec<Value>),
    Table(BTreeMap<String, Value>),
}

impl Value {
    fn at(&self, name: &str) -> Result<&Value> {
        match self {
            Self::Table(table) => Ok(table.get(name).ok_or_else(|| format!("{name} is missing"))?),
            _ => Err(format!("{name} is looked for in what is no table").into()),
        }
    }

    fn text(&self) -> Result<String> {
        match self {
            Self::Text(text) if !text.is_empty() => Ok(text.clone()),
            _ => Err("a text is wanted".into()),
        }
    }

    fn texts(&self) -> Result<Vec<String>> {
        match self {
            Self::List(list) => list.iter().map(Value::text).collect(),
            other => Ok(vec![other.text()?]),
        }
    }
}

/// Tables, lists, texts in single quotes, and plain words such as `$true`. All else is refused, not guessed.
struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    fn whole(mut self) -> Result<Value> {
        let value = self.value()?;
        match self.next_mark() {
            None => Ok(value),
            Some(mark) => Err(format!("{mark:?} stands after the end").into()),
        }
    }

    /// The next character that is neither space nor comment; it stays where it is.
    fn next_mark(&mut self) -> Option<char> {
        loop {
            match self.0.peek() {
                Some('#') => while self.0.next_if(|c| *c != '\n').is_some() {},
                Some(c) if c.is_whitespace() || matches!(c, ',' | ';') => drop(self.0.next()),
                other => return other.copied(),
            }
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.0.next_if(|c| c.is_alphanumeric() || "$_.".contains(*c)) {
            word.push(c);
        }
        word
    }

    fn value(&mut self) -> Result<Value> {
        match self.next_mark() {
            Some('\'') => self.quoted().map(Value::Text),
            Some('@') => {
                self.0.next();
                match self.0.next() {
                    Some('(') => self.list(),
                    Some('{') => self.table(),
                    other => Err(format!("@{other:?}").into()),
                }
            }
            Some(c) if c.is_alphanumeric() || c == '$' => Ok(Value::Text(self.word())),
            other => Err(format!("{other:?} is not understood").into()),
        }
    }

    fn quoted(&mut self) -> Result<String> {
        self.0.next();
        let mut text = String::new();
        loop {
            match self.0.next() {
                Some('\'') if self.0.next_if_eq(&'\'').is_none() => return Ok(text),
                Some(c) => text.push(c),
                None => return Err("a quote is not closed".into()),
            }
        }
    }

    fn list(&mut self) -> Result<Value> {
        let mut list = Vec::new();
        while self.next_mark().ok_or("a list is not closed")? != ')' {
            list.push(self.value()?);
        }
        self.0.next();
        Ok(Value::List(list))
    }

    fn table(&mut self) -> Result<Value> {
        let mut table = BTreeMap::new();
        while self.next_mark().ok_or("a table is not closed")? != '}' {
            let name = self.word();
            if self.next_mark() != Some('=') {
                return Err(format!("{name:?} is not followed by =").into());
            }
            self.0.next();
            table.insert(name, self.value()?);
        }
        self.0.next();
        Ok(Value::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn data_is_read_and_all_else_refused() {
        let value = Reader("@{ A = 'it''s' # 'no'\n B = @('x', 'y'\n'z'); C = @{ D = $true } }".chars().peekable())
            .whole()
            .unwrap();
        assert_eq!(value.at("A").unwrap().text().unwrap(), "it's");
        assert_eq!(value.at("B").unwrap().texts().unwrap(), ["x", "y", "z"]);
        assert_eq!(value.at("C").unwrap().at("D").unwrap().text().unwrap(), "$true");
        for wrong in ["@{ A = \"x\" }", "@{ A = 'x' ", "@{ A 'x' }", "@{ A = (Get-Date) }", "@{} @{}", "@{ A = 'x }"] {
            assert!(Reader(wrong.chars().peekable()).whole().is_err(), "{wrong}");
        }
    }
}
