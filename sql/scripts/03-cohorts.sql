-- 03  Who stays: of those who first came in a week, how many percent were active in each week after.
--
--     ./portrait sql -f sql/scripts/03-cohorts.sql
--
-- A cohort is the users whose first event fell into the seven days from the date in its line
-- (Monday to Sunday). `week_1` is the week of life after the first seven days, for each user from
-- their own first event on. Null: not all of the cohort has lived through that week yet. Somebody
-- who is not observed any more counts as gone.

CREATE TEMPORARY VIEW IF NOT EXISTS weeks_of_life AS
SELECT user_id, as_of, tenure_days, days_active_7d > 0 AS active
FROM observations;

WITH marked AS (
  -- Which week of life an observation is the first one of.
  SELECT user_id, as_of, active, CAST(FLOOR(tenure_days / 7) AS INT) AS weeks,
    TIMESTAMPADD(SECOND, -CAST(tenure_days * 86400 AS INT), as_of) AS born,
    ROW_NUMBER() OVER (PARTITION BY user_id, CAST(FLOOR(tenure_days / 7) AS INT) ORDER BY as_of) AS place
  FROM weeks_of_life
),
users AS (
  -- 1970-01-05 was a Monday.
  SELECT user_id, FLOOR((UNIX_TIMESTAMP(DATE_FORMAT(MIN(born), 'yyyy-MM-dd HH:mm:ss')) / 86400 - 4) / 7) AS cohort
  FROM marked
  GROUP BY user_id
),
cohorts AS (
  SELECT u.cohort, COUNT(DISTINCT u.user_id) AS users,
    COUNT(*) FILTER (WHERE m.weeks = 2 AND m.active) AS week_1,
    COUNT(*) FILTER (WHERE m.weeks = 3 AND m.active) AS week_2,
    COUNT(*) FILTER (WHERE m.weeks = 4 AND m.active) AS week_3,
    COUNT(*) FILTER (WHERE m.weeks = 5 AND m.active) AS week_4
  FROM users AS u LEFT JOIN marked AS m ON u.user_id = m.user_id AND m.place = 1
  GROUP BY u.cohort
),
latest AS (
  SELECT UNIX_TIMESTAMP(DATE_FORMAT(MAX(as_of), 'yyyy-MM-dd HH:mm:ss')) / 86400 AS today FROM marked
)
SELECT
  DATE_FORMAT(TO_TIMESTAMP_LTZ((c.cohort * 7 + 4) * 86400, 0), 'yyyy-MM-dd') AS first_seen,
  c.users,
  -- The last of a cohort comes seven days after its date, and a week is over when the next begins.
  CASE WHEN c.cohort * 7 + 4 + 7 * 3 < l.today THEN ROUND(100.0E0 * c.week_1 / c.users, 1) END AS week_1,
  CASE WHEN c.cohort * 7 + 4 + 7 * 4 < l.today THEN ROUND(100.0E0 * c.week_2 / c.users, 1) END AS week_2,
  CASE WHEN c.cohort * 7 + 4 + 7 * 5 < l.today THEN ROUND(100.0E0 * c.week_3 / c.users, 1) END AS week_3,
  CASE WHEN c.cohort * 7 + 4 + 7 * 6 < l.today THEN ROUND(100.0E0 * c.week_4 / c.users, 1) END AS week_4
FROM cohorts AS c CROSS JOIN latest AS l
ORDER BY first_seen;
