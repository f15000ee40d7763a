-- 07  Events as they come in, each with what is known of its user: a look-up join.
--
--     ./portrait up                                          # in one window
--     ./portrait sql -f sql/scripts/07-enrich-stream.sql     # in another, until Ctrl-C
--
-- Each event asks Redis for its user, many in one round trip, and answers that are less than a second
-- old are taken from memory. Somebody of whom nothing is known yet has a null segment.

SET 'execution.runtime-mode' = 'streaming';

-- For a stream of your own: columns user_id, type, item_id, amount, and a time attribute: now AS PROCTIME().
CREATE TEMPORARY VIEW IF NOT EXISTS incoming AS
SELECT user_id, `type`, item_id, amount, now FROM events_live;

SELECT
  e.user_id,
  e.`type`,
  e.item_id,
  e.amount,
  p.segment,
  ROUND(p.churn_probability, 3) AS churn_probability,
  p.tags
FROM incoming AS e
LEFT JOIN profiles_live
  /*+ OPTIONS('lookup.cache' = 'PARTIAL', 'lookup.partial-cache.max-rows' = '100000', 'lookup.partial-cache.expire-after-write' = '1s') */
  FOR SYSTEM_TIME AS OF e.now AS p
ON e.user_id = p.user_id;
