//! What a node looks at before it takes a transaction: texts, amount, signature, and whom the proof is about.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ruint::aliases::{U256, U512};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::rpc::Submission;

/// Order of the field of the proofs.
const FIELD: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495617";

/// The constant d of the curve of ed25519.
const CURVE: &str = "37095705934669439343138083508754565189542113879843219016388785533085940283555";

const SHORT: usize = 128;
const LONG: usize = 5120;

pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn address_of_user(user_id: &str) -> String {
    bs58::encode(sha256(user_id.as_bytes())).into_string()
}

/// The error of a call as JSON text, the way nodes put it into answers.
pub(super) fn coded(code: &str, message: &str) -> String {
    let (code, message) = (Value::from(code), Value::from(message));
    format!("{{\"code\":{code},\"message\":{message}}}")
}

/// Words for a text that is too long, if it is.
pub(super) fn too_long(field: &str, text: &str, long: bool) -> Option<String> {
    let (max, name) = if long { (LONG, "Long") } else { (SHORT, "Short") };
    // Counted as the composed form has them.
    let is_long = text.nfc().nth(max).is_some();
    is_long.then(|| format!("{name} text length exceeds maximum ({max}) for field '{field}'"))
}

/// Lengths and filter of all texts.
pub(super) fn texts(tx: &Submission) -> Result<(), String> {
    let long = [
        ("text_data", &tx.text_data),
        ("extra_info", &tx.extra_info),
        ("zk_proof", &tx.zk_proof),
        ("zk_pub", &tx.zk_pub),
        ("signature", &tx.signature),
    ];
    let short = [("sender", &tx.sender), ("recipient", &tx.recipient), ("amount", &tx.amount)];
    let short = short.into_iter().map(|(field, text)| (field, text, false));
    let lengths = short.chain(long.into_iter().map(|(field, text)| (field, text, true)));
    for (field, text, long) in lengths {
        if let Some(words) = too_long(field, text, long) {
            return Err(coded("invalid_request", &words));
        }
    }
    for (field, text) in long {
        if is_filtered(text) {
            let words = format!("Field '{field}' contains invalid characters");
            return Err(coded("invalid_request", &words));
        }
    }
    Ok(())
}

fn is_filtered(text: &str) -> bool {
    let folded: String = text
        .nfc()
        .map(|c| match c {
            'ſ' => 's',
            '\u{212A}' => 'k',
            'A'..='Z' => c.to_ascii_lowercase(),
            _ => c,
        })
        .collect();
    let patterns = "${{ {{ }} ${ #{ {% %} %0a %0d %00 %27 %22 %3c %3e ${jndi: ldap:// ldaps:// eval( exec( system( popen(";
    patterns.split(' ').any(|pattern| folded.contains(pattern))
}

/// Whether 32 bytes are a point of the curve of ed25519: Go's library takes any for which there is an x.
pub(super) fn is_point(key: &[u8]) -> bool {
    let Ok(mut bytes) = <[u8; 32]>::try_from(key) else { return false };
    // The highest bit is the sign of x.
    bytes[31] &= 0x7f;
    let field = (U256::ONE << 255) - U256::from(19);
    let number = |text: &str| U256::from_str_radix(text, 10).unwrap_or_default();
    let y = U256::from_le_bytes(bytes);
    let square = y.mul_mod(y, field);
    // x squared is (y squared - 1) / (d times y squared + 1): a square if and only if the product is one, or 0.
    let above = square.add_mod(field - U256::ONE, field);
    let below = square.mul_mod(number(CURVE), field).add_mod(U256::ONE, field);
    let product = above.mul_mod(below, field);
    product.pow_mod((field - U256::ONE) >> 1, field) <= U256::ONE
}

