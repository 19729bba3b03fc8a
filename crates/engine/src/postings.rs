//! The views behind profit and loss: one row an amount, with the values of its order.
//!
//! Signs are the seller's: what comes in is positive. The rules for charges are those of `docs/charges.md`: what passes
//! between seller and buyer is said by the lines already, moving money is no cost, an estimate gives way to its bill. Where
//! several rows speak of one thing and disagree, its value is unknown; no join multiplies a row.

/// What all rows of a group say; nothing when they disagree.
macro_rules! agreed {
    ($column:literal) => {
        concat!("CASE WHEN min(", $column, ") = max(", $column, ") THEN min(", $column, ") END")
    };
}

pub(crate) const TRADE_LANES: &str = concat!(
    "SELECT trade_id, ",
    agreed!("lane"),
    " AS lane\nFROM shipments WHERE trade_id IS NOT NULL AND lane IS NOT NULL GROUP BY trade_id"
);

pub(crate) const SELLER_ORIGINS: &str = concat!(
    "SELECT party_id AS seller_id, ",
    agreed!("province"),
    " AS province, ",
    agreed!("park"),
    " AS park\nFROM parties WHERE role = 'seller' GROUP BY party_id"
);

pub(crate) const UNIT_COSTS: &str = concat!(
    "SELECT sku, ",
    agreed!("cost"),
    " AS cost, ",
    agreed!("cost_currency"),
    " AS currency\nFROM products WHERE cost IS NOT NULL GROUP BY sku"
);

/// Documents that lines or charges name and `trades` does not hold are told from their lines.
pub(crate) const TRADE_FACTS: &str = concat!(
    "SELECT t.trade_id, t.mode, t.platform, t.channel, t.seller_id, t.seller_country, t.buyer_id, t.customer_type, t.country,\n",
    "       t.cross_border, t.day, s.lane\nFROM (\n  SELECT trade_id, ",
    agreed!("mode"),
    " AS mode, ",
    agreed!("platform"),
    " AS platform, ",
    agreed!("channel"),
    " AS channel,\n    ",
    agreed!("seller_id"),
    " AS seller_id, ",
    agreed!("seller_country"),
    " AS seller_country,\n    ",
    agreed!("buyer_id"),
    " AS buyer_id, ",
    agreed!("customer_type"),
    " AS customer_type,\n    ",
    agreed!("country"),
    " AS country, ",
    agreed!("cross_border"),
    " AS cross_border, min(day) AS day\n  FROM (\n",
    "    SELECT trade_id, mode, platform, channel, seller_id, seller_country, buyer_id, customer_type, country, cross_border, day\n",
    "    FROM trades\n    UNION ALL\n",
    "    SELECT trade_id, mode, platform, channel, seller_id, seller_country, buyer_id, customer_type, country, cross_border, day\n",
    "    FROM lines l WHERE NOT EXISTS (SELECT 1 FROM trades k WHERE k.trade_id = l.trade_id)\n  ) x\n  GROUP BY trade_id\n) t\n",
    "LEFT JOIN trade_lanes s ON s.trade_id = t.trade_id"
);

/// The columns of a posting that come from its line.
macro_rules! of_line {
    () => {
        "l.kind, l.component, l.trade_id, l.line_id, CAST(NULL AS VARCHAR) AS charge_id, l.mode, l.platform, l.channel,
       l.seller_id, l.seller_country, l.buyer_id, l.customer_type, l.country, l.cross_border, l.sku, l.product_name, l.category,
       l.quantity, l.file_id, l.row, l.import_id"
    };
}

