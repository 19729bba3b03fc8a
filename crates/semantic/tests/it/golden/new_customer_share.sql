-- new_customer_share, total
SELECT CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT sum(v0) AS v0, sum(v1) AS v1
  FROM (
    SELECT v0, CAST(NULL AS BIGINT) AS v1
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
    UNION ALL
    SELECT CAST(NULL AS BIGINT) AS v0, v0 AS v1
    FROM (
      SELECT count(*) AS v0
      FROM (
        SELECT buyer_id
        FROM line_sums
        WHERE kind = 'sale' AND buyer_id IS NOT NULL
        GROUP BY 1
      )
    )
  )
)

-- new_customer_share, by country
SELECT country, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT country, sum(v0) AS v0, sum(v1) AS v1
  FROM (
    SELECT country, v0, CAST(NULL AS BIGINT) AS v1
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
    UNION ALL
    SELECT country, CAST(NULL AS BIGINT) AS v0, v0 AS v1
    FROM (
      SELECT country, count(*) AS v0
      FROM (
        SELECT country, buyer_id
        FROM line_sums
        WHERE kind = 'sale' AND buyer_id IS NOT NULL
        GROUP BY 1, 2
      )
      GROUP BY 1
    )
  )
  GROUP BY 1
)
ORDER BY 1

-- new_customer_share, by region, category and month, filtered, compared
SELECT region, category, period, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator, CAST(CAST(coalesce(pv0, 0) AS DECIMAL(38,6)) / nullif(CAST(pv1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS previous, pv0 AS previous_numerator, pv1 AS previous_denominator
FROM (
  SELECT region, category, period, max(v0) FILTER (WHERE side = 0) AS v0, max(v1) FILTER (WHERE side = 0) AS v1, max(v0) FILTER (WHERE side = 1) AS pv0, max(v1) FILTER (WHERE side = 1) AS pv1
  FROM (
    SELECT region, category, period, side, sum(v0) AS v0, sum(v1) AS v1
    FROM (
      SELECT region, category, period, side, v0, CAST(NULL AS BIGINT) AS v1
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
      UNION ALL
      SELECT region, category, period, side, CAST(NULL AS BIGINT) AS v0, v0 AS v1
      FROM (
        SELECT region, category, period, side, count(*) AS v0
        FROM (
          SELECT countries.region AS region, coalesce(l.category, p.category) AS category, c.period AS period, c.side AS side, l.buyer_id AS buyer_id
          FROM (
            SELECT country, sku, category, day, buyer_id
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
          GROUP BY 1, 2, 3, 4, 5
        )
        GROUP BY 1, 2, 3, 4
      )
    )
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