/// The amount: digits, perhaps after a plus; nothing counts as zero.
pub(super) fn amount(text: &str) -> Option<U256> {
    if text.is_empty() {
        return Some(U256::ZERO);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    U256::from_str_radix(digits, 10).ok()
}

/// What is signed, with the amount as the node writes it.
pub(super) fn signed_text(tx: &Submission, amount: U256) -> String {
    let fields = [
        tx.kind.to_string(),
        tx.sender.clone(),
        tx.recipient.clone(),
        amount.to_string(),
        tx.text_data.clone(),
        tx.nonce.to_string(),
        tx.extra_info.clone(),
    ];
    fields.join("|")
}

/// Whether the signature is the sender's.
pub(super) fn is_signed(tx: &Submission, text: &str) -> bool {
    if tx.signature.len() > 2048 {
        return false;
    }
    let Ok(signature) = bs58::decode(&tx.signature).into_vec() else { return false };
    if signature.len() > 4096 {
        return false;
    }
    if tx.kind == 1 {
        let Ok(key) = bs58::decode(&tx.sender).into_vec() else { return false };
        return verifies(&key, text, &signature);
    }
    let Some((key, signature)) = envelope(&signature) else { return false };
    verifies(&key, text, &signature) && is_proved(tx, &key)
}

fn verifies(key: &[u8], text: &str, signature: &[u8]) -> bool {
    let checked = UnparsedPublicKey::new(&ED25519, key).verify(text.as_bytes(), signature);
    key.len() == 32 && signature.len() == 64 && checked.is_ok()
}

/// Key and signature inside of a signature text; the case of the keys counts for nothing, other keys neither.
fn envelope(json: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let Ok(Value::Object(map)) = serde_json::from_slice(json) else { return None };
    let bytes = |name: &str| {
        let mut keys = map.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let (_, value) = keys.next_back()?;
        STANDARD.decode(value.as_str()?).ok()
    };
    Some((bytes("pubkey")?, bytes("sig")?))
}

/// Whether the public input is about the key and the sender. The proof itself is taken on trust.
fn is_proved(tx: &Submission, key: &[u8]) -> bool {
    if tx.zk_proof.len() > 1024 || tx.zk_pub.len() > 1024 {
        return false;
    }
    let proof = STANDARD.decode(&tx.zk_proof).unwrap_or_default();
    let Ok(input) = STANDARD.decode(&tx.zk_pub) else { return false };
    // Read from the front, as far as needed.
    if proof.len() < PROOF_LEN || input.len() < INPUT_LEN || !input.starts_with(&HEADER) {
        return false;
    }
    let number = |at: usize| input.get(12 + at * 32..44 + at * 32);
    let key = bs58::encode(key).into_string();
    number(2) == Some(&element(&key)) && number(3) == Some(&element(&tx.sender))
}

/// Length of a proof in bytes.
pub(super) const PROOF_LEN: usize = 164;

/// Length of a public input in bytes: its begin, and four numbers.
const INPUT_LEN: usize = 140;

/// Begin of a public input: four public numbers, none secret, four in all.
pub(super) const HEADER: [u8; 12] = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4];

/// A text as a number of the field.
pub(super) fn element(text: &str) -> [u8; 32] {
    let field = U512::from(U256::from_str_radix(FIELD, 10).unwrap_or(U256::MAX));
    // At most 64 bytes: base58 of 32 bytes has 44, an id 19.
    let number = U512::try_from_be_slice(text.as_bytes()).unwrap_or_default() % field;
    U256::from(number).to_be_bytes()
}

/// A node's JSON of a transaction, of which its hash is made: as Go writes it.
pub(super) fn node_json(tx: &Submission, amount: U256, now: u64) -> String {
    let mut json = format!(
        "{{\"type\":{},\"sender\":{},\"recipient\":{},\"amount\":\"{amount}\",\"timestamp\":{now}",
        tx.kind,
        go_text(&tx.sender),
        go_text(&tx.recipient),
    );
    // Texts of a transaction are left out when they are empty, but for the note.
    json.push_str(&format!(",\"text_data\":{}", go_text(&tx.text_data)));
    json.push_str(&format!(",\"nonce\":{}", tx.nonce));
    let optional = [
        ("signature", &tx.signature),
        ("extra_info", &tx.extra_info),
        ("zk_proof", &tx.zk_proof),
        ("zk_pub", &tx.zk_pub),
    ];
    for (name, text) in optional.into_iter().filter(|(_, text)| !text.is_empty()) {
        json.push_str(&format!(",\"{name}\":{}", go_text(text)));
    }
    json.push('}');
    json
}

/// A JSON text as the library of the node (json-iterator/go) writes it.
fn go_text(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                json.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_written_as_the_nodes_library_does() {
        let text = "\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}\"\\/<>&\u{2028}é";
        let json = r#""\u0008\u000c\n\r\t\u0000\u001f"#.to_owned()
            + "\u{7f}"
            + r#"\"\\/\u003c\u003e\u0026\u2028é""#;
        assert_eq!(go_text(text), json);
    }
}