/// The same of lines added up by document: what only a line has is not there.
macro_rules! of_line_sums {
    () => {
        "l.kind, l.component, l.trade_id, CAST(NULL AS VARCHAR) AS line_id, CAST(NULL AS VARCHAR) AS charge_id, l.mode, l.platform,
       l.channel, l.seller_id, l.seller_country, l.buyer_id, l.customer_type, l.country, l.cross_border, CAST(NULL AS VARCHAR) AS sku,
       CAST(NULL AS VARCHAR) AS product_name, CAST(NULL AS VARCHAR) AS category, CAST(NULL AS DECIMAL(18,6)) AS quantity,
       CAST(NULL AS BIGINT) AS file_id, CAST(NULL AS BIGINT) AS row, CAST(NULL AS BIGINT) AS import_id"
    };
}

/// One account of the lines: name, amount, condition; the lines one by one, or their sums.
macro_rules! line_account {
    (lines, $account:literal, $amount:literal, $condition:literal) => {
        line_account!("lines", "18", of_line!(), $account, $amount, $condition)
    };
    (line_sums, $account:literal, $amount:literal, $condition:literal) => {
        line_account!("line_sums", "38", of_line_sums!(), $account, $amount, $condition)
    };
    ($from:literal, $digits:literal, $columns:expr, $account:literal, $amount:literal, $condition:literal) => {
        concat!(
            "SELECT '",
            $account,
            "' AS account, CAST(",
            $amount,
            " AS DECIMAL(",
            $digits,
            ",6)) AS amount, l.currency, l.day, l.day AS fx_day, 'actual' AS basis,\n       ",
            $columns,
            "\nFROM ",
            $from,
            " l WHERE ",
            $condition,
            "\nUNION ALL\n"
        )
    };
}

/// The accounts that lines tell by themselves.
macro_rules! line_accounts {
    ($from:ident) => {
        concat!(
            line_account!($from, "gross_sales", "l.amount", "l.kind = 'sale' AND l.amount > 0"),
            line_account!($from, "discounts", "l.amount", "l.kind = 'sale' AND l.amount < 0"),
            line_account!($from, "discounts", "-l.discount", "l.kind = 'sale' AND l.discount <> 0"),
            line_account!($from, "returns", "l.amount - l.discount", "l.kind = 'return' AND (l.amount <> 0 OR l.discount <> 0)"),
            line_account!($from, "shipping_collected", "l.shipping", "l.kind IN ('sale', 'return') AND l.shipping <> 0"),
            line_account!($from, "tax_collected", "l.tax", "l.kind IN ('sale', 'return') AND l.tax <> 0"),
        )
    };
}

/// Which account a charge belongs to. The order of the cases is the order of precedence.
macro_rules! account_of_charge {
    () => {
        "CASE WHEN c.kind = 'advertising' THEN 'advertising'
            WHEN c.kind IN ('chargeback', 'dispute') THEN 'chargebacks'
            WHEN c.kind IN ('return_freight', 'return_handling', 'write_off') THEN 'return_costs'
            WHEN c.kind = 'vat_rebate' THEN 'vat_rebate'
            WHEN c.kind = 'capital' THEN 'capital'
            WHEN c.kind = 'fx_spread' THEN 'fx_spread'
            WHEN c.component = 'duty' OR c.kind = 'import_tax' THEN 'duty'
            WHEN c.component = 'tax' THEN 'tax_paid'
            WHEN c.kind = 'first_leg' THEN 'first_leg'
            WHEN c.kind = 'storage' THEN 'storage'
            WHEN c.kind IN ('fulfilment', 'pick_and_pack') OR c.payee = 'warehouse' THEN 'fulfilment'
            WHEN c.kind IN ('commission', 'refund_commission', 'subscription') THEN 'platform_fees'
            WHEN c.kind = 'payment_fee' THEN 'payment_fees'
            WHEN c.component = 'shipping' OR 'carrier' IN (c.payer, c.payee) THEN 'freight'
            WHEN c.component = 'fee' AND 'payment' IN (c.payer, c.payee) THEN 'payment_fees'
            WHEN c.component = 'fee' AND 'platform' IN (c.payer, c.payee) THEN 'platform_fees'
            ELSE 'other' END"
    };
}

