-- 04  Where each segment loses its users: seen, put into the cart, bought, within 7 days.
--
--     ./portrait sql -f sql/scripts/04-funnel.sql
--
-- A step counts the users who also took the steps before it; `percent` is of the step before.

CREATE TEMPORARY VIEW IF NOT EXISTS funnel AS
SELECT user_id, segment, views_7d > 0 AS first_step, carts_7d > 0 AS second_step, purchases_7d > 0 AS third_step
FROM profiles;

SELECT
  segment,
  users,
  first_step, ROUND(100.0E0 * first_step / users, 1) AS percent_1,
  second_step, ROUND(100.0E0 * second_step / NULLIF(first_step, 0), 1) AS percent_2,
  third_step, ROUND(100.0E0 * third_step / NULLIF(second_step, 0), 1) AS percent_3
FROM (
  SELECT
    segment,
    COUNT(*) AS users,
    COUNT(*) FILTER (WHERE first_step) AS first_step,
    COUNT(*) FILTER (WHERE first_step AND second_step) AS second_step,
    COUNT(*) FILTER (WHERE first_step AND second_step AND third_step) AS third_step
  FROM funnel
  WHERE segment IS NOT NULL
  GROUP BY segment
)
ORDER BY segment;
