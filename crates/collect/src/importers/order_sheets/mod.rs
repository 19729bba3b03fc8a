//! Order sheets of marketplaces with Chinese headers: one row an item (1688), or one row an order (AliExpress, DHgate).

pub mod by_item;
pub mod by_order;
