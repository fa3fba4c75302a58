-- A time without an offset is plant-local; clocks go back at 2 o'clock.
SELECT time, value FROM samples
WHERE tag = 'chiller-6.power' AND time >= '2020-11-01 01:00' AND time < '2020-11-01 03:00' ORDER BY time;

-- Values of every kind.
SELECT * FROM samples WHERE tag LIKE 'pump-1.%' AND tag <> 'pump-1.flow' ORDER BY tag, time;

-- A bad sample is there with its quality.
SELECT time, value, quality, is_good(quality), is_uncertain(quality), is_bad(quality)
FROM samples WHERE tag = 'pump-1.flow' AND NOT is_good(quality);

-- The newest sample of every tag.
SELECT * FROM latest;

SELECT count(*) FROM samples;

SELECT tag, count(*) AS n FROM samples WHERE tag IN ('pump-1.flow', 'pump-1.mode', 'nothing') GROUP BY tag ORDER BY tag;
