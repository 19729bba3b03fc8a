-- new_customers, total
SELECT coalesce(v0, 0) AS value
FROM (
  SELECT count(*) AS v0
  FROM (
    SELECT l.buyer_id AS buyer_id
    FROM (
      SELECT buyer_id, min(day) AS day
      FROM line_sums
      WHERE kind = 'sale' AND buyer_id IS NOT NULL
      GROUP BY 1
    ) l
    GROUP BY 1
  )
)

-- new_customers, by country
SELECT country, coalesce(v0, 0) AS value
FROM (
  SELECT country, count(*) AS v0
  FROM (
    SELECT l.country AS country, l.buyer_id AS buyer_id
    FROM (
      SELECT country, day, buyer_id
      FROM line_sums
      JOIN (
        SELECT buyer_id AS who, min(time) AS since
        FROM line_sums
        WHERE kind = 'sale' AND buyer_id IS NOT NULL
        GROUP BY 1
      ) f ON f.who = buyer_id AND f.since = time
      WHERE kind = 'sale' AND buyer_id IS NOT NULL
    ) l
    GROUP BY 1, 2
  )
  GROUP BY 1
)
ORDER BY 1

-- new_customers, by region, category and month, filtered, compared
SELECT region, category, period, coalesce(v0, 0) AS value, coalesce(pv0, 0) AS previous
FROM (
  SELECT region, category, period, max(v0) FILTER (WHERE side = 0) AS v0, max(v0) FILTER (WHERE side = 1) AS pv0
  FROM (
    SELECT region, category, period, side, count(*) AS v0
    FROM (
      SELECT countries.region AS region, coalesce(l.category, p.category) AS category, c.period AS period, c.side AS side, l.buyer_id AS buyer_id
      FROM (
        SELECT country, sku, category, day, buyer_id
        FROM lines
        JOIN (
          SELECT buyer_id AS who, min(time) AS since
          FROM line_sums
          WHERE kind = 'sale' AND buyer_id IS NOT NULL AND day <= DATE '2024-03-31'
          GROUP BY 1
        ) f ON f.who = buyer_id AND f.since = time
        WHERE kind = 'sale' AND buyer_id IS NOT NULL AND mode = 'b2c' AND platform IS NULL
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
      GROUP BY 1, 2, 3, 4, 5
    )
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
