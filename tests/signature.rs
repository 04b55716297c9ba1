//! Signatures that are made here: whole, and with something changed.

use crate::common::sign::certificate::{Authority, Purpose};
use crate::common::sign::der::{bits, integer, object, sequence, tagged};
use crate::common::sign::{File, Options, Stamp, attribute, keys, signature};
use crate::formats::signature as anything;
use cmverify::formats::digest::Algorithm;
use cmverify::formats::signature::{Signature, SignatureFault, TimeStamp, read};
use std::thread;

const DIGEST: [u8; 32] = [0xAB; 32];

fn block(options: &Options) -> Vec<u8> {
    signature(Algorithm::Sha256, &DIGEST, File::Pe, options)
}

fn stamped(stamp: Stamp) -> Vec<u8> {
    block(&Options { stamp, ..Options::default() })
}

fn broken(what: &str) -> Result<Vec<Signature>, SignatureFault> {
    Err(SignatureFault::Broken(what.to_owned()))
}

fn expected(time: Option<TimeStamp>) -> Signature {
    let signer = "Example Signer".to_owned();
    Signature { algorithm: Algorithm::Sha256, digest: DIGEST.to_vec(), signer, time }
}

fn example_time() -> TimeStamp {
    TimeStamp { at: "2024-02-29 12:34:56".to_owned(), by: "Example Stamper".to_owned() }
}

/// The place of the only `part` in `block`.
fn find(block: &[u8], part: &[u8]) -> usize {
    let places: Vec<usize> = (0..block.len()).filter(|&at| block[at..].starts_with(part)).collect();
    assert_eq!(places.len(), 1, "{places:?}");
    places[0]
}

#[test]
fn a_signature_says_who_signed_what() {
    for kind in [File::Pe, File::Cab, File::Msi] {
        let block = signature(Algorithm::Sha256, &DIGEST, kind, &Options::default());
        assert_eq!(read(&block), Ok(vec![expected(None)]), "{kind:?}");
    }
}

#[test]
fn each_hash_function_is_known() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
        let digest = algorithm.of(b"a file");
        let signatures = read(&signature(algorithm, &digest, File::Cab, &Options::default())).expect("a whole block");
        assert_eq!((signatures[0].algorithm, &signatures[0].digest), (algorithm, &digest));
    }
}

#[test]
fn either_kind_of_time_stamp_tells_the_time() {
    for stamp in [Stamp::Token, Stamp::Countersignature] {
        assert_eq!(read(&stamped(stamp)), Ok(vec![expected(Some(example_time()))]), "{stamp:?}");
    }
}

#[test]
fn a_time_before_2000_is_of_its_century() {
    let stamp = Stamp::Countersignature;
    let block = block(&Options { stamp, at: "19970830020304Z", ..Options::default() });
    let time = read(&block).expect("a whole block").remove(0).time.expect("a time");
    assert_eq!(time.at, "1997-08-30 02:03:04");
}

#[test]
fn a_nested_signature_comes_after_the_one_around_it() {
    let inner = Options { signer: "Inner", stamp: Stamp::Token, ..Options::default() };
    let innermost = signature(Algorithm::Sha512, &[2; 64], File::Pe, &Options::default());
    let nested = vec![signature(Algorithm::Sha1, &[1; 20], File::Pe, &Options { nested: vec![innermost], ..inner })];
    let signatures = read(&block(&Options { nested, ..Options::default() })).expect("a whole block");
    let told: Vec<_> = signatures.iter().map(|one| (one.algorithm, one.signer.as_str())).collect();
    let outer = (Algorithm::Sha256, "Example Signer");
    assert_eq!(told, [outer, (Algorithm::Sha1, "Inner"), (Algorithm::Sha512, "Example Signer")]);
    assert!(signatures[0].time.is_none() && signatures[1].time.is_some());
}

#[test]
fn a_nested_signature_that_is_not_whole_breaks_the_block() {
    let mut inner = signature(Algorithm::Sha256, &[1; 32], File::Pe, &Options::default());
    let at = find(&inner, &[1; 32]);
    inner[at] ^= 1;
    assert_eq!(
        read(&block(&Options { nested: vec![inner], ..Options::default() })),
        broken("nested signature: message digest")
    );
}

#[test]
fn a_signature_may_be_made_with_pss() {
    let block = block(&Options { pss: true, ..Options::default() });
    assert_eq!(read(&block), Ok(vec![expected(None)]));
}

