-- 00  What the scripts ask for, of the definitions of a shop's invoices
--     (benchmarks/src/main/resources/io/portrait/benchmark/learning/retail.yaml).
--
--     ./portrait sql --data-dir D -f sql/scripts/00-retail.sql -f sql/scripts/01-segments.sql
--
-- Each script begins with a view that says which of your columns it is about. The views below are
-- there first, so that those of the scripts, made for the built-in shop, are passed over. Copy this
-- file for definitions of your own.

CREATE TEMPORARY VIEW segment_measures AS
SELECT user_id, segment, purchases_90d AS interest, days_90d AS orders, spend_90d AS money, days_90d AS days
FROM profiles;

CREATE TEMPORARY VIEW worth AS
SELECT user_id, segment, spend_90d AS money, churn_probability, churn_reasons
FROM profiles;

-- A shop of wholesalers: who bought within a month of their lives.
CREATE TEMPORARY VIEW weeks_of_life AS
SELECT user_id, as_of, tenure_days, spend_7d > 0 AS active
FROM observations;

CREATE TEMPORARY VIEW funnel AS
SELECT user_id, segment, purchases_90d > 0 AS first_step, days_90d > 1 AS second_step, days_90d > 3 AS third_step
FROM profiles;

CREATE TEMPORARY VIEW days_of_users AS
SELECT user_id, as_of, spend_7d > 0 AS active, tenure_days <= 7 AS is_new, CAST(purchases_30d AS BIGINT) AS actions
FROM observations;

CREATE TEMPORARY VIEW audience AS
SELECT user_id, segment, churn_probability, spend_90d AS money
FROM profiles
WHERE churn_probability > 0.6 AND spend_90d > 0;
