-- repeat_rate, total
SELECT CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT count(*) FILTER (WHERE n >= 2) AS v0, count(*) AS v1
  FROM (
    SELECT buyer_id, count(*) AS n
    FROM (
      SELECT buyer_id, trade_id
      FROM line_sums
      WHERE kind = 'sale' AND buyer_id IS NOT NULL
      GROUP BY 1, 2
    )
    GROUP BY 1
  )
)

-- repeat_rate, by country
SELECT country, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT country, count(*) FILTER (WHERE n >= 2) AS v0, count(*) AS v1
  FROM (
    SELECT country, buyer_id, count(*) AS n
    FROM (
      SELECT country, buyer_id, trade_id
      FROM line_sums
      WHERE kind = 'sale' AND buyer_id IS NOT NULL
      GROUP BY 1, 2, 3
    )
    GROUP BY 1, 2
  )
  GROUP BY 1
)
ORDER BY 1

-- repeat_rate, by region, category and month, filtered, compared
SELECT region, category, period, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator, CAST(CAST(coalesce(pv0, 0) AS DECIMAL(38,6)) / nullif(CAST(pv1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS previous, pv0 AS previous_numerator, pv1 AS previous_denominator
FROM (
  SELECT region, category, period, max(v0) FILTER (WHERE side = 0) AS v0, max(v1) FILTER (WHERE side = 0) AS v1, max(v0) FILTER (WHERE side = 1) AS pv0, max(v1) FILTER (WHERE side = 1) AS pv1
  FROM (
    SELECT region, category, period, side, count(*) FILTER (WHERE n >= 2) AS v0, count(*) AS v1
    FROM (
      SELECT region, category, period, side, buyer_id, count(*) AS n
      FROM (
        SELECT countries.region AS region, coalesce(l.category, p.category) AS category, c.period AS period, c.side AS side, l.buyer_id AS buyer_id, l.trade_id AS trade_id
        FROM (
          SELECT country, sku, category, day, buyer_id, trade_id
          FROM lines
          WHERE kind = 'sale' AND buyer_id IS NOT NULL AND mode = 'b2c' AND platform IS NULL AND (day BETWEEN DATE '2024-02-01' AND DATE '2024-03-31' OR day BETWEEN DATE '2023-11-30' AND DATE '2024-01-28')
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
        WHERE coalesce(l.category, p.category) = 'toys'
        GROUP BY 1, 2, 3, 4, 5, 6
      )
      GROUP BY 1, 2, 3, 4, 5
    )
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
