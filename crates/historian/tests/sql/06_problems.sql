SELECT tmie FROM samples;

SELECT time
FROM sampels;

SELECT primary_code FROM work_orders;

SELECT value FROM samples WHERE tag = "chiller-6.power";

SELECT duration_abov(value, time, 5) FROM samples;

SELECT time value FROM samples WHERE;

SELECT 'open FROM samples;

SELECT tag FROM samples JOIN latest ON samples.tag = latest.tag;

SELECT 1 / 0;

SELECT CAST('x' AS INT);

DROP TABLE tags;

INSERT INTO work_orders VALUES ('WO-5');

SET datafusion.execution.batch_size = 5;

SELECT * FROM samples WHERE time > 'yesterday';
