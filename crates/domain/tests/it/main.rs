//! Tests of the domain through its public face: properties, and tables against independent data.

mod fx_data;
mod ledger;
mod money;
mod reference_data;
mod robust;
mod test_data;
mod valid_books;