#[test]
fn a_signature_without_its_issuer_is_read() {
    for stamp in [Stamp::None, Stamp::Token, Stamp::Countersignature] {
        let block = block(&Options { stamp, root: false, ..Options::default() });
        assert!(read(&block).is_ok(), "{stamp:?}");
    }
}

/// An authority that changed its key: the certificate with the other one issued none of these.
#[test]
fn an_authority_may_have_had_another_key() {
    let renewed = Authority::new("Example Root").issue("Example Root", &keys::LEAF, 9, Purpose::Code);
    for root in [true, false] {
        let block = block(&Options { certificates: vec![renewed.clone()], root, ..Options::default() });
        assert_eq!(read(&block), Ok(vec![expected(None)]), "{root}");
    }
}

#[test]
fn only_nul_may_follow() {
    let mut block = stamped(Stamp::None);
    block.extend([0; 7]);
    assert_eq!(read(&block), Ok(vec![expected(None)]));
    block.push(1);
    assert_eq!(read(&block), broken("bytes after the PKCS#7 block"));
}

#[test]
fn a_block_that_is_cut_is_broken_wherever() {
    let block = stamped(Stamp::Token);
    for length in 0..block.len() {
        assert_eq!(read(&block[..length]), broken("PKCS#7 block"), "{length}");
    }
}

#[test]
fn a_name_cannot_reach_the_console_as_it_is() {
    let block = block(&Options { signer: "A\u{202E}B\u{1b}[31m", ..Options::default() });
    assert_eq!(read(&block).expect("a whole block")[0].signer, "A\\u{202E}B\\u{1B}[31m");
}

/// Every byte of a block of each kind, each with another of its bits changed. What may change unseen is in the two
/// tests after this one.
#[test]
fn a_changed_bit_is_found() {
    let nested = vec![signature(Algorithm::Sha1, &[1; 20], File::Cab, &Options::default())];
    let blocks = [
        stamped(Stamp::Token),
        stamped(Stamp::Countersignature),
        block(&Options { nested, ..Options::default() }),
        block(&Options { pss: true, ..Options::default() }),
    ];
    thread::scope(|scope| {
        for block in &blocks {
            scope.spawn(move || {
                assert!(read(block).is_ok());
                for at in 0..block.len() {
                    let mut changed = block.clone();
                    changed[at] ^= 1 << (at % 8);
                    let outcome = read(&changed);
                    assert!(
                        matches!(outcome, Err(SignatureFault::Broken(_))),
                        "bit {} of byte {at}: {outcome:?}",
                        at % 8
                    );
                }
            });
        }
    });
}

/// A field that takes the place of another: a token whose certificates stand where lists of revoked ones do would have
/// none, and nothing to be held against.
#[test]
fn a_field_cannot_pass_for_another() {
    let block = stamped(Stamp::Token);
    for at in (0..block.len()).filter(|&at| matches!(block[at], 0xA0 | 0xA1)) {
        for bit in 0..8 {
            let mut changed = block.clone();
            changed[at] ^= 1 << bit;
            let outcome = read(&changed);
            assert!(matches!(outcome, Err(SignatureFault::Broken(_))), "bit {bit} of byte {at}: {outcome:?}");
        }
    }
}

/// Of an old signature: the names of RSA and of RSA with SHA-1 are a bit apart, and say the same of a SHA-1 signer.
#[test]
fn a_signature_with_sha_1_has_one_bit_that_changes_nothing() {
    let block = signature(Algorithm::Sha1, &[1; 20], File::Msi, &Options::default());
    let rsa = tagged(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1]);
    let last = (0..block.len()).rfind(|&at| block[at..].starts_with(&rsa)).expect("the signer's") + 10;
    for at in 0..block.len() {
        for bit in 0..8 {
            // Elsewhere the bits of the other test will do.
            if at == last || at % 8 == bit {
                let mut changed = block.clone();
                changed[at] ^= 1 << bit;
                assert_eq!(read(&changed).is_ok(), (at, bit) == (last, 2), "bit {bit} of byte {at}");
            }
        }
    }
}

