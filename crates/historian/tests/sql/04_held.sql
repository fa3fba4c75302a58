-- Seconds above a limit that stands in another table.
SELECT tag, duration_above(value, time, high) AS seconds FROM samples JOIN tags ON tag = id WHERE high IS NOT NULL GROUP BY tag;

-- Five hours are missing and count for nothing; a bad sample is left out by the condition.
SELECT duration_above(value, time, 0) / 3600 AS hours, time_weighted_mean(value, time) AS mean, count(*) AS n
FROM samples WHERE tag = 'pump-1.flow' AND NOT is_bad(quality);

-- By day.
SELECT time_bucket('1 day', time) AS day, duration_above(value, time, 55) AS above, duration_below(value, time, 55) AS below
FROM samples WHERE tag = 'chiller-6.power' GROUP BY day ORDER BY day;

-- Nothing to hold.
SELECT duration_above(value, time, 1) AS seconds FROM samples WHERE tag = 'pump-1.mode';

SELECT duration_above(value, time) FROM samples;
