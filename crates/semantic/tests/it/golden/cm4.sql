-- cm4, total
SELECT CASE WHEN missing > 0 THEN NULL ELSE coalesce(v0, 0) END AS value, coalesce(v0, 0) AS known, missing
FROM (
  SELECT sum(CASE WHEN l.currency = 'EUR' OR l.v0 = 0 THEN l.v0 ELSE l.v0 * fx.rate END) AS v0, count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> 'EUR' AND l.v0 <> 0) + sum(l.unknown) AS missing
  FROM (
    SELECT fx_day, currency, sum(amount) AS v0, count(*) FILTER (WHERE amount IS NULL) AS unknown
    FROM posting_sums
    WHERE account NOT IN ('tax_collected', 'tax_paid')
    GROUP BY 1, 2
  ) l
  LEFT JOIN fx_eur fx ON fx.day = l.fx_day AND fx.currency = l.currency
)

-- cm4, by country
SELECT country, CASE WHEN missing > 0 THEN NULL ELSE coalesce(v0, 0) END AS value, coalesce(v0, 0) AS known, missing
FROM (
  SELECT l.country AS country, sum(CASE WHEN l.currency = 'EUR' OR l.v0 = 0 THEN l.v0 ELSE l.v0 * fx.rate END) AS v0, count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> 'EUR' AND l.v0 <> 0) + sum(l.unknown) AS missing
  FROM (
    SELECT country, fx_day, currency, sum(amount) AS v0, count(*) FILTER (WHERE amount IS NULL) AS unknown
    FROM posting_sums
    WHERE account NOT IN ('tax_collected', 'tax_paid')
    GROUP BY 1, 2, 3
  ) l
  LEFT JOIN fx_eur fx ON fx.day = l.fx_day AND fx.currency = l.currency
  GROUP BY 1
)
ORDER BY 1

-- cm4, by region, category and month, filtered, compared
SELECT region, category, period, CASE WHEN missing > 0 THEN NULL ELSE coalesce(v0, 0) END AS value, coalesce(v0, 0) AS known, missing, CASE WHEN pmissing > 0 THEN NULL ELSE coalesce(pv0, 0) END AS previous, coalesce(pv0, 0) AS previous_known, pmissing AS previous_missing
FROM (
  SELECT region, category, period, max(v0) FILTER (WHERE side = 0) AS v0, max(missing) FILTER (WHERE side = 0) AS missing, max(v0) FILTER (WHERE side = 1) AS pv0, max(missing) FILTER (WHERE side = 1) AS pmissing
  FROM (
    SELECT countries.region AS region, coalesce(l.category, p.category) AS category, c.period AS period, c.side AS side, sum(CASE WHEN l.currency = 'EUR' OR l.v0 = 0 THEN l.v0 ELSE l.v0 * fx.rate END) AS v0, count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> 'EUR' AND l.v0 <> 0) + sum(l.unknown) AS missing
    FROM (
      SELECT country, sku, category, day, fx_day, currency, sum(amount) AS v0, count(*) FILTER (WHERE amount IS NULL) AS unknown
      FROM postings
      WHERE account NOT IN ('tax_collected', 'tax_paid') AND mode = 'b2c' AND platform IS NULL AND (day BETWEEN DATE '2024-02-01' AND DATE '2024-03-31' OR day BETWEEN DATE '2023-11-30' AND DATE '2024-01-28')
      GROUP BY 1, 2, 3, 4, 5, 6
    ) l
    LEFT JOIN countries ON countries.code = l.country
    LEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku
    JOIN (
      SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 0 AS side
      FROM generate_series(DATE '2024-02-01', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
      UNION ALL
      SELECT CAST(g.day - INTERVAL '63 days' AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 1 AS side
      FROM generate_series(DATE '2024-03-04', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
    ) c ON c.day = l.day
    LEFT JOIN fx_eur fx ON fx.day = l.fx_day AND fx.currency = l.currency
    WHERE coalesce(l.category, p.category) = 'toys'
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
