-- What there is.
SELECT table_name FROM information_schema.tables WHERE table_schema = 'plant' ORDER BY table_name;

DESCRIBE samples;

SELECT * FROM assets;

SELECT id, asset, name, quantity, unit, low, high, samples FROM tags;

SELECT id, first_time, last_time FROM tags WHERE samples > 0;

SELECT * FROM work_orders ORDER BY id;
