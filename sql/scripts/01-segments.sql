-- 01  How large each segment is, and what is typical of its users.
--
--     ./portrait sql -f sql/scripts/01-segments.sql
--
-- `interest`, `orders`, `money` and `days` are means of the segment's users; beside each stands how
-- many times the mean of all users that is: 1 is like everybody, 3.00 is three times as much. The
-- numbers of segments mean nothing by themselves; `./portrait segments` tells them in words.

CREATE TEMPORARY VIEW IF NOT EXISTS segment_measures AS
SELECT user_id, segment, views_30d AS interest, purchases_30d AS orders, spend_30d AS money, days_active_30d AS days
FROM profiles;

WITH everybody AS (
  SELECT COUNT(*) AS users, AVG(CAST(interest AS DOUBLE)) AS interest, AVG(CAST(orders AS DOUBLE)) AS orders,
    AVG(money) AS money, AVG(CAST(days AS DOUBLE)) AS days
  FROM segment_measures
  WHERE segment IS NOT NULL
),
segments AS (
  SELECT segment, COUNT(*) AS users, AVG(CAST(interest AS DOUBLE)) AS interest, AVG(CAST(orders AS DOUBLE)) AS orders,
    AVG(money) AS money, AVG(CAST(days AS DOUBLE)) AS days
  FROM segment_measures
  WHERE segment IS NOT NULL
  GROUP BY segment
)
SELECT
  s.segment,
  s.users,
  ROUND(100.0E0 * s.users / e.users, 1) AS percent_of_users,
  ROUND(s.interest, 2) AS interest, ROUND(s.interest / NULLIF(e.interest, 0), 2) AS times_interest,
  ROUND(s.orders, 2) AS orders, ROUND(s.orders / NULLIF(e.orders, 0), 2) AS times_orders,
  ROUND(s.money, 2) AS money, ROUND(s.money / NULLIF(e.money, 0), 2) AS times_money,
  ROUND(s.days, 2) AS days, ROUND(s.days / NULLIF(e.days, 0), 2) AS times_days
FROM segments AS s CROSS JOIN everybody AS e
ORDER BY s.users DESC, s.segment;
