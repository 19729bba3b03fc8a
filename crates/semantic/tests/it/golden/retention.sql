-- retention, total
SELECT CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT sum(bit_count(here & before)) AS v0, sum(bit_count(before)) AS v1
  FROM (
    SELECT c.block AS block, l.buyer_id AS buyer_id, bit_or(c.here) AS here, bit_or(c.before) AS before
    FROM (
      SELECT day, buyer_id
      FROM line_sums
      WHERE kind = 'sale' AND buyer_id IS NOT NULL AND day BETWEEN DATE '2023-12-01' AND DATE '2024-04-10'
      GROUP BY 1, 2
    ) l
    JOIN (
      SELECT day, block, bit_or(CASE WHEN role = 1 THEN bit ELSE 0 END) AS here, bit_or(CASE WHEN role = 2 THEN bit ELSE 0 END) AS before
      FROM (
        SELECT day, period, role, place / 62 AS block, 1 << (place % 62) AS bit
        FROM (
          SELECT day, period, role, CAST(dense_rank() OVER (ORDER BY period) - 1 AS BIGINT) AS place
          FROM (
            SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 1 AS role
            FROM generate_series(DATE '2024-01-01', DATE '2024-04-10', INTERVAL '1 day') AS g(day)
            UNION ALL
            SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) + INTERVAL '1 month' AS DATE) AS period, 2 AS role
            FROM generate_series(DATE '2024-01-01', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
          )
        )
      )
      GROUP BY 1, 2
    ) c ON c.day = l.day
    GROUP BY 1, 2
  )
)

-- retention, by country
SELECT country, CAST(CAST(coalesce(v0, 0) AS DECIMAL(38,6)) / nullif(CAST(v1 AS DECIMAL(38,6)), 0) AS DECIMAL(38,6)) AS value, v0 AS numerator, v1 AS denominator
FROM (
  SELECT country, sum(bit_count(here & before)) AS v0, sum(bit_count(before)) AS v1
  FROM (
    SELECT l.country AS country, c.block AS block, l.buyer_id AS buyer_id, bit_or(c.here) AS here, bit_or(c.before) AS before
    FROM (
      SELECT country, day, buyer_id
      FROM line_sums
      WHERE kind = 'sale' AND buyer_id IS NOT NULL AND day BETWEEN DATE '2023-12-01' AND DATE '2024-04-10'
      GROUP BY 1, 2, 3
    ) l
    JOIN (
      SELECT day, block, bit_or(CASE WHEN role = 1 THEN bit ELSE 0 END) AS here, bit_or(CASE WHEN role = 2 THEN bit ELSE 0 END) AS before
      FROM (
        SELECT day, period, role, place / 62 AS block, 1 << (place % 62) AS bit
        FROM (
          SELECT day, period, role, CAST(dense_rank() OVER (ORDER BY period) - 1 AS BIGINT) AS place
          FROM (
            SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 1 AS role
            FROM generate_series(DATE '2024-01-01', DATE '2024-04-10', INTERVAL '1 day') AS g(day)
            UNION ALL
            SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) + INTERVAL '1 month' AS DATE) AS period, 2 AS role
            FROM generate_series(DATE '2024-01-01', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
          )
        )
      )
      GROUP BY 1, 2
    ) c ON c.day = l.day
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
    SELECT b.region AS region, b.category AS category, p.period AS period, b.side AS side, count(*) FILTER (WHERE b.here & b.before & p.bit <> 0) AS v0, count(*) FILTER (WHERE b.before & p.bit <> 0) AS v1
    FROM (
      SELECT countries.region AS region, coalesce(l.category, p.category) AS category, c.side AS side, c.block AS block, l.buyer_id AS buyer_id, bit_or(c.here) AS here, bit_or(c.before) AS before
      FROM (
        SELECT country, sku, category, day, buyer_id
        FROM lines
        WHERE kind = 'sale' AND buyer_id IS NOT NULL AND mode = 'b2c' AND platform IS NULL AND day BETWEEN DATE '2023-10-30' AND DATE '2024-03-31'
      ) l
      LEFT JOIN countries ON countries.code = l.country
      LEFT JOIN (SELECT sku, max(category) AS category FROM products GROUP BY sku) p ON p.sku = l.sku
      JOIN (
        SELECT day, side, block, bit_or(CASE WHEN role = 1 THEN bit ELSE 0 END) AS here, bit_or(CASE WHEN role = 2 THEN bit ELSE 0 END) AS before
        FROM (
          SELECT day, period, role, side, place / 62 AS block, 1 << (place % 62) AS bit
          FROM (
            SELECT day, period, role, side, CAST(dense_rank() OVER (ORDER BY period) - 1 AS BIGINT) AS place
            FROM (
              SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 0 AS side, 1 AS role
              FROM generate_series(DATE '2024-02-01', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
              UNION ALL
              SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) + INTERVAL '1 month' AS DATE) AS period, 0 AS side, 2 AS role
              FROM generate_series(DATE '2024-01-01', DATE '2024-02-29', INTERVAL '1 day') AS g(day)
              UNION ALL
              SELECT CAST(g.day - INTERVAL '63 days' AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 1 AS side, 1 AS role
              FROM generate_series(DATE '2024-03-04', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
              UNION ALL
              SELECT CAST(g.day - INTERVAL '63 days' AS DATE) AS day, CAST(date_trunc('month', g.day) + INTERVAL '1 month' AS DATE) AS period, 1 AS side, 2 AS role
              FROM generate_series(DATE '2024-03-04', DATE '2024-03-03', INTERVAL '1 day') AS g(day)
            )
          )
        )
        GROUP BY 1, 2, 3
      ) c ON c.day = l.day
      WHERE coalesce(l.category, p.category) = 'toys'
      GROUP BY 1, 2, 3, 4, 5
    ) b
    JOIN (
      SELECT period, block, bit
      FROM (
        SELECT day, period, role, side, place / 62 AS block, 1 << (place % 62) AS bit
        FROM (
          SELECT day, period, role, side, CAST(dense_rank() OVER (ORDER BY period) - 1 AS BIGINT) AS place
          FROM (
            SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 0 AS side, 1 AS role
            FROM generate_series(DATE '2024-02-01', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
            UNION ALL
            SELECT CAST(g.day AS DATE) AS day, CAST(date_trunc('month', g.day) + INTERVAL '1 month' AS DATE) AS period, 0 AS side, 2 AS role
            FROM generate_series(DATE '2024-01-01', DATE '2024-02-29', INTERVAL '1 day') AS g(day)
            UNION ALL
            SELECT CAST(g.day - INTERVAL '63 days' AS DATE) AS day, CAST(date_trunc('month', g.day) AS DATE) AS period, 1 AS side, 1 AS role
            FROM generate_series(DATE '2024-03-04', DATE '2024-03-31', INTERVAL '1 day') AS g(day)
            UNION ALL
            SELECT CAST(g.day - INTERVAL '63 days' AS DATE) AS day, CAST(date_trunc('month', g.day) + INTERVAL '1 month' AS DATE) AS period, 1 AS side, 2 AS role
            FROM generate_series(DATE '2024-03-04', DATE '2024-03-03', INTERVAL '1 day') AS g(day)
          )
        )
      )
      GROUP BY 1, 2, 3
    ) p ON p.block = b.block AND (b.here | b.before) & p.bit <> 0
    GROUP BY 1, 2, 3, 4
  )
  GROUP BY 1, 2, 3
)
ORDER BY 1, 2, 3
