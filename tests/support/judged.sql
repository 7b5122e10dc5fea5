-- Judged points and the ranking once more, from evaluation's own log alone: trimmed means, totals, means, ranks.
WITH
last AS (
    SELECT DISTINCT ON (id) id, data FROM e WHERE type = 'ScoreComputed' ORDER BY id, seq DESC
),
given AS (
    SELECT s.id, p.key AS code, p.value::numeric AS points,
           row_number() OVER (PARTITION BY s.id, p.key ORDER BY p.value::numeric) AS place,
           count(*) OVER (PARTITION BY s.id, p.key) AS scores
    FROM e s CROSS JOIN jsonb_each_text(s.data -> 'points') p WHERE s.type = 'ScoreGiven'
),
judged AS (
    SELECT id, code, round(avg(points), 2) AS points FROM given
    WHERE scores < 5 OR place BETWEEN 2 AND scores - 1 GROUP BY id, code
),
every AS (
    SELECT l.id, p.key AS code, coalesce(j.points, p.value::numeric) AS points
    FROM last l CROSS JOIN jsonb_each_text(l.data -> 'points') p LEFT JOIN judged j ON j.id = l.id AND j.code = p.key
),
totals AS (
    SELECT l.id, l.data ->> 'unit_id' AS unit, o.data ->> 'scheme_id' AS scheme, sum(y.points) AS total
    FROM last l JOIN e o ON o.type = 'AssessmentOpened' AND o.id = l.id JOIN every y ON y.id = l.id
    GROUP BY l.id, unit, scheme
),
means AS (SELECT scheme, unit, round(avg(total), 2) AS score, count(*) AS n FROM totals WHERE unit IS NOT NULL GROUP BY 1, 2)
SELECT scheme, unit, rank() OVER (PARTITION BY scheme ORDER BY score DESC), score, n FROM means ORDER BY 1, 3, 2
