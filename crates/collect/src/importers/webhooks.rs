//! What shops send by themselves: who signs how, and what a message is about.
//!
//! A message is signed with HMAC-SHA256 (RFC 2104) over its raw body; the signature travels in base64. Shops deliver at least once
//! and in any order: a delivery has an id, and the order it describes has the time of its last change.

use super::json::Node;
use crate::times::moment;
use crate::zone::Zone;
use sha2::{Digest, Sha256};

/// Every source of messages: register a new one here.
pub static WEBHOOKS: &[Webhook] = &[
    Webhook {
        source: "shopify",
        profile: "shopify",
        signature: "x-shopify-hmac-sha256",
        delivery: "x-shopify-webhook-id",
        topic: "x-shopify-topic",
        topics: "orders/",
        subject: "id",
        changed: "updated_at",
        needs: &["line_items", "financial_status", "created_at", "currency"],
        greeting: None,
    },
    Webhook {
        source: "woocommerce",
        profile: "woocommerce",
        signature: "x-wc-webhook-signature",
        delivery: "x-wc-webhook-delivery-id",
        topic: "x-wc-webhook-topic",
        topics: "order.",
        subject: "id",
        changed: "date_modified_gmt",
        needs: &["line_items", "currency", "status", "date_created", "total_tax"],
        greeting: Some("webhook_id="),
    },
];

/// The source of messages with this slug.
#[must_use]
pub fn webhook(source: &str) -> Option<&'static Webhook> {
    WEBHOOKS.iter().find(|w| w.source == source)
}

/// How a source sends messages.
#[derive(Clone, Copy, Debug)]
pub struct Webhook {
    /// Slug.
    pub source: &'static str,
    /// The profile that reads the bodies.
    pub profile: &'static str,
    /// Header of the signature, in lower case.
    pub signature: &'static str,
    /// Header of the delivery's id.
    pub delivery: &'static str,
    /// Header of the topic.
    pub topic: &'static str,
    /// How topics begin that are taken.
    pub topics: &'static str,
    subject: &'static str,
    changed: &'static str,
    needs: &'static [&'static str],
    greeting: Option<&'static str>,
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Identity of the thing that it describes.
    pub subject: String,
    /// When it was as described, microseconds since the epoch; `None` when the message does not say.
    pub happened_us: Option<i64>,
}

impl Webhook {
    /// Is this the signature of this body? The time taken tells nothing about the right one.
    #[must_use]
    pub fn verify(&self, secret: &str, body: &[u8], signature: &str) -> bool {
        let (right, given) = (base64(&hmac(secret.as_bytes(), body)), signature.trim().as_bytes().to_vec());
        // Hashes of both have one length and show nothing of their texts.
        let (right, given) = (Sha256::digest(right.as_bytes()), Sha256::digest(&given));
        right.iter().zip(given.iter()).fold(0_u8, |all, (x, y)| all | (x ^ y)) == 0
    }

    /// Is this the unsigned greeting that a shop sends when the webhook is set up? It says nothing.
    #[must_use]
    pub fn is_greeting(&self, body: &[u8]) -> bool {
        self.greeting.is_some_and(|g| {
            body.strip_prefix(g.as_bytes()).is_some_and(|id| !id.is_empty() && id.len() <= 20 && id.iter().all(u8::is_ascii_digit))
        })
    }

    /// What a body is about; `None` when it is no message that the profile can read.
    #[must_use]
    pub fn read(&self, body: &[u8], now_us: i64) -> Option<Envelope> {
        let node = Node::parse(body)?;
        let subject = node.text(self.subject);
        if subject.is_empty() || self.needs.iter().any(|key| node.at(key).is_none()) {
            return None;
        }
        let happened_us = Zone::new("UTC").ok().and_then(|mut utc| moment(node.text(self.changed).as_bytes(), None, &mut utc, now_us).ok());
        Some(Envelope { subject, happened_us: happened_us.map(|m| m.utc_us) })
    }
}

/// HMAC-SHA256.
fn hmac(secret: &[u8], body: &[u8]) -> [u8; 32] {
    let mut key = [0_u8; 64];
    if secret.len() > key.len() {
        key[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        key[..secret.len()].copy_from_slice(secret);
    }
    let inner = Sha256::new().chain_update(key.map(|b| b ^ 0x36)).chain_update(body).finalize();
    Sha256::new().chain_update(key.map(|b| b ^ 0x5c)).chain_update(inner).finalize().into()
}

/// Base64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let n = part.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - part.len()));
        for i in 0..4 {
            let digit = (n >> (18 - 6 * i) & 63) as usize;
            out.push(if i <= part.len() { char::from(DIGITS[digit]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presets::profile;

    #[test]
    fn the_published_vectors_of_rfc_4231_and_rfc_4648() {
        let vectors: [(&[u8], &[u8], &str); 4] = [
            (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (key, text, want) in vectors {
            assert_eq!(hex::encode(hmac(key, text)), want);
        }
        for (text, want) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), want);
        }
    }

    #[test]
    fn only_the_right_secret_and_the_same_bytes_verify() {
        let shop = webhook("shopify").unwrap();
        let right = base64(&hmac(b"hush", b"{}"));
        assert!(shop.verify("hush", b"{}", &right) && shop.verify("hush", b"{}", &format!(" {right}\n")));
        for (secret, body, signature) in
            [("hush", &b"{ }"[..], right.as_str()), ("hus", b"{}", &right), ("hush", b"{}", ""), ("hush", b"{}", &right[1..])]
        {
            assert!(!shop.verify(secret, body, signature));
        }
    }

    #[test]
    fn messages_are_what_their_profiles_read() {
        for w in WEBHOOKS {
            let profile = profile(w.profile, None).unwrap();
            assert!(profile.table.iter().any(|t| t.importer.is_some() && t.header == w.needs), "{}", w.source);
        }
    }

    #[test]
    fn a_message_says_what_it_is_about() {
        let shop = webhook("woocommerce").unwrap();
        let body = br#"{"id": 9007199254740993, "line_items": [], "currency": "EUR", "status": "x", "date_created": "", "total_tax": "0", "date_modified_gmt": "2026-10-01T10:00:00"}"#;
        let now = 1_795_305_600_000_000;
        let want = Envelope { subject: "9007199254740993".into(), happened_us: Some(1_790_848_800_000_000) };
        assert_eq!(shop.read(body, now), Some(want));
        assert_eq!(shop.read(&body[..60], now), None);
        assert_eq!(shop.read(b"{\"id\": 1}", now), None);
        assert!(shop.is_greeting(b"webhook_id=12") && !shop.is_greeting(b"webhook_id=") && !shop.is_greeting(b"webhook_id=1&x=2"));
        assert!(!webhook("shopify").unwrap().is_greeting(b"webhook_id=12"));
    }
}
