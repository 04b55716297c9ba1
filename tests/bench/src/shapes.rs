//! Logs made to order, the same bytes on every machine: complete runs of both programs, in every shape that occurs.

use std::fmt::Write;

/// The shapes of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `YYYY-MM-DD HH:MM:SS LEVEL:text`, as `ServiceConnectionTool` writes it.
    Tool,
    /// `text  $$<component><MM-DD-YYYY HH:MM:SS.mmm+bias><thread=N (0xHEX)>`, as setupdl writes it.
    Sms,
    /// `<![LOG[text]LOG]!><time="…" date="…" …>`; every twentieth record has two lines.
    CmTrace,
    /// Text, component, time and thread with tabs between them, as copied out of `CMTrace`.
    Columns,
    /// Text alone.
    Plain,
    /// `Sms` in UTF-16 LE.
    Utf16,
}

impl Shape {
    pub const ALL: [Self; 6] = [Self::Tool, Self::Sms, Self::CmTrace, Self::Columns, Self::Plain, Self::Utf16];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Sms => "sms",
            Self::CmTrace => "cmtrace",
            Self::Columns => "columns",
            Self::Plain => "plain",
            Self::Utf16 => "utf16",
        }
    }

    /// The name of the log's file: the peer looks at it.
    pub fn file_name(self) -> &'static str {
        if self == Self::Tool { "ServiceConnectionTool.log" } else { "ConfigMgrSetup.log" }
    }
}

/// How far a log goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    pub bytes: usize,
    pub lines: u64,
    /// Lines, where a record of two counts once.
    pub records: u64,
}

pub struct Log {
    pub bytes: Vec<u8>,
    pub whole: Extent,
    /// The first part of it, in whole runs.
    pub head: Extent,
}

