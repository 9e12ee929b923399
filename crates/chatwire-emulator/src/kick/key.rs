//! Two throw-away RSA keys that sign webhooks, made for this emulator and used nowhere else.

use std::fmt;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Characters of a line of PEM.
const LINE: usize = 64;

/// Which of the keys signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Key {
    /// The one that holds at the start.
    #[default]
    First,
    /// The one after a rotation.
    Second,
}

impl Key {
    /// The one that does not hold now.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Both keys, ready for use.
pub(super) struct Keys {
    first: Option<RsaKeyPair>,
    second: Option<RsaKeyPair>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    pub(super) fn new() -> Self {
        Self { first: read(FIRST), second: read(SECOND) }
    }

    fn pair(&self, key: Key) -> Option<&RsaKeyPair> {
        match key {
            Key::First => self.first.as_ref(),
            Key::Second => self.second.as_ref(),
        }
    }

    /// Base64 of the signature, RSA PKCS#1 v1.5 with SHA-256.
    pub(super) fn sign(&self, key: Key, message: &[u8]) -> String {
        let Some(pair) = self.pair(key) else { return String::new() };
        let mut signature = vec![0; pair.public_modulus_len()];
        let signed = pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
        signed.map(|()| STANDARD.encode(signature)).unwrap_or_default()
    }

