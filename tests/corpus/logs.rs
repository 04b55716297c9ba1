//! The writers of both logs: lines by what they say, and the bytes that a file of them has.

/// How characters are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16Le,
    Utf16Be,
    /// Of a Japanese PC.
    Cp932,
    /// Of a western PC.
    Windows1252,
}

pub const ENCODINGS: [Encoding; 6] = [
    Encoding::Utf8,
    Encoding::Utf8Marked,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
    Encoding::Cp932,
    Encoding::Windows1252,
];

impl Encoding {
    pub fn bytes(self, text: &str) -> Vec<u8> {
        let wide = |order: fn(u16) -> [u8; 2]| {
            ['\u{FEFF}'].into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(order).collect()
        };
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8Marked => ["\u{FEFF}", text].concat().into(),
            Self::Utf16Le => wide(u16::to_le_bytes),
            Self::Utf16Be => wide(u16::to_be_bytes),
            Self::Cp932 => page(encoding_rs::SHIFT_JIS, text),
            Self::Windows1252 => page(encoding_rs::WINDOWS_1252, text),
        }
    }

    /// True where the encoding has all characters of the text.
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Cp932 => !encoding_rs::SHIFT_JIS.encode(text).2,
            Self::Windows1252 => !encoding_rs::WINDOWS_1252.encode(text).2,
            _ => true,
        }
    }
}

fn page(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{} has no such characters: {text}", encoding.name());
    bytes.into_owned()
}

/// A local time, in milliseconds from the year 0 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

impl Time {
    pub const SECOND: i64 = 1_000;
    pub const MINUTE: i64 = 60_000;
    pub const DAY: i64 = 86_400_000;

    /// 1 January of a year, and so many days later.
    pub fn of(year: i64, days: i64) -> Self {
        let before = year - 1;
        Self((before * 365 + before / 4 - before / 100 + before / 400 + days) * Self::DAY)
    }

    /// Year, month, day, hour, minute, second, millisecond.
    fn parts(self) -> [i64; 7] {
        let (mut days, rest) = (self.0.div_euclid(Self::DAY), self.0.rem_euclid(Self::DAY));
        let mut year = 1 + days / 366;
        while Self::of(year + 1, 0).0 <= days * Self::DAY {
            year += 1;
        }
        days -= Self::of(year, 0).0 / Self::DAY;
        let leap = i64::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
        let mut month = 1;
        for length in [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
            if days < length {
                break;
            }
            days -= length;
            month += 1;
        }
        [year, month, days + 1, rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000]
    }

    /// `2024-11-19 11:53:40`, as the tool writes it.
    pub fn tool(self) -> String {
        let [year, month, day, hour, minute, second, _] = self.parts();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }

    /// `11-19-2024 11:53:40.123`, as setupdl writes it.
    pub fn setup(self) -> String {
        let [year, month, day, hour, minute, second, milli] = self.parts();
        format!("{month:02}-{day:02}-{year:04} {hour:02}:{minute:02}:{second:02}.{milli:03}")
    }

    pub fn later(self, milliseconds: i64) -> Self {
        Self(self.0 + milliseconds)
    }
}

/// A line, and what it is for.
#[derive(Clone, Debug)]
pub struct Line<S> {
    pub says: S,
    /// Its text with the level.
    pub text: String,
    pub time: Time,
}

/// What a line of the tool's log says; updates by their place in the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolSays {
    /// The manifest of updates was downloaded.
    Manifest,
    PayloadStarts(usize),
    PayloadDone(usize),
    RedistStarts(usize),
    RedistDone(usize),
    /// Nothing that the verdict rests on.
    Noise,
}

/// What a line of ConfigMgrSetup.log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupSays {
    Loads,
    Starts,
    Target,
    /// The download or the check of a file.
    File,
    Ends,
    Noise,
}

/// Why a run of setupdl stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It made this update's Redist folder.
    Belongs(usize),
    /// An earlier try for this update, in this download or long before it: a newer run counts.
    Superseded(usize),
    /// Another download, or a run by hand into another folder.
    Elsewhere,
}

/// A run of setupdl, or lines of another program.
#[derive(Clone, Debug)]
pub struct Run {
    pub role: Role,
    pub lines: Vec<Line<SetupSays>>,
}

/// How a log is written down.
#[derive(Clone, Debug)]
pub struct Shape {
    pub encoding: Encoding,
    pub line_end: &'static str,
    /// The last line has an end too.
    pub ends: bool,
    pub stamps: bool,
}

/// Where a log is cut: this line, by its number, keeps so many characters of its text and nothing behind them.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub line: usize,
    pub characters: usize,
    /// Bytes that are lost besides, as where a copy ends within a character.
    pub bytes: usize,
}

/// What the caller hands over in place of the log.
#[derive(Clone, Debug)]
pub enum Supply {
    Whole,
    Cut(Cut),
    NotGiven,
    /// A path that leads nowhere.
    Missing,
    /// A folder of that name.
    Folder,
    Bytes(Vec<u8>),
    /// The log of the other program.
    Other,
    /// Nobody may read it.
    #[cfg(target_os = "linux")]
    Closed,
}

/// What one line looks like in the tool's log, without its end.
pub fn tool_line<S>(line: &Line<S>, shape: &Shape) -> String {
    if shape.stamps { format!("{} {}", line.time.tool(), line.text) } else { line.text.clone() }
}

/// The same in ConfigMgrSetup.log; the second part is the frame.
pub fn setup_line<S>(line: &Line<S>, shape: &Shape, bias: i32, thread: u32) -> (String, String) {
    let frame = if shape.stamps {
        format!("  $$<Configuration Manager Setup><{}{bias:+04}><thread={thread} (0x{thread:04X})>", line.time.setup())
    } else {
        String::new()
    };
    (line.text.clone(), frame)
}

/// A file of these lines, each as text and what may follow it.
pub fn file(lines: &[(String, String)], shape: &Shape, cut: Option<Cut>) -> Vec<u8> {
    let mut text = String::new();
    let count = cut.map_or(lines.len(), |cut| cut.line.min(lines.len()));
    for (at, (line, frame)) in lines[..count].iter().enumerate() {
        text.push_str(line);
        text.push_str(frame);
        if shape.ends || at + 1 < lines.len() {
            text.push_str(shape.line_end);
        }
    }
    if let Some((line, _)) = cut.and_then(|cut| lines.get(cut.line)) {
        text.extend(line.chars().take(cut.map_or(0, |cut| cut.characters)));
    }
    let mut bytes = shape.encoding.bytes(&text);
    bytes.truncate(bytes.len().saturating_sub(cut.map_or(0, |cut| cut.bytes)));
    bytes
}