/// The accounts that take more than the lines: cost of goods, charges, parcels.
macro_rules! other_accounts {
    () => {
        concat!(
            "SELECT 'cost_of_goods' AS account,\n",
            "       CAST(-(l.quantity * CASE WHEN u.currency IS NOT NULL THEN u.cost END) AS DECIMAL(18,6)) AS amount,\n",
            "       coalesce(u.currency, l.currency) AS currency, l.day, l.day AS fx_day, 'actual' AS basis,\n       ",
            of_line!(),
            "\nFROM lines l LEFT JOIN unit_costs u ON u.sku = l.sku\n",
            "WHERE l.kind IN ('sale', 'return') AND l.component = 'goods' AND l.quantity <> 0\nUNION ALL\n",
            "SELECT ",
            account_of_charge!(),
            " AS account,\n       CASE WHEN c.payee = 'seller' THEN c.amount ELSE CAST(-c.amount AS DECIMAL(18,6)) END AS amount,\n",
            "       c.currency, c.day, coalesce(c.fx_day, c.day) AS fx_day, c.basis, c.kind, c.component,\n",
            "       coalesce(c.trade_id, s.trade_id) AS trade_id, a.line_id, c.charge_id,\n",
            "       t.mode, coalesce(t.platform, o.platform) AS platform,\n",
            "       CASE WHEN c.kind = 'advertising' THEN coalesce(t.channel, c.payee) ELSE t.channel END AS channel,\n",
            "       t.seller_id, t.seller_country, t.buyer_id, t.customer_type, t.country, t.cross_border, a.sku, a.product_name, a.category,\n",
            "       CAST(NULL AS DECIMAL(18,6)) AS quantity, c.file_id, c.row, c.import_id\n",
            "FROM charges_due c\n",
            "LEFT JOIN (SELECT shipment_id, ",
            agreed!("trade_id"),
            " AS trade_id FROM shipments GROUP BY shipment_id) s\n",
            "  ON c.subject_kind = 'shipment' AND s.shipment_id = c.subject_id\n",
            "LEFT JOIN trade_facts t ON t.trade_id = coalesce(c.trade_id, s.trade_id)\n",
            "LEFT JOIN (\n  SELECT trade_id, subject, ",
            agreed!("line_id"),
            " AS line_id, ",
            agreed!("sku"),
            " AS sku,\n    ",
            agreed!("product_name"),
            " AS product_name, ",
            agreed!("category"),
            " AS category\n  FROM (\n",
            "    SELECT trade_id, line_id AS subject, line_id, sku, product_name, category FROM lines WHERE line_id IS NOT NULL\n    UNION ALL\n",
            "    SELECT trade_id, sku AS subject, line_id, sku, product_name, category FROM lines\n",
            "    WHERE sku IS NOT NULL AND line_id IS DISTINCT FROM sku\n",
            "  ) x\n  WHERE x.trade_id IN (SELECT k.trade_id FROM charges k WHERE k.subject_kind = 'line') GROUP BY trade_id, subject\n",
            ") a ON c.subject_kind = 'line' AND a.trade_id = c.trade_id AND a.subject = c.subject_id\n",
            "LEFT JOIN (SELECT payout_id, ",
            agreed!("platform"),
            " AS platform FROM payouts GROUP BY payout_id) o ON o.payout_id = c.payout_id\n",
            "WHERE c.kind NOT IN ('payment', 'refund', 'transfer', 'reserve', 'payout', 'balance') AND c.amount <> 0\n",
            "  AND (c.payer = 'seller' OR c.payee = 'seller')\n",
            "  AND coalesce(c.payer, '') <> 'buyer' AND coalesce(c.payee, '') <> 'buyer' AND c.payer IS DISTINCT FROM c.payee\n",
            "UNION ALL\n",
            "SELECT 'freight' AS account, CAST(-s.cost AS DECIMAL(18,6)) AS amount, s.currency, s.day, s.day AS fx_day, 'actual' AS basis,\n",
            "       'freight' AS kind, 'shipping' AS component, s.trade_id, CAST(NULL AS VARCHAR) AS line_id, CAST(NULL AS VARCHAR) AS charge_id,\n",
            "       t.mode, t.platform, t.channel, t.seller_id, t.seller_country, t.buyer_id, t.customer_type, t.country, t.cross_border,\n",
            "       CAST(NULL AS VARCHAR) AS sku, CAST(NULL AS VARCHAR) AS product_name, CAST(NULL AS VARCHAR) AS category,\n",
            "       CAST(NULL AS DECIMAL(18,6)) AS quantity, s.file_id, s.row, s.import_id\n",
            "FROM (\n",
            "  SELECT *, CAST(coalesce(shipped_at, delivered_at, promised_at) AS DATE) AS day FROM shipments\n",
            "  WHERE cost <> 0 AND currency IS NOT NULL\n",
            ") s\n",
            "LEFT JOIN trade_facts t ON t.trade_id = s.trade_id\n",
            "WHERE NOT EXISTS (\n",
            "  SELECT 1 FROM charges c WHERE c.subject_kind = 'shipment' AND c.subject_id = s.shipment_id\n",
            "    AND c.payer = 'seller' AND c.kind = 'freight'\n",
            ")"
        )
    };
}

