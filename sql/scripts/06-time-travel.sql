-- 06  A segment last week against today: who stayed, who came from where.
--
--     ./portrait sql -f sql/scripts/06-time-travel.sql
--
-- There are two pasts. What users were like then is in the rows of the tick then: `as_of`. What was
-- *known* then, before corrections and later rows, is in an older snapshot of the table.

-- 1. By event time: the latest tick beside the one seven days before it.
WITH ticks AS (
  SELECT MAX(as_of) AS today FROM feature_log
),
today AS (
  SELECT o.user_id, o.segment FROM observations AS o JOIN ticks ON o.as_of = ticks.today
),
last_week AS (
  SELECT o.user_id, o.segment FROM observations AS o JOIN ticks ON o.as_of = TIMESTAMPADD(DAY, -7, ticks.today)
)
SELECT
  l.segment AS segment_last_week,
  t.segment AS segment_today,
  COUNT(*) AS users
FROM last_week AS l FULL OUTER JOIN today AS t ON l.user_id = t.user_id
GROUP BY l.segment, t.segment
ORDER BY segment_last_week, segment_today;

-- 2. By snapshot: which there are,
SELECT snapshot_id, committed_at, operation FROM `feature_log$snapshots` ORDER BY committed_at;

-- and one of them read, or the one of a time (epoch milliseconds), by a hint:
--
--   SELECT segment, COUNT(*) FROM feature_log /*+ OPTIONS('snapshot-id' = '...') */ GROUP BY segment;
--   SELECT segment, COUNT(*) FROM feature_log /*+ OPTIONS('as-of-timestamp' = '1772409600000') */ GROUP BY segment;
--
-- FOR SYSTEM_TIME AS OF does not reach into Iceberg's past in this version of Flink.
