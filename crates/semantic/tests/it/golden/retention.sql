-- retention, total
SELECT CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT count(*) FILTER (WHERE here = 1 AND before = 1) AS v0, count(*) FILTER (WHERE before = 1) AS v1
  FROM (
    SELECT CASE r.before WHEN 1 THEN CAST(CAST(date_trunc('month', l.day) AS DATE) + INTERVAL '1 month' AS DATE) ELSE CAST(date_trunc('month', l.day) AS DATE) END AS period, l.buyer_id AS buyer_id, max(1 - r.before) AS here, max(r.before) AS before
    FROM (
      SELECT day, buyer_id
      FROM lines
      WHERE kind = 'sale' AND buyer_id IS NOT NULL AND day BETWEEN DATE '2023-12-01' AND DATE '2024-04-10'
      GROUP BY 1, 2
    ) l
    CROSS JOIN (VALUES (0), (1)) AS r(before)
    WHERE (r.before = 0 AND l.day >= DATE '2024-01-01' OR r.before = 1 AND CAST(CAST(date_trunc('month', l.day) AS DATE) + INTERVAL '1 month' AS DATE) <= DATE '2024-04-01')
    GROUP BY 1, 2
  )
)

-- retention, by country
SELECT country, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT country, count(*) FILTER (WHERE here = 1 AND before = 1) AS v0, count(*) FILTER (WHERE before = 1) AS v1
  FROM (
    SELECT l.country AS country, CASE r.before WHEN 1 THEN CAST(CAST(date_trunc('month', l.day) AS DATE) + INTERVAL '1 month' AS DATE) ELSE CAST(date_trunc('month', l.day) AS DATE) END AS period, l.buyer_id AS buyer_id, max(1 - r.before) AS here, max(r.before) AS before
    FROM (
      SELECT country, day, buyer_id
      FROM lines
      WHERE kind = 'sale' AND buyer_id IS NOT NULL AND day BETWEEN DATE '2023-12-01' AND DATE '2024-04-10'
      GROUP BY 1, 2, 3
    ) l
    CROSS JOIN (VALUES (0), (1)) AS r(before)
    WHERE (r.before = 0 AND l.day >= DATE '2024-01-01' OR r.before = 1 AND CAST(CAST(date_trunc('month', l.day) AS DATE) + INTERVAL '1 month' AS DATE) <= DATE '2024-04-01')
    GROUP BY 1, 2, 3
  )
  GROUP BY 1
)
ORDER BY 1

-- retention, by region, category and month, filtered, compared
SELECT region, category, period, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator, CAST(CAST(coalesce(pv0, 0) AS DECIMAL(38,6)) / nullif(CAST(pv1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS previous, pv0 AS previous_numerator, pv1 AS previous_denominator
FROM (
  SELECT region, category, period, max(v0) FILTER (WHERE side = 0) AS v0, max(v1) FILTER (WHERE side = 0) AS v1, max(v0) FILTER (WHERE side = 1) AS pv0, max(v1) FILTER (WHERE side = 1) AS pv1
  FROM (
    SELECT region, category, period, side, count(*) FILTER (WHERE here = 1 AND before = 1) AS v0, count(*) FILTER (WHERE before = 1) AS v1
    FROM (
      SELECT countries.region AS region, coalesce(l.category, p.category) AS category, CASE r.before WHEN 1 THEN CAST(CAST(date_trunc('month', CASE s.side WHEN 1 THEN CAST(l.day + INTERVAL '63 days' AS DATE) ELSE l.day END) AS DATE) + INTERVAL '1 month' AS DATE) ELSE CAST(date_trunc('month', CASE s.side WHEN 1 THEN CAST(l.day + INTERVAL '63 days' AS DATE) ELSE l.day END) AS DATE) END AS period, s.side AS side, l.buyer_id AS buyer_id, max(1 - r.before) AS here, max(r.before) AS before
      FROM (
        SELECT country, sku, category, day, buyer_id
        FROM lines
        WHERE kind = 'sale' AND buyer_id IS NOT NULL AND mode = 'b2c' AND platform IS NULL AND day BETWEEN DATE '2023-10-30' AND DATE '2024-03-31'
        GROUP BY 1, 2, 3, 4, 5
      ) l
      LEFT JOIN countries ON countries.code = l.country
      LEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku
      CROSS JOIN (VALUES (0), (1)) AS s(side)
      CROSS JOIN (VALUES (0), (1)) AS r(before)
      WHERE coalesce(l.category, p.category) = 'toys' AND (s.side = 0 AND l.day BETWEEN DATE '2024-01-01' AND DATE '2024-03-31' OR s.side = 1 AND l.day BETWEEN DATE '2023-10-30' AND DATE '2024-01-28') AND (r.before = 0 AND CASE s.side WHEN 1 THEN CAST(l.day + INTERVAL '63 days' AS DATE) ELSE l.day END >= DATE '2024-02-01' OR r.before = 1 AND CAST(CAST(date_trunc('month', CASE s.side WHEN 1 THEN CAST(l.day + INTERVAL '63 days' AS DATE) ELSE l.day END) AS DATE) + INTERVAL '1 month' AS DATE) <= DATE '2024-03-01')
      GROUP BY 1, 2, 3, 4, 5
    )
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
