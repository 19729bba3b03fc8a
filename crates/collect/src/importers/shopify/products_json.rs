//! Shopify's products as JSON: one product with its variants, each of them a row of `products` by its SKU.
//!
//! Traps: weight stands in grams or in a unit beside it; `barcode` is free text and a GTIN only sometimes; a variant without SKU
//! is nothing that orders could name.

use crate::ImportError;
use crate::importers::json::Node;
use crate::importers::number::{micros, plain};
use crate::importers::{Body, Groups, Importer, Made, Reader, Row, Start};
use crate::reasons::ROW_JSON;
use crate::record::Record;
use entrepot_domain::ids::Gtin;
use entrepot_domain::money::DecimalStyle;

const MAKES: &[Made] = &[Made { role: "product", columns: &["sku", "name", "category", "weight_g", "gtin"], counted: true }];

/// Products as JSON.
pub(crate) struct ProductsJson;

impl Importer for ProductsJson {
    fn name(&self) -> &'static str {
        "shopify-products-json"
    }

    fn makes(&self) -> &'static [Made] {
        MAKES
    }

    fn body(&self) -> Body {
        Body::Documents
    }

    fn reader(&self, _: &Start<'_>) -> Result<Box<dyn Reader>, ImportError> {
        Ok(Box::new(Products))
    }
}

struct Products;

/// Grams in a unit of weight, as tenths of milligrams to stay whole.
fn weight(variant: &Node<'_>) -> String {
    let grams = variant.text("grams");
    if !grams.is_empty() {
        return grams;
    }
    let factor = match variant.text("weight_unit").as_str() {
        "g" => 10_000_i128,
        "kg" => 10_000_000,
        "oz" => 283_495,
        "lb" => 4_535_924,
        _ => return String::new(),
    };
    let value = micros(variant.text("weight").as_bytes(), DecimalStyle::POINT_GROUPED);
    value.and_then(|w| w.checked_mul(factor)).map(|w| plain(w / 10_000)).unwrap_or_default()
}

impl Reader for Products {
    fn record(&mut self, record: &Record<'_>, out: &mut Groups) -> Result<(), ImportError> {
        out.open(record);
        let Some(node) = Node::parse(record.raw) else {
            out.refuse(&ROW_JSON, "sku", "");
            out.close();
            return Ok(());
        };
        let node = node.at("product").unwrap_or(node);
        let (title, category) = (node.text("title"), node.text("product_type"));
        for variant in node.items("variants") {
            let kind = variant.text("title");
            let name = if kind.is_empty() || kind == "Default Title" { title.clone() } else { format!("{title} - {kind}") };
            let code = variant.text("barcode");
            out.row(
                Row::new(MAKES, 0)
                    .with("sku", variant.text("sku"))
                    .with("name", name)
                    .with("category", &category)
                    .with("weight_g", weight(&variant))
                    .with("gtin", if Gtin::parse(&code).is_ok() { code } else { String::new() }),
            );
        }
        out.close();
        Ok(())
    }
}
