-- The day on which clocks go back has 25 hours: 100 samples.
SELECT time_bucket('1 day', time) AS day, count(*) AS n, avg(value) AS mean
FROM samples WHERE tag = 'chiller-6.power' GROUP BY day ORDER BY day;

-- Hours of that night stay two.
SELECT time_bucket('1 hour', time) AS hour, count(*) AS n
FROM samples WHERE tag = 'chiller-6.power' AND time >= '2020-11-01' AND time < '2020-11-01 03:00' GROUP BY hour ORDER BY hour;

-- Six hours keep to the clock on the wall.
SELECT time_bucket(INTERVAL '6 hours', time) AS part, count(*) AS n
FROM samples WHERE tag = 'chiller-6.power' AND time < '2020-11-02' GROUP BY part ORDER BY part;

-- Weeks begin on Mondays, months on their first.
SELECT time_bucket('1 week', t) AS week, time_bucket('1 month', t) AS month, time_bucket('1 year', t) AS year
FROM (VALUES (TIMESTAMP '2020-11-01 12:00:00')) AS v(t);

-- Another zone.
SELECT time_bucket('1 day', time, 'Asia/Shanghai') AS day, count(*) AS n
FROM samples WHERE tag = 'chiller-6.power' GROUP BY day ORDER BY day;

-- The clock on the wall.
SELECT time, local_time(time), local_time(time, 'UTC') FROM samples WHERE tag = 'pump-1.mode' ORDER BY time;

SELECT time_bucket('1 month 2 days', now());

SELECT time_bucket('soon', now());

SELECT time_bucket('1 day', now(), 'Mars/Olympus');
