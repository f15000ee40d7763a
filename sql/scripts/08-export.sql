-- 08  An audience as files for others: CSV and Parquet.
--
--     ./portrait sql -f sql/scripts/08-export.sql
--
-- Each task writes a file into the folder; one task here, so one file each, replaced on every run.
-- CSV has no line of headings: the columns are those of the view, in its order.

CREATE TEMPORARY VIEW IF NOT EXISTS audience AS
SELECT user_id, segment, churn_probability, spend_30d AS money
FROM profiles
WHERE churn_probability > 0.6 AND spend_30d > 0;

CREATE TEMPORARY TABLE IF NOT EXISTS audience_csv (
  user_id STRING, segment BIGINT, churn_probability DOUBLE, money DOUBLE
) WITH ('connector' = 'filesystem', 'path' = 'audience-csv', 'format' = 'csv', 'sink.parallelism' = '1');

CREATE TEMPORARY TABLE IF NOT EXISTS audience_parquet (
  user_id STRING, segment BIGINT, churn_probability DOUBLE, money DOUBLE
) WITH ('connector' = 'filesystem', 'path' = 'audience-parquet', 'format' = 'portrait-parquet', 'sink.parallelism' = '1');

INSERT OVERWRITE audience_csv SELECT * FROM audience ORDER BY money DESC, user_id;

INSERT OVERWRITE audience_parquet SELECT * FROM audience ORDER BY money DESC, user_id;
