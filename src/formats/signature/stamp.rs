//! Time stamps: tokens of RFC 3161, and the countersignatures that were used before.

use super::der::{self, GENERALIZED_TIME, INTEGER, OBJECT, OCTET_STRING, SEQUENCE, UTC_TIME, Value};
use super::signed_data::{ContentType, SignedData, Signer};
use super::{Bag, SignatureFault, TimeStamp, Work, broken, key, names, refuse_unknown_length};

/// More than any signature has.
const MOST: usize = 8;

/// The time stamps over one signature.
pub(super) struct Stamps<'a, 'b> {
    signature: &'a [u8],
    /// The certificates of the signature.
    bag: &'b Bag<'a>,
    count: usize,
    token: Option<TimeStamp>,
    countersignature: Option<TimeStamp>,
}

impl<'a, 'b> Stamps<'a, 'b> {
    pub(super) const fn new(signature: &'a [u8], bag: &'b Bag<'a>) -> Self {
        Self { signature, bag, count: 0, token: None, countersignature: None }
    }

    /// The one to tell: the newer kind, as Windows prefers it.
    pub(super) fn best(self) -> Option<TimeStamp> {
        self.token.or(self.countersignature)
    }

    /// Takes in a token.
    pub(super) fn token(&mut self, value: Value<'a>, work: &mut Work) -> Result<(), SignatureFault> {
        self.one_more()?;
        let stamp = self.read_token(value, work).map_err(|fault| fault.within("time stamp"))?;
        self.token = self.token.take().or(stamp);
        Ok(())
    }

    /// Takes in a countersignature.
    pub(super) fn countersignature(&mut self, value: Value<'a>, work: &mut Work) -> Result<(), SignatureFault> {
        self.one_more()?;
        let stamp = self.read_countersignature(value, work).map_err(|fault| fault.within("countersignature"))?;
        self.countersignature = self.countersignature.take().or(stamp);
        Ok(())
    }

    fn one_more(&mut self) -> Result<(), SignatureFault> {
        self.count = self.count.saturating_add(1);
        if self.count > MOST {
            return Err(SignatureFault::NotUnderstood(format!("more than {MOST} time stamps")));
        }
        Ok(())
    }

    fn read_token(&self, value: Value<'a>, work: &mut Work) -> Result<Option<TimeStamp>, SignatureFault> {
        refuse_unknown_length(value.whole)?;
        let data = SignedData::read(value, &[1, 3])?;
        if data.content_type != names::STAMP_INFO {
            return Err(broken("type of the content"));
        }
        let content = data.content.filter(|content| content.tag == OCTET_STRING).ok_or_else(|| broken("TSTInfo"))?;
        let at = self.read_info(content.content)?;
        let signer = data.signer()?;
        let Some(certificate) = signer.certificate_in(&data.bag).or_else(|| signer.certificate_in(self.bag)) else {
            // A token may come without certificates. Nothing proves such a one, so it is no time stamp here.
            return if data.bag.is_empty() { Ok(None) } else { Err(broken("certificate of the signer")) };
        };
        signer.check(certificate, ContentType::Is(names::STAMP_INFO), content.content, work)?;
        data.bag.check(work)?;
        Ok(Some(TimeStamp { at, by: certificate.shown() }))
    }

    /// The time in a TSTInfo, which has to be over the signature.
    fn read_info(&self, content: &[u8]) -> Result<String, SignatureFault> {
        const WHAT: &str = "TSTInfo";
        let mut parts = der::only(content, SEQUENCE, WHAT)?.inside();
        parts.one(INTEGER, WHAT)?;
        parts.one(OBJECT, WHAT)?;
        let mut imprint = parts.one(SEQUENCE, WHAT)?.inside();
        parts.one(INTEGER, WHAT)?;
        let time = parts.one(GENERALIZED_TIME, WHAT)?;

        let hash = key::hash(imprint.one(SEQUENCE, WHAT)?, WHAT)?;
        let imprint = imprint.one(OCTET_STRING, WHAT)?.content;
        // The token's own signature proves the name of an unknown function.
        if hash.is_some_and(|hash| hash.of(self.signature) != imprint) {
            return Err(broken("message imprint"));
        }
        time_of(time).ok_or_else(|| broken(WHAT))
    }

    fn read_countersignature(&self, value: Value<'a>, work: &mut Work) -> Result<Option<TimeStamp>, SignatureFault> {
        let signer = Signer::read(value, None)?;
        let certificate = signer.certificate_in(self.bag).ok_or_else(|| broken("certificate of the signer"))?;
        signer.check(certificate, ContentType::Open, self.signature, work)?;
        let Some(time) = signer.attribute(names::SIGNING_TIME)? else { return Ok(None) };
        let at = time_of(time).ok_or_else(|| broken("signing time"))?;
        Ok(Some(TimeStamp { at, by: certificate.shown() }))
    }
}

/// A time in UTC, without fractions of a second.
fn time_of(value: Value<'_>) -> Option<String> {
    let text = std::str::from_utf8(value.content).ok()?;
    let digits = text.strip_suffix('Z')?;
    let digits = match value.tag {
        // Two digits of a year are 1950 to 2049.
        UTC_TIME => format!("{}{digits}", if digits < "5" { "20" } else { "19" }),
        GENERALIZED_TIME => match digits.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => whole.to_owned(),
            Some(_) => return None,
            None => digits.to_owned(),
        },
        _ => return None,
    };
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range);
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let (hour, minute, second) = (part(8..10)?, part(10..12)?, part(12..14)?);
    let fits = |text: &str, low: u8, high: u8| text.parse::<u8>().is_ok_and(|number| (low..=high).contains(&number));
    let is_time = fits(month, 1, 12) && fits(day, 1, 31) && fits(hour, 0, 23) && fits(minute, 0, 59);
    (is_time && fits(second, 0, 60)).then(|| format!("{year}-{month}-{day} {hour}:{minute}:{second}"))
}

#[cfg(test)]
mod tests {
    use super::super::der::Reader;
    use super::time_of;

    fn told(tag: u8, text: &str) -> Option<String> {
        let mut value = vec![tag, u8::try_from(text.len()).expect("short")];
        value.extend(text.bytes());
        time_of(Reader::new(&value).any("").expect("a value"))
    }

    #[test]
    fn both_ways_to_write_a_time_are_read() {
        let rows = [
            (0x17, "240229123456Z", "2024-02-29 12:34:56"),
            (0x17, "491231235959Z", "2049-12-31 23:59:59"),
            (0x17, "500101000000Z", "1950-01-01 00:00:00"),
            (0x18, "20240229123456Z", "2024-02-29 12:34:56"),
            (0x18, "20240229123456.789Z", "2024-02-29 12:34:56"),
        ];
        for (tag, text, expected) in rows {
            assert_eq!(told(tag, text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_in_utc_is_none() {
        for text in ["", "Z", "240229123456", "241329123456Z", "240229243456Z", "2402291234Z", "24022912345öZ"] {
            assert_eq!(told(0x17, text), None, "{text}");
        }
        for text in ["240229123456Z", "20240229123456+0900", "20240229123456.Z9Z", "20240229123456,7Z"] {
            assert_eq!(told(0x18, text), None, "{text}");
        }
    }
}
