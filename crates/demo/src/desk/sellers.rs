//! The sellers file: the exporter, its branches and partners, with province and park where they have one. All invented.

use crate::DemoError;
use crate::sink::Sink;
use crate::summary::DemoFile;
use crate::tables::hubs::HUBS;
use crate::tables::platforms::Seller;
use std::path::Path;

const HEADER: &str = "seller_id,name,country,province,city,postcode,park\n";

/// Writes `sellers.csv`.
pub(crate) fn write(dir: &Path) -> Result<DemoFile, DemoError> {
    let mut sink = Sink::create(dir, "sellers.csv", HEADER, 0)?;
    let own = [
        (Seller::Ningbo, "Haoyun Trading Ningbo", "Zhejiang", "Ningbo", "315000", "Ningbo Cross-border E-commerce Park"),
        (Seller::Yiwu, "Haoyun Small Goods Yiwu", "Zhejiang", "Yiwu", "322000", "Yiwu Global Innovation Center"),
        (Seller::Shenzhen, "Haoyun Electronics Shenzhen", "Guangdong", "Shenzhen", "518000", "Qianhai E-commerce Park"),
        (Seller::HongKong, "Haoyun (Hong Kong) Limited", "", "Hong Kong", "", ""),
    ];
    for (seller, name, province, city, postcode, park) in own {
        let (id, country) = seller.names();
        sink.write(format!("{id},{name},{country},{province},{city},{postcode},{park}\n").as_bytes(), 1)?;
    }
    for hub in HUBS {
        sink.write(format!("{},{},{},,,,\n", hub.partner, hub.partner, hub.country).as_bytes(), 1)?;
    }
    let (path, rows) = sink.close()?;
    Ok(DemoFile::clean(path, "sellers", rows))
}
