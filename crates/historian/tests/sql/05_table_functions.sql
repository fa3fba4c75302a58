SELECT * FROM episodes('chiller-6.power', 'above', 55);

-- With a window: clipped at its end.
SELECT * FROM episodes('chiller-6.power', 'above', 55, '2020-11-01 10:00', '2020-11-01 14:00');

SELECT start, seconds, samples FROM episodes('pump-1.flow', 'below', 31, NULL, '2020-11-02 01:00');

SELECT * FROM gaps('*', 3600);

-- What is missing at a stated edge is a gap too.
SELECT * FROM gaps('pump-1.flow', 7200, '2020-11-01 12:00', '2020-11-04');

SELECT * FROM buckets('chiller-6.power', '1 day');

SELECT tag, start, samples, mean FROM buckets('pump-1.flow', '3 hours', '2020-11-02');

-- A described tag without a sample, and one that nobody knows.
SELECT * FROM episodes('pump-1.vibration', 'above', 1);

SELECT * FROM episodes('pump-1.flov', 'above', 1);

SELECT * FROM episodes('pump-1.flow', 'over', 1);

SELECT * FROM episodes(pump, 'above', 1);

SELECT * FROM gaps('pump-1.flow', -5);

SELECT * FROM buckets('pump-1.flow', '1 fortnight');