/// Makes a log of at least `size` bytes, whose head has at least `head` bytes.
pub fn log(shape: Shape, size: usize, head: usize) -> Log {
    let width = if shape == Shape::Utf16 { 2 } else { 1 };
    let mark = width - 1;
    let mut writer = Writer::new(shape, size / width);
    let mut at_head = Extent::default();
    while writer.text.len() < size / width {
        writer.run();
        if at_head.bytes == 0 && writer.text.len() >= head / width {
            at_head = writer.extent();
        }
    }
    let whole = writer.extent();
    let of_file = |extent: Extent| Extent { bytes: (extent.bytes + mark) * width, ..extent };
    let bytes = if shape == Shape::Utf16 {
        std::iter::once(0xFEFF).chain(writer.text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    } else {
        writer.text.into_bytes()
    };
    Log { bytes, whole: of_file(whole), head: of_file(if at_head.bytes == 0 { whole } else { at_head }) }
}

/// Packages that Microsoft has published. A log names few: each is kept by its reader.
const GUIDS: [&str; 8] = [
    "FD3D0214-F4DC-4664-B6BB-997E381B7C9D",
    "5B8886C7-F967-4F8A-92AA-009E28368853",
    "A02D38C5-021E-4144-8249-E7CDE48DA83F",
    "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E",
    "345A6BE1-3D07-43ED-B6E5-FAC0889DA04C",
    "AA928926-5C76-4DE0-B51F-0FE4D365DFE2",
    "6B0783D9-B8A2-4848-82F6-8EFE956F4988",
    "420E3E18-73C5-4BE9-88B0-6F1E30A012CA",
];

/// Folder below Redist, and name.
const FILES: [(&str, &str); 20] = [
    ("", "sqlncli.msi"),
    ("", "msodbcsql.msi"),
    ("", "msoledbsql.msi"),
    ("", "SQLSysClrTypes.msi"),
    ("", "SharedManagementObjects.msi"),
    ("", "SQLEXPR_x64_ENU.exe"),
    ("", "VC_redist.x64.exe"),
    ("", "VC_redist.x86.exe"),
    ("", "NDP462-KB3151800-x86-x64-AllOS-ENU.exe"),
    ("", "MMASetup-AMD64.exe"),
    ("", "MicrosoftEdgeWebView2RuntimeInstallerX64.exe"),
    ("", "ConfigMgr.AutoUpgradeScripts.cab"),
    (r"LanguagePack\MobileDevice\SMSSETUP\BIN\X64\", "DeviceClient_WinCE7.0_X86.CAB"),
    (r"LanguagePack\JPN\SMSSETUP\LANGPACK\", "ClientLangPack_JPN.cab"),
    (r"LanguagePack\JPN\SMSSETUP\LANGPACK\", "ServerLangPack_JPN.cab"),
    (r"LanguagePack\DEU\SMSSETUP\LANGPACK\", "ClientLangPack_DEU.cab"),
    (r"LanguagePack\DEU\SMSSETUP\LANGPACK\", "ServerLangPack_DEU.cab"),
    (r"LanguagePack\FRA\SMSSETUP\LANGPACK\", "ClientLangPack_FRA.cab"),
    (r"LanguagePack\KOR\SMSSETUP\LANGPACK\", "ClientLangPack_KOR.cab"),
    (r"LanguagePack\CHS\SMSSETUP\LANGPACK\", "ClientLangPack_CHS.cab"),
];

const FOLDERS: [&str; 4] =
    [r"E:\ServiceConnectionTool\UpdatePacks", r"C:\temp\UpdatePacks", r"D:\USB\UpdatePacks", r"F:\cmupdates\2025-01"];

const SOURCES: [&str; 5] = ["setupdl.cpp", "downloader.cpp", "filehash.cpp", "manifest.cpp", "winhttp.cpp"];

struct Writer {
    shape: Shape,
    text: String,
    random: Random,
    lines: u64,
    records: u64,
    /// Milliseconds since the beginning of 1970, on the PC's own clock.
    clock: u64,
    thread: u64,
    message: String,
}

impl Writer {
    fn new(shape: Shape, size: usize) -> Self {
        Self {
            shape,
            text: String::with_capacity(size + 64 * 1024),
            random: Random(0x00C0_FFEE),
            lines: 0,
            records: 0,
            clock: 1_732_190_020_741,
            thread: 10888,
            message: String::new(),
        }
    }

    fn extent(&self) -> Extent {
        Extent { bytes: self.text.len(), lines: self.lines, records: self.records }
    }

    fn run(&mut self) {
        self.thread = 4 * (500 + self.random.below(4_000));
        let guid = self.random.pick(&GUIDS);
        if self.shape == Shape::Tool { self.connect(guid) } else { self.setupdl(guid) }
    }

    /// What the tool says of one update, in the wording of either era.
    fn connect(&mut self, guid: &str) {
        let size = 5_000_000 + self.random.below(900_000_000);
        if self.random.below(4) == 0 {
            self.say(format_args!("INFO:downloading redist"));
            self.say(format_args!("INFO:Successfully download redist for {guid}"));
            return;
        }
        let (link, build) = (2_100_000 + self.random.below(200_000), 9_049 + self.random.below(90));
        self.say(format_args!(
            "INFO:ConfigMgr.Update.Manifest.cab (size = {}) downloaded successfully",
            11_000_000 + size % 5_000_000
        ));
        self.say(format_args!(
            "INFO:Downloading Payload {guid} version 5.0.{build}.1000. More information: https://go.microsoft.com/fwlink/?LinkId={link}"
        ));
        self.say(format_args!("INFO:Downloaded Payload {guid} size = {size}"));
        self.say(format_args!("INFO:Downloading Redists for {guid}"));
        self.say(format_args!("INFO:Successfully downloaded Redists for {guid}"));
    }

    /// A complete, good run of setupdl.
    fn setupdl(&mut self, guid: &str) {
        let folder = self.random.pick(&FOLDERS);
        self.say(format_args!("INFO: Attempting to load resource DLL..."));
        self.say(format_args!("INFO: Setup downloader setupdl.exe: STARTED"));
        self.say(format_args!(r"INFO: Downloading files to {folder}\{guid}\Redist"));
        self.say(format_args!("INFO: Downloading component manifest..."));
        for name in ["ConfigMgr.LN.Manifest", "ConfigMgr.Manifest"] {
            self.fetch(&format!("{name}.cab"));
            self.say(format_args!(r"INFO: Extracted file C:\Windows\TEMP\{name}.xml"));
        }
        let (first, count) = (self.random.below(20), 10 + self.random.below(8));
        for at in first..first + count {
            let (below, name) = FILES[usize::try_from(at % 20).unwrap_or(0)];
            self.fetch(name);
            self.say(format_args!(r"INFO: Verifying hash for file '{folder}\{guid}\Redist\{below}{name}'"));
            self.say(format_args!("INFO: File hash check successfully for {name}"));
            self.say(format_args!(r"INFO: Verifying signature for file '{folder}\{guid}\Redist\{below}{name}'"));
        }
        self.say(format_args!("INFO: Setup downloader setupdl.exe: FINISHED"));
    }

    fn fetch(&mut self, name: &str) {
        let link = 2_100_000 + self.random.below(200_000);
        self.say(format_args!("INFO: Downloading https://go.microsoft.com/fwlink/?LinkId={link} as {name}"));
        self.say(format_args!("INFO: set additional flag."));
        self.say(format_args!("No proxy information is specified. Connect without proxy."));
        self.say(format_args!("INFO: WinHttpQueryHeaders() in Download() returned OK (200)"));
    }

    /// Writes one record in the log's shape.
    fn say(&mut self, message: std::fmt::Arguments<'_>) {
        self.message.clear();
        let _ = self.message.write_fmt(message);
        self.clock += 3 + self.random.below(900);
        self.records += 1;
        let Stamp { year, month, day, hour, minute, second, milli } = Stamp::of(self.clock);
        let (out, text, thread) = (&mut self.text, self.message.as_str(), self.thread);
        let _ = match self.shape {
            Shape::Tool => write!(out, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} {text}"),
            Shape::Sms | Shape::Utf16 => write!(
                out,
                "{text}  $$<Configuration Manager Setup><{month:02}-{day:02}-{year:04} {hour:02}:{minute:02}:{second:02}.{milli:03}-540><thread={thread} (0x{thread:X})>"
            ),
            Shape::CmTrace => {
                // This frame states the level itself.
                let text = text.strip_prefix("INFO: ").unwrap_or(text);
                let (source, line) = (self.random.pick(&SOURCES), 10 + self.random.below(2_000));
                let more = if self.records.is_multiple_of(20) {
                    self.lines += 1;
                    "\r\nThe step before it took no more than one attempt."
                } else {
                    ""
                };
                write!(
                    out,
                    "<![LOG[{text}{more}]LOG]!><time=\"{hour:02}:{minute:02}:{second:02}.{milli:03}-540\" date=\"{month:02}-{day:02}-{year:04}\" component=\"ConfigMgrSetup\" context=\"\" type=\"1\" thread=\"{thread}\" file=\"{source}:{line}\">"
                )
            }
            Shape::Columns => {
                let (half, clock) = (if hour < 12 { "AM" } else { "PM" }, (hour + 11) % 12 + 1);
                write!(
                    out,
                    "{text}\tConfiguration Manager Setup\t{month}/{day}/{year} {clock}:{minute:02}:{second:02} {half}\t{thread} (0x{thread:X})"
                )
            }
            Shape::Plain => write!(out, "{text}"),
        };
        out.push_str("\r\n");
        self.lines += 1;
    }
}

struct Stamp {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
    milli: u64,
}

impl Stamp {
    /// The parts of a time in milliseconds since the beginning of 1970.
    fn of(time: u64) -> Self {
        let (days, rest) = (time / 86_400_000, time % 86_400_000);
        // Days since the March before the year 0: leap days come last in such a year.
        let days = days + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self {
            year: era * 400 + year + u64::from(month <= 2),
            month,
            day: of_year - (153 * from_march + 2) / 5 + 1,
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1_000 % 60,
            milli: rest % 1_000,
        }
    }
}

/// `SplitMix64`: a seed says all that follows.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap_or(0)]
    }
}
