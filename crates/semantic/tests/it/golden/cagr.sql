-- cagr, total
SELECT CASE WHEN missing > 0 THEN NULL ELSE CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) END AS value, v0 AS numerator, v1 AS denominator, missing
FROM (
  SELECT sum(CASE WHEN l.currency = 'EUR' OR l.v0 = 0 THEN l.v0 ELSE l.v0 * fx.rate END) AS v0, sum(CASE WHEN l.currency = 'EUR' OR l.v1 = 0 THEN l.v1 ELSE l.v1 * fx.rate END) AS v1, count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> 'EUR' AND (l.v0 <> 0 OR l.v1 <> 0)) AS missing
  FROM (
    SELECT day, currency, sum(CASE WHEN day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' THEN amount - discount END) AS v0, sum(CASE WHEN day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' THEN amount - discount END) AS v1
    FROM line_sums
    WHERE kind IN ('sale', 'return') AND day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'
    GROUP BY 1, 2
  ) l
  LEFT JOIN fx_eur fx ON fx.day = l.day AND fx.currency = l.currency
)

-- cagr, by country
SELECT country, CASE WHEN missing > 0 THEN NULL ELSE CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) END AS value, v0 AS numerator, v1 AS denominator, missing
FROM (
  SELECT l.country AS country, sum(CASE WHEN l.currency = 'EUR' OR l.v0 = 0 THEN l.v0 ELSE l.v0 * fx.rate END) AS v0, sum(CASE WHEN l.currency = 'EUR' OR l.v1 = 0 THEN l.v1 ELSE l.v1 * fx.rate END) AS v1, count(*) FILTER (WHERE fx.rate IS NULL AND l.currency <> 'EUR' AND (l.v0 <> 0 OR l.v1 <> 0)) AS missing
  FROM (
    SELECT country, day, currency, sum(CASE WHEN day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' THEN amount - discount END) AS v0, sum(CASE WHEN day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' THEN amount - discount END) AS v1
    FROM line_sums
    WHERE kind IN ('sale', 'return') AND day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'
    GROUP BY 1, 2, 3
  ) l
  LEFT JOIN fx_eur fx ON fx.day = l.day AND fx.currency = l.currency
  GROUP BY 1
)
ORDER BY 1
