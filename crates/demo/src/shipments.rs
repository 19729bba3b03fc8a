//! A row of `shipments` for a sale that has left: lane, weights, what the carrier charged, tracking number.

use crate::clock::{Clock, Stamps};
use crate::order::{Life, Order, padded};
use crate::rows::{clock, money, text, whole};
use crate::tables::countries::COUNTRIES;

/// Appends the row; false (and nothing appended) if the sale has not left.
pub(crate) fn row(order: &Order, life: &Life, number: u64, stamps: &Stamps, out: &mut Vec<u8>) -> bool {
    let (Some(parcel), Some(shipped)) = (&order.parcel, life.shipped) else { return false };
    let lane = parcel.lane;
    let charged_weight_g = lane.charged_weight_g(parcel.weight_g, parcel.volume_mm3);
    out.extend_from_slice(b"S-");
    order.id.write(out);
    out.push(b',');
    order.id.write(out);
    text(out, lane.carrier);
    text(out, lane.code);
    text(out, parcel.from);
    text(out, COUNTRIES[order.country].code);
    let written = match clock(order) {
        Clock::Local => Clock::Local,
        Clock::Offset(_) => Clock::Offset(crate::clock::SHANGHAI_MIN),
    };
    for at in [Some(shipped), life.delivered, life.promised] {
        out.push(b',');
        if let Some(at) = at {
            stamps.write(at, written, out);
        }
    }
    out.push(b',');
    whole(parcel.weight_g, out);
    out.push(b',');
    whole(charged_weight_g, out);
    out.push(b',');
    // Under EXW, FCA and FOB the buyer pays the carrier.
    money(if parcel.ours { lane.price(charged_weight_g) } else { 0 }.into(), 2, out);
    text(out, lane.currency);
    text(
        out,
        match life {
            Life { delivered: Some(_), .. } => "delivered",
            Life { cancelled: Some(_), .. } => "returned_to_sender",
            Life { refunded: Some(_), .. } => "lost",
            _ => "in_transit",
        },
    );
    out.push(b',');
    tracking(lane.letters, number, out);
    out.push(b'\n');
    true
}

/// Appends a tracking number in the form of UPU S10: two letters, eight digits, check digit, `CN`.
fn tracking(letters: &str, number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(letters.as_bytes());
    let start = out.len();
    padded(number % 100_000_000, 8, out);
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum: u32 = out[start..].iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    };
    padded(check.into(), 1, out);
    out.extend_from_slice(b"CN");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_numbers_have_the_check_digit_of_s10() {
        // The example of the S10 standard: RR 473 124 829.
        let mut out = Vec::new();
        tracking("RR", 47_312_482, &mut out);
        assert_eq!(out, b"RR473124829CN");
    }
}
