-- Power while a work order was opened on the same asset.
SELECT w.id, w.opened, s.value FROM work_orders w
JOIN samples s ON s.tag = w.asset || '.power' AND s.time = w.opened ORDER BY w.id;

-- By asset, with what is known of it.
SELECT a.name, t.quantity, count(*) AS n, round(avg(s.value), 6) AS mean
FROM samples s JOIN tags t ON s.tag = t.id JOIN assets a ON t.asset = a.id
WHERE t.quantity IS NOT NULL AND NOT is_bad(s.quality) GROUP BY a.name, t.quantity ORDER BY a.name, t.quantity;

-- Instants of records are shown and bucketed like samples.
SELECT time_bucket('1 day', opened) AS day, count(*) AS orders FROM work_orders GROUP BY day ORDER BY day;

-- Change from sample to sample.
SELECT time, value - lag(value) OVER (PARTITION BY tag ORDER BY time) AS change
FROM samples WHERE tag = 'chiller-6.power' AND time >= '2020-11-01 11:30' AND time < '2020-11-01 12:30' ORDER BY time;