/// A token's SignedData may be of version 1 or 3, and nobody signed which.
#[test]
fn the_version_of_a_token_proves_nothing() {
    let block = stamped(Stamp::Token);
    let token = find(&block, &object("1.3.6.1.4.1.311.3.3.1"));
    let version = token + find(&block[token..], &[0x02, 1, 3, 0x31]) + 2;
    let mut changed = block;
    changed[version] ^= 2;
    assert_eq!(read(&changed), Ok(vec![expected(Some(example_time()))]));
    changed[version] ^= 4;
    assert_eq!(read(&changed), broken("time stamp: version"));
}

#[test]
fn what_does_not_fit_is_named() {
    let rows = [
        // The digest of the file.
        (Stamp::None, DIGEST.to_vec(), "message digest"),
        (Stamp::Token, b"20240229123456Z".to_vec(), "time stamp: message digest"),
        (Stamp::Countersignature, b"240229123456Z".to_vec(), "countersignature: signature"),
        (Stamp::None, b"Example Signer".to_vec(), "signature of a certificate"),
    ];
    for (stamp, part, what) in rows {
        let mut block = stamped(stamp);
        let at = find(&block, &part) + 5;
        block[at] ^= 1;
        assert_eq!(read(&block), broken(what), "{what}");
    }
}

#[test]
fn an_attribute_that_nobody_knows_is_no_fault() {
    let rows = ["1.3.6.1.4.1.42921.1.2.1", "1.3.6.1.4.1.311.2.4.3", "1.2.840.113549.1.9.7"];
    for name in rows {
        let unsigned = vec![attribute(name, &sequence(&[object("1.2.3"), tagged(0x04, b"any")]))];
        assert_eq!(read(&block(&Options { unsigned, ..Options::default() })), Ok(vec![expected(None)]), "{name}");
    }
}

#[test]
fn a_nested_signature_is_missed_where_its_name_lost_a_bit() {
    let inner = stamped(Stamp::None);
    for (name, is_fault) in [("1.3.6.1.4.1.311.2.4.3", true), ("1.3.6.1.4.1.311.77.1", false)] {
        let unsigned = vec![attribute(name, &inner)];
        let outcome = read(&block(&Options { unsigned, ..Options::default() }));
        assert_eq!(outcome == broken("unsigned attribute"), is_fault, "{name}: {outcome:?}");
    }
}

#[test]
fn ber_without_lengths_is_not_understood() {
    let block = [&[0x30, 0x80][..], &object("1.2.840.113549.1.7.2"), &[0xA0, 0x80, 0x30, 0x80]].concat();
    assert_eq!(read(&block), Err(SignatureFault::NotUnderstood("BER without lengths".to_owned())));
}

#[test]
fn more_signatures_than_any_file_has_are_not_looked_at() {
    let nested = vec![stamped(Stamp::None); 8];
    let outcome = read(&block(&Options { nested, ..Options::default() }));
    assert_eq!(outcome, Err(SignatureFault::NotUnderstood("more than 8 signatures".to_owned())));
}

/// A hundred certificates of one name with keys of the largest kind: each may be the issuer of each.
#[test]
fn keys_that_are_made_to_take_time_do_not() {
    let name = Authority::new("Example Root").name();
    let method = sequence(&[object("1.2.840.113549.1.1.11"), tagged(0x05, &[])]);
    let certificates: Vec<Vec<u8>> = (1..=98_u8)
        .map(|serial| {
            let modulus = [vec![0xFF; 1023], vec![serial | 1]].concat();
            let key = sequence(&[integer(&modulus), integer(&[0xFF, 0xFF, 0xFF, 0xFF])]);
            let key = sequence(&[keys::rsa_name(), bits(&key)]);
            let validity = sequence(&[tagged(0x17, b"200101000000Z"), tagged(0x17, b"400101000000Z")]);
            let signed = sequence(&[integer(&[serial, 0]), method.clone(), name.clone(), validity, name.clone(), key]);
            sequence(&[signed, method.clone(), bits(&[0x7F; 1024])])
        })
        .collect();
    let block = block(&Options { certificates, ..Options::default() });
    let outcome = read(&block);
    assert_eq!(outcome, Err(SignatureFault::NotUnderstood("too many signatures and keys".to_owned())));
}

#[test]
fn what_the_fuzzer_looks_for_holds_of_whole_blocks() {
    for stamp in [Stamp::None, Stamp::Token, Stamp::Countersignature] {
        anything::signature(&stamped(stamp));
    }
    anything::signature(b"");
}