    /// PEM of the public half, a SubjectPublicKeyInfo as Kick serves it.
    pub(super) fn public_pem(&self, key: Key) -> String {
        let der = self.pair(key).and_then(|pair| {
            let der: PublicKeyX509Der<'_> = pair.public_key().as_der().ok()?;
            Some(STANDARD.encode(der.as_ref()))
        });
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for (nth, letter) in der.unwrap_or_default().chars().enumerate() {
            if nth > 0 && nth % LINE == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem.push_str("\n-----END PUBLIC KEY-----\n");
        pem
    }
}

fn read(base64: &str) -> Option<RsaKeyPair> {
    let der = STANDARD.decode(base64).ok()?;
    RsaKeyPair::from_der(&der).ok()
}

/// PKCS#1 DER of a 2048-bit key in base64.
const FIRST: &str = "\
    MIIEpAIBAAKCAQEA1PLjyf6/hWuV6UZQTEg0xDHYGAPTf+qAtQ9HRaNS/nGOT5KtZ/Pr1+792qcuh9AByeMaw7Fn\
    GlOrr736ySZ6jGMWqrVWnCPBLtIg7o7p7NjQk5oCOCmS3m4oraSp7+PuCF+KQdUtMb81a5KskrsVnTek5hY2mp3a\
    qMqx1/3PsHEOIL/52UC/PC5fl9aqgVaOU5/06E2w2Ba5zsyeHDMR58bf6bwvrUvRIjJpOpotjHJXKWu4YtTjbIMx\
    owL0hEabVT3sI+ROQrvvnUUYDGtshxgMnxZLCkbaoL3u6z0qbB9N2/7E8NYxHVb2URztQ2GfO59/VDxuwNUx9Fs3\
    e3rdvwIDAQABAoIBAAPvRtnyOkP5X5hFcWTIgMRLAiWPcvAwQ7mdQh9XA1nVBS15FfEHHDy+xgBozmUo046RRyao\
    HhhhXplo9tVN+6QYr4vdzm9X3x3sfRhaRLnYrRDeL+RPonl8VXSdx5x1QOXB6NVos8KtJx0iy5i2NDyRkU5wHl5v\
    qqWSLGrMM2HyH12MG1UhqCvV8lhOuFNjvTEzi+NOpjejQs9txpYD9ENLIKDL5g+1mhvhCCFXDRVDBOhIIKHbEAQb\
    Xia2jum6wVW44sb8CxYbEIzIXV2iHPuP7xx/Ec6e8JsdnAB9tezn4TVDRRZjkCj2AgiaRtX6pob21zdIc/Ev0jtN\
    NnsjMWECgYEA/33O7mrFal1YIPqqFwqeVKOISHVieY6d8x3vUqgOspsg8HCm49VfDUOYsj7Kt3EsP1TZasdpxqR/\
    Q7yNuP2M+OMwWit3bMbAQParrRTEMIGW5ow7JZEgKun0CxHk6SEBnvOTAOOYAgY2QyFl2KlTZO8w/Q1Md5fUsszn\
    zcjdfsUCgYEA1V9nIkidKcQeSDqEjoH7IeyYmVrC3gMylCx79bHX5ZM/AsT3NTUD46JKnkwXusMGYakc5+GrjFq4\
    pFdz/Jtmgn4ZTavHYFNGxsFacYkZStUNsNW8N36EmhUWS8Fq99jbOI9qiT1rQK5ufB6fza8bibppmCcZVu7t2MAt\
    EwgB8rMCgYEAmbsPqnHge9HS13U8p0SiZHdJ55+KM25XKBRZDrlErr+dIFAIe4rF+Os1k/soaxzT7P+XGyMGSJpu\
    YUmxVSBrlM7PJ1KEN5WX1P8X6btXGYDAVdUHOeGLI4dGaurHfGd53DTfvWc07fLi753G9IlePpuWNI2t90AKodOd\
    nzs/26kCgYBA+1AWgdTTXnX2e1PZbr6Dw2Fp+tkz8fdaZv3Ngr8EnMZo2oGLA71OeyOMeBIV/8UWwwEZoYG0OgDX\
    lAav3MfoX+zm2bTboiEA8OvRffZk8uO7gixTHkXWAywKIDqqhrGk1RCWAU2DolvlkxIJ+xVA6bO08dtmvVdUVpqj\
    nCGzvwKBgQCOY00qYFP6BZZ/SDt01Zr7euJZ5jBclYLarBIFmu5ZyoY2j6nbFTZgCaMqwK0aMMFkRL7t50CjQ/qP\
    /VIvFtz8Re+13E9gIB35HDulNfs8f8tbe7cL+Q6Rhx9SZW63opJZzb66XfRm6R6MTEtMq3aB6lD/FmrtPHaO6LXv\
    BeTx1w==";

/// PKCS#1 DER of another 2048-bit key in base64.
const SECOND: &str = "\
    MIIEogIBAAKCAQEAswpnP9UsHYKHRfDtu8xykmXQOqkYCUyWgFnHk6BoMgfRcNEnwNTRz8gnBBl4JzQyvZbNoCQP\
    qaohrtLPvlg5Jj9TCes1am4jlOrTLFexfBPTz0bLvXaCboJgnPvF0nzCJduHXAItD6QRYRgmMwHcioGH1OCxt+bP\
    nsaiFEkksWDZ3P+EvHfanQYzJwnA1ZtM5/oEy4zpFbOgt9x0kuxO2Adh617KG9WdRXrdFS5mgT6SzV8GHzEIpj/H\
    9RPMUPeNVoo/rTm2LCxI16xIlXi9j3OZypLANXiY5nlxpVzuSA+UChafgT5PNE088ERsqbMSC0cB3R4yhHAm3s1y\
    0V70iwIDAQABAoIBABB9ulHmXDhhn/0gun0MUVdLunjUv2qH2+r5mgjugvpsvu1hzoQT9jlpybI2eFtAExZkcA86\
    kxjBG3YjY9A4BxePSKJGwHZLq8pZMNdKQoZXuzBB6J1Mb6onJyf+htOi+y0KgfbHGohwx8sGMuqK1toJIU5J3gS+\
    5UvOJvqwXAlcZ2qOVi3a2kxDgRSovaR2E6ipm84wVeiNPZDGhXOhEwqF94a2njeETngnzqEcp+RE4ZrOnRB58z0O\
    KjaLdnFKDgLXC1V04gnFBLm4UJCB7K8LTah7BFN7DwpYziKwJ0hwoK5e+z/5VioCbv/mlWEwEDJ/jy8SfnC4ek7j\
    In3Y2N0CgYEA37eIDS5GSwhbXyvbIXpbvfhizyQqwL0Ix5Do+zJGpisVarq5sMW0HMIS2FImR2O5OLZ3P9RVPvC6\
    noYNzZExtaaqfEgvsiZVXqKp/Va1DlYQqzO+J0lMMTEXiVjXwODuUsFfqrzYaUGhc41blzsdN3i2x8iHUI62+G+N\
    kIHSZK8CgYEAzOB0/1GXGhqPVSauBs3I6jtMzg7ayPPrU1+QH0Yejw58HBlgrO8j8OtLvbsRaK0lxKIfsiT8qq/X\
    bF3s3laUBVK+BRCCagfJtGw5Lg3o+Yv06lCoamvpzSdyeABB1Waf8iDX91W1LOd4k+qB+xRSJzk9ZR6h+NSKw4yZ\
    SWLEXOUCgYAp2ceVz6ZOuw18zFN9+8nVy/WQEo/85mASFUXAWDNnOoATK0M5koKTLqsf1J5clIc92MSOKEaaM6Z1\
    qVZDsnm+JaOXBFoH1av6vCtYvTO5rtgHbvKPnuKmAS0KAJi7+FgdGxeudQ13A1QUrckIjYJ1shtfXGAT7d7Esvmk\
    ouSc+QKBgH9pU7l4z0SvodXt0SpwDfQFXvWC7XMtpnraInIglF6ZPnvnGGVT74Ejg54B2YjErYlE3ftW3z9zTcCa\
    BPYc178bvwq9Qq2YHEu1RjYq9mlDLdQOxz4v0F4Cm0CfwFFrmirlXAn4Zkz/wtASdjVkZNb51QGu9EIgRA/qv2WR\
    I9c1AoGAdnq98iACPIMzFYDQtGYdU/lG5seL3YYUMs4R1EY062HZ/E2nGxWtpl5q6ra3n0MCY3ezFVV2Cy7LICxc\
    nQBRVvTBfJ5jFXJbHbkg9WAS2xCRYBjD3E0hftmDLplkMIii7yYhnxIZ3j9Hiw6aoHcoT5sxxuhlJVcNvt/ISrxO\
    9v8=";

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    fn verifies(keys: &Keys, key: Key, signature: &str) -> bool {
        let pem = keys.public_pem(key);
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let (Ok(der), Ok(signature)) = (STANDARD.decode(base64), STANDARD.decode(signature)) else {
            return false;
        };
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).verify(b"text", &signature).is_ok()
    }

    #[test]
    fn each_key_verifies_what_it_signed_and_nothing_else() {
        let keys = Keys::new();
        for key in [Key::First, Key::Second] {
            let signature = keys.sign(key, b"text");
            assert!(verifies(&keys, key, &signature));
            assert!(!verifies(&keys, key.other(), &signature));
            assert!(!verifies(&keys, key, &keys.sign(key, b"another")));
        }
    }
}
