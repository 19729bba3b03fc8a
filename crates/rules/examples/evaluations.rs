//! How many fees a core evaluates in a second: every program of the shipped platforms over a book of sales.
//!
//! `cargo run --release -p entrepot-rules --example evaluations`. A figure for people: no test asks for a time.
#![expect(clippy::print_stdout, reason = "an example talks on stdout")]

use entrepot_rules::fees::{Amounts, Circumstances, Event, Sale};
use entrepot_rules::platforms::Catalogue;
use std::hint::black_box;
use std::time::Instant;

const SALES: usize = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalogue = Catalogue::shipped()?;
    let today = "2026-11-22".parse()?;
    // Prices from 0.01 to 999.99, by a fixed generator.
    let mut state = 42_u64;
    let sales: Vec<Sale> = (0..SALES)
        .filter_map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let cents = i64::try_from(state >> 33).ok()? % 99_999 + 1;
            Sale::single(cents * 10_000, 1 + cents % 3)
        })
        .collect();
    println!("{:<16} {:>5} {:>14} {:>14}", "platform", "fees", "sales/s", "fees/s");
    let (mut fees, mut seconds) = (0_usize, 0.0);
    for platform in catalogue.platforms() {
        let category = platform.fees.categories.last().map(|category| category.name.as_str());
        let Ok(program) = platform.fees.program(Event::Sale, Circumstances { category, options: &[] }, today) else { continue };
        let mut amounts = Amounts::default();
        let start = Instant::now();
        for sale in &sales {
            let _ = black_box(program.run(black_box(sale), &mut amounts));
        }
        let took = start.elapsed().as_secs_f64();
        let rate = SALES as f64 / took;
        println!("{:<16} {:>5} {:>14.0} {:>14.0}", platform.slug, program.len(), rate, rate * program.len() as f64);
        (fees, seconds) = (fees + SALES * program.len(), seconds + took);
    }
    println!("all: {:.0} fees a second", fees as f64 / seconds);
    Ok(())
}
