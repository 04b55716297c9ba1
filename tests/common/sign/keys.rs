//! Keys for tests. They are public: nothing may ever trust them.

use super::der::{hash_name, hash_object, integer, object, octets, sequence, tagged};
use cmverify::formats::digest::Algorithm;
use num_bigint::BigUint;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// An RSA key of 1,024 bits with the exponent 65537, both its halves.
pub struct Key {
    modulus: &'static str,
    private: &'static str,
}

impl Key {
    /// The signature of `bytes` as in PKCS#1 1.5.
    pub fn sign(&self, algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
        let tail = sequence(&[hash_name(algorithm), octets(&algorithm.of(bytes))]);
        let mut message = vec![0xFF; 128 - tail.len()];
        message[0] = 0;
        message[1] = 1;
        message[127 - tail.len()] = 0;
        message.extend(tail);
        self.power(&message)
    }

    /// The signature of `bytes` as RSASSA-PSS, with a salt as long as the hash.
    pub fn sign_pss(&self, algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
        let digest = algorithm.of(bytes);
        let salt = vec![0x5A; digest.len()];
        let seal = algorithm.of(&[&[0; 8][..], &digest, &salt].concat());
        let length = 127 - seal.len();
        let mut block = vec![0; length - salt.len() - 1];
        block.push(1);
        block.extend(&salt);
        let mask = (0_u32..).flat_map(|count| algorithm.of(&[&seal[..], &count.to_be_bytes()].concat()));
        let mut message: Vec<u8> = block.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
        message[0] &= 0x7F;
        message.extend(seal);
        message.push(0xBC);
        self.power(&message)
    }

    /// The same certificates are signed for each of thousands of files.
    fn power(&self, message: &[u8]) -> Vec<u8> {
        static KNOWN: LazyLock<Mutex<HashMap<(&str, Vec<u8>), Vec<u8>>>> = LazyLock::new(Mutex::default);
        let asked = (self.modulus, message.to_vec());
        if let Some(known) = KNOWN.lock().expect("no panic").get(&asked) {
            return known.clone();
        }
        let signature = self.work_out(message);
        KNOWN.lock().expect("no panic").insert(asked, signature.clone());
        signature
    }

    fn work_out(&self, message: &[u8]) -> Vec<u8> {
        let number = BigUint::from_bytes_be(message).modpow(&number(self.private), &number(self.modulus));
        let digits = number.to_bytes_be();
        [vec![0; 128 - digits.len()], digits].concat()
    }

    /// The public half.
    pub fn public(&self) -> Vec<u8> {
        sequence(&[integer(&number(self.modulus).to_bytes_be()), integer(&[1, 0, 1])])
    }

    /// What certificates name the key with.
    pub fn id(&self) -> Vec<u8> {
        Algorithm::Sha1.of(&self.public())
    }
}

fn number(digits: &str) -> BigUint {
    let digits: String = digits.split_whitespace().collect();
    BigUint::parse_bytes(digits.as_bytes(), 16).expect("hex")
}

/// The AlgorithmIdentifier of RSA.
pub fn rsa_name() -> Vec<u8> {
    sequence(&[object("1.2.840.113549.1.1.1"), tagged(0x05, &[])])
}

/// That of RSASSA-PSS.
pub fn pss_name(algorithm: Algorithm) -> Vec<u8> {
    let mask = sequence(&[object("1.2.840.113549.1.1.8"), hash_name(algorithm)]);
    let salt = integer(&[u8::try_from(algorithm.of(&[]).len()).expect("short")]);
    let plain = sequence(&[hash_object(algorithm)]);
    let parameters = sequence(&[tagged(0xA0, &plain), tagged(0xA1, &mask), tagged(0xA2, &salt)]);
    sequence(&[object("1.2.840.113549.1.1.10"), parameters])
}

/// The authority's.
pub const ROOT: Key = Key {
    modulus: "\
        ba2bad373af685b2199630c85f22e76b25d7fa633c91031fd42340a1b6854e6922ff78be824ad54d131bad77 \
         dc86065778bec5a9ee14a147eb25903ba9ac78d14824c1b621578c65c6e22c80428993f318c87709c5fb19aa \
         9bb6d4c1e9429bc5c79fb362cdf3df83324c3789ba586cf068affe12144cd70004ccf5a1f813b69f",
    private: "\
        1c3bd17a25cc0b3c965acbad2798708634680bc60f0262f9e9bf2ae71b7a1e091dd0a6ac25b059a6e5b5f5d9 \
         ceacd8bb5d49794aab1b9fd5fb58680654561ec043e4aafb8f5b4d5023a0113234fdf1bee2093cf99277e60c \
         05bed0ec73e44be994b1eaab959414b1cd29042ab5c3c8b130ad474d377b31c121617a66581d8de9",
};

/// The signer's.
pub const LEAF: Key = Key {
    modulus: "\
        f21e74350243d4c0dd1f0f9188f36d84f63c2c14fc2552d562c3601cd89a3a379b1000848d3180420ca09515 \
         43cbd9ee90819125d9ebaab75e60238526b5a30b0cf5f5e5918bad7632037a267d6a3f2b2985bf1fa5b04f12 \
         b2dbf02f3ef819ec63d8163e448c57d90261baed68b5ae0a93e4a15e3c7dff4b3e694ee93ef2abd3",
    private: "\
        dfd4eda38fdb7b956d16e902a7743c1c7eb3742156557ef58c9f887c42769a398bddc84cc2672fe65fdc18d7 \
         16dd1f35605c97fe412f909c82e028165189fc164fd85d2c35c00dfc907182f5e6236c589fad516b4fd6a59d \
         dc7407f1029fb9ee95f841f0b00dd84db0c626e2de1b5158a74bb8f6f5528c84740b12dc6068bd19",
};

/// The time stamper's.
pub const STAMPER: Key = Key {
    modulus: "\
        99ad5b80f73094b1a2e77186c0e4c84e0a8177b560f8375b8486b642098d4307572f1814d1aabf7cf300868f \
         4595e7b49e238093b7808292d09ed5753686684f8ea317a42b55fe26537e8fd1fca100c0ebd873948c33d5bf \
         3bf44e06f16e476a585e050dd2ad62d3b532a97a5614d9ad3ecb4c04d3693cdbd5c3d374a671f2e9",
    private: "\
        1596e42f070b1d28a3812e52c7109d0f51ac849bc7a6b768350313e1cd23ba51f2ae9c0c78b42b38ab8edc58 \
         8e6713e92cfa41dafec1a0166e169258683393bdb9c9d5d16fecd09b39227a2b367bd29f1ed1cf43d22db2c8 \
         47762f373c364f667a3d1cce81858193d52d15aafafaa2d861c778955a985eeba3070dd8d0a8390d",
};
