//! What holds of any bytes whatever, taken for the PKCS#7 block of a signature. The fuzz target and the tests call it.

use cmverify::formats::signature::{SignatureFault, read};

/// More is told of nothing.
const LONGEST: usize = 1200;

/// Looks at `bytes` as a block.
///
/// # Panics
/// Where something does not hold.
pub fn signature(bytes: &[u8]) {
    match read(bytes) {
        Ok(signatures) => {
            assert!((1..=8).contains(&signatures.len()));
            for signature in &signatures {
                assert_eq!(signature.digest.len(), signature.algorithm.of(b"").len());
                is_shown(&signature.signer);
                if let Some(time) = &signature.time {
                    is_shown(&time.by);
                    assert_eq!(time.at.len(), "YYYY-MM-DD HH:MM:SS".len());
                }
            }
            // What follows may be NUL and nothing else.
            let more = |byte: u8| [bytes, &[byte]].concat();
            assert_eq!(read(&more(0)).as_ref(), Ok(&signatures));
            assert!(read(&more(1)).is_err());
        }
        Err(SignatureFault::Broken(what) | SignatureFault::NotUnderstood(what)) => {
            is_shown(&what);
            assert!(!what.is_empty());
        }
    }
}

/// Fit for a console.
fn is_shown(text: &str) {
    assert!(text.len() < LONGEST && !text.chars().any(char::is_control), "{text:?}");
}
