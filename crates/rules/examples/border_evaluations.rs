//! How many evaluations of lanes and of duty a core does in a second: `cargo run --release -p entrepot-rules --example border_evaluations`.

use entrepot_domain::{Country, Day};
use entrepot_rules::customs::{Buyer, CustomsBook, Entry, HsNumber, Item};
use entrepot_rules::lanes::{Cargo, LaneBook, Parcel};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: u32 = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (lanes, customs) = (LaneBook::shipped()?, CustomsBook::shipped()?);
    let country = |code| Country::parse(code);
    let day: Day = "2026-09-01".parse()?;

    let lane = lanes.find("generic_air_line_general").ok_or("the lane is gone")?;
    let (from, to) = (country("CN")?, country("US")?);
    let mut sum = 0_i128;
    report("lane", 1, || {
        for round in 0..ROUNDS {
            let parcel = Parcel {
                from,
                to,
                weight_g: Some(100 + round % 20_000),
                dims_mm: Some([300, 200, 100 + round % 50]),
                cargo: Cargo::General,
                remote_area: false,
            };
            let _ = black_box(lane.evaluate(black_box(&parcel), day, &mut |line| sum += line.micros));
        }
    });

    for (name, to, hs) in [
        ("duty and tax, three layers", "US", "6109.10"),
        ("duty and tax, flat", "DE", "6109.10"),
        ("duty and tax, tariff", "DE", "6109.10"),
    ] {
        let to = country(to)?;
        let territory = customs.territory(to, day).ok_or("the territory is gone")?;
        let hs = HsNumber::of(&hs.parse()?);
        let least = if name.ends_with("tariff") { 200 } else { 10 };
        let mut lines = 0_u64;
        report(name, 1, || {
            for round in 0..ROUNDS {
                let item = [Item { hs, origin: from, value: i128::from(least + round % 100) * 1_000_000 }];
                let entry = Entry {
                    items: &item,
                    freight: 8_000_000,
                    insurance: 0,
                    from,
                    to,
                    day,
                    buyer: Buyer::Person,
                    channel: None,
                    item_digits: None,
                    tax_class: "standard",
                };
                let _ = black_box(customs.assess(territory, black_box(&entry), &mut |line| {
                    sum += line.micros;
                    lines += 1;
                }));
            }
        });
        tell(&format!("  {} charges each", lines / u64::from(ROUNDS)));
    }
    black_box(sum);
    Ok(())
}

fn report(name: &str, each: u32, mut work: impl FnMut()) {
    let start = Instant::now();
    work();
    let per_second = f64::from(ROUNDS * each) / start.elapsed().as_secs_f64();
    tell(&format!("{name}: {:.1} million a second", per_second / 1e6));
}

#[expect(clippy::print_stdout, reason = "an example speaks to whoever runs it")]
fn tell(text: &str) {
    println!("{text}");
}
