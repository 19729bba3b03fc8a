-- customers, total
SELECT coalesce(v0, 0) AS value
FROM (
  SELECT count(*) AS v0
  FROM (
    SELECT buyer_id
    FROM lines
    WHERE kind IN ('sale', 'return') AND buyer_id IS NOT NULL
    GROUP BY 1
  )
)

-- customers, by country
SELECT country, coalesce(v0, 0) AS value
FROM (
  SELECT country, count(*) AS v0
  FROM (
    SELECT country, buyer_id
    FROM lines
    WHERE kind IN ('sale', 'return') AND buyer_id IS NOT NULL
    GROUP BY 1, 2
  )
  GROUP BY 1
)
ORDER BY 1

-- customers, by region, category and month, filtered, compared
SELECT region, category, period, coalesce(v0, 0) AS value, coalesce(pv0, 0) AS previous
FROM (
  SELECT region, category, period, max(v0) FILTER (WHERE side = 0) AS v0, max(v0) FILTER (WHERE side = 1) AS pv0
  FROM (
    SELECT region, category, period, side, count(*) AS v0
    FROM (
      SELECT countries.region AS region, coalesce(l.category, p.category) AS category, CAST(date_trunc('month', CASE s.side WHEN 1 THEN CAST(l.day + INTERVAL '63 days' AS DATE) ELSE l.day END) AS DATE) AS period, s.side AS side, l.buyer_id AS buyer_id
      FROM (
        SELECT country, sku, category, day, buyer_id
        FROM lines
        WHERE kind IN ('sale', 'return') AND buyer_id IS NOT NULL AND mode = 'b2c' AND platform IS NULL AND (day BETWEEN DATE '2024-02-01' AND DATE '2024-03-31' OR day BETWEEN DATE '2023-11-30' AND DATE '2024-01-28')
        GROUP BY 1, 2, 3, 4, 5
      ) l
      LEFT JOIN countries ON countries.code = l.country
      LEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku
      CROSS JOIN (VALUES (0), (1)) AS s(side)
      WHERE coalesce(l.category, p.category) = 'toys' AND (s.side = 0 AND l.day BETWEEN DATE '2024-02-01' AND DATE '2024-03-31' OR s.side = 1 AND l.day BETWEEN DATE '2023-11-30' AND DATE '2024-01-28')
      GROUP BY 1, 2, 3, 4, 5
    )
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
