//! Makes `presets/fx/ecb.bin` from the ECB's `eurofxref-hist.csv`.
//!
//! ```text
//! cargo run -p entrepot-domain --example pack_ecb -- eurofxref-hist.csv presets/fx/ecb.bin
//! ```
//!
//! The first argument may be `-` for standard input (`zcat eurofxref-hist.csv.gz | ... - OUT`). The same table gives the
//! same bytes.

use std::error::Error;
use std::io::Read as _;

use entrepot_domain::fx::{pack, parse_ecb_csv, unpack};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = arguments.as_slice() else {
        return Err("usage: pack_ecb <eurofxref-hist.csv or -> <ecb.bin>".into());
    };
    let text = if source == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        text
    } else {
        std::fs::read_to_string(source)?
    };
    let table = parse_ecb_csv(&text)?;
    let bytes = pack(&table);
    if unpack(&bytes)? != table {
        return Err("the packed table does not unpack to the same rates".into());
    }
    std::fs::write(target, &bytes)?;
    let days = table.days();
    eprintln!("{} days, {:?} to {:?}, {} bytes", days.len(), days.first(), days.last(), bytes.len());
    Ok(())
}