pub(crate) const POSTINGS: &str = concat!(line_accounts!(lines), other_accounts!());

/// The same amounts by document: for whatever does not look at articles or rows.
pub(crate) const POSTING_SUMS: &str = concat!(line_accounts!(line_sums), other_accounts!());

pub(crate) const DELIVERIES: &str = "\
SELECT s.shipment_id, s.trade_id, s.carrier, s.from_country, s.to_country, s.status, s.weight_g, s.cost, s.currency,
       s.shipped_at, s.delivered_at, s.promised_at, s.delivered_at <= s.promised_at AS on_time,
       CAST(coalesce(s.delivered_at, s.promised_at, s.shipped_at) AS DATE) AS day, s.delivered_at AS time, 'delivery' AS kind,
       t.mode, t.platform, t.channel, t.seller_id, t.seller_country, t.buyer_id, t.customer_type, t.country, t.cross_border,
       CAST(NULL AS VARCHAR) AS sku, CAST(NULL AS VARCHAR) AS product_name, CAST(NULL AS VARCHAR) AS category,
       CAST(NULL AS VARCHAR) AS line_id, s.cost AS amount, CAST(NULL AS DECIMAL(18,6)) AS quantity, s.file_id, s.row, s.import_id
FROM shipments s LEFT JOIN trade_facts t ON t.trade_id = s.trade_id";

pub(crate) const SERVICE_CASES: &str = "\
SELECT c.case_id, c.trade_id, c.kind, c.score, c.title, c.text, c.status, c.time, c.day, c.first_response_at, c.resolved_at,
       c.refund AS amount, c.currency, c.sku, CAST(NULL AS VARCHAR) AS product_name, CAST(NULL AS VARCHAR) AS category,
       CAST(NULL AS VARCHAR) AS line_id, CAST(c.score AS DECIMAL(18,6)) AS quantity,
       t.mode, t.platform, coalesce(t.channel, c.channel) AS channel, t.seller_id, t.seller_country, t.buyer_id, t.customer_type,
       t.country, t.cross_border, c.file_id, c.row, c.import_id
FROM cases c LEFT JOIN trade_facts t ON t.trade_id = c.trade_id";

pub(crate) const DOCUMENTS: &str = "\
SELECT t.*, CAST(NULL AS VARCHAR) AS sku, CAST(NULL AS VARCHAR) AS product_name, CAST(NULL AS VARCHAR) AS category,
       CAST(NULL AS VARCHAR) AS line_id, CAST(NULL AS DECIMAL(18,6)) AS amount, CAST(NULL AS DECIMAL(18,6)) AS quantity
FROM trades t";
