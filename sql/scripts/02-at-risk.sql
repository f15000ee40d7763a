-- 02  Whom it would hurt to lose: the users of the top fifth by money who are likely to leave.
--
--     ./portrait sql -f sql/scripts/02-at-risk.sql
--
-- `at_stake` is what they spend times the probability that they leave: a budget for keeping them
-- is best spent from the top. `reason` moves the probability most; a reason is not a cause.

CREATE TEMPORARY VIEW IF NOT EXISTS worth AS
SELECT user_id, segment, spend_30d AS money, churn_probability, churn_reasons
FROM profiles;

SELECT
  user_id,
  segment,
  ROUND(money, 2) AS money,
  ROUND(churn_probability, 3) AS churn_probability,
  ROUND(money * churn_probability, 2) AS at_stake,
  churn_reasons[1] AS reason
FROM (
  SELECT *, PERCENT_RANK() OVER (ORDER BY money DESC) AS standing
  FROM worth
  WHERE money > 0
)
WHERE standing <= 0.2 AND churn_probability >= 0.5
ORDER BY at_stake DESC, user_id
LIMIT 20;
