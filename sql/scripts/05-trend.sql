-- 05  How many users come, by day and by weekday.
--
--     ./portrait sql -f sql/scripts/05-trend.sql
--
-- An observation at midnight tells of the day that ends then, so that `day` is the day before it.

CREATE TEMPORARY VIEW IF NOT EXISTS days_of_users AS
SELECT user_id, as_of, views_24h > 0 AS active, tenure_days <= 1 AS is_new, views_24h AS actions
FROM observations;

CREATE TEMPORARY VIEW IF NOT EXISTS days AS
SELECT
  CAST(as_of - INTERVAL '1' DAY AS DATE) AS `day`,
  COUNT(*) AS known_users,
  COUNT(*) FILTER (WHERE active) AS active_users,
  COUNT(*) FILTER (WHERE is_new) AS new_users,
  SUM(actions) AS actions
FROM days_of_users
GROUP BY CAST(as_of - INTERVAL '1' DAY AS DATE);

-- By day; `change` is the percentage that more active users came than seven days before.
SELECT d.`day`, d.known_users, d.active_users, d.new_users, d.actions,
  ROUND(100.0E0 * (d.active_users - w.active_users) / NULLIF(w.active_users, 0), 1) AS change
FROM days AS d LEFT JOIN days AS w ON w.`day` = TIMESTAMPADD(DAY, -7, d.`day`)
ORDER BY `day`;

-- By weekday: means of a day, Monday first.
SELECT
  CASE number WHEN 0 THEN 'Mon' WHEN 1 THEN 'Tue' WHEN 2 THEN 'Wed' WHEN 3 THEN 'Thu' WHEN 4 THEN 'Fri' WHEN 5 THEN 'Sat' ELSE 'Sun' END AS weekday,
  COUNT(*) AS days,
  ROUND(AVG(CAST(active_users AS DOUBLE)), 1) AS active_users,
  ROUND(AVG(CAST(new_users AS DOUBLE)), 1) AS new_users,
  ROUND(AVG(CAST(actions AS DOUBLE)), 1) AS actions
FROM (SELECT *, MOD(DAYOFWEEK(`day`) + 5, 7) AS number FROM days)
GROUP BY number
ORDER BY number;
