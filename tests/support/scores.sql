-- The example's formulas once more, from the services' own event logs and by another hand: nothing here knows the
-- tables of facts, the formulas in Python, or their order. `e(service, seq, id, type, data)` are the logs of one county.
WITH
asked AS (
    -- Every assessment of a unit, with the day on which it was computed last.
    SELECT o.data ->> 'assessment_id' AS assessment, o.data ->> 'proposal_id' AS proposal, o.data ->> 'unit_id' AS unit,
           c.day
    FROM e o
    JOIN LATERAL (
        SELECT (data ->> 'computed_on')::date AS day FROM e
        WHERE type = 'ScoreComputed' AND e.id = o.id ORDER BY seq DESC LIMIT 1
    ) c ON true
    WHERE o.type = 'AssessmentOpened' AND o.data ->> 'unit_id' IS NOT NULL
),
roles AS (
    SELECT data ->> 'assignment_id' AS assignment, data ->> 'unit_id' AS unit, data ->> 'proposal_id' AS proposal,
           data ->> 'role' AS role, data -> 'suggestions' AS own
    FROM e WHERE type = 'AssignmentIssued'
),
replies AS (
    SELECT DISTINCT ON (assignment, cycle) * FROM (
        SELECT data ->> 'assignment_id' AS assignment, (data ->> 'cycle')::int AS cycle, data ->> 'unit_id' AS unit,
               data ->> 'proposal_id' AS proposal, data -> 'content' -> 'answers' AS answers, seq,
               ((data ->> 'issued_at')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AS day
        FROM e WHERE type = 'ReplyIssued'
    ) every ORDER BY assignment, cycle, seq DESC
),
latest AS (SELECT DISTINCT ON (assignment) * FROM replies ORDER BY assignment, cycle DESC),
steps AS (
    -- An extension names no cycle: it is of the latest one that had a date by then.
    SELECT data ->> 'assignment_id' AS assignment, type, (data ->> 'due')::date AS due, data ->> 'unit_id' AS unit,
           data ->> 'proposal_id' AS proposal, seq,
           max((data ->> 'cycle')::int) FILTER (WHERE type = 'DeadlineSet')
               OVER (PARTITION BY data ->> 'assignment_id' ORDER BY seq) AS cycle
    FROM e
    WHERE type IN ('DeadlineSet', 'DeadlineExtended', 'DeadlineResumed', 'DeadlineRecomputed', 'DeadlinePaused',
                   'DeadlineLifted')
),
dates AS (
    SELECT assignment, cycle, min(unit) AS unit, min(proposal) AS proposal,
           (array_agg(due ORDER BY seq DESC) FILTER (WHERE due IS NOT NULL))[1] AS due,
           coalesce((array_agg(type = 'DeadlinePaused' ORDER BY seq DESC)
               FILTER (WHERE type NOT IN ('DeadlineSet', 'DeadlineLifted')))[1], false) AS paused,
           bool_or(type = 'DeadlineLifted') AS lifted
    FROM steps GROUP BY assignment, cycle
),
on_time AS (
    SELECT a.assessment,
           sum((r.day IS NOT NULL AND (d.paused OR r.day <= d.due))::int)::numeric / count(*) AS share
    FROM asked a
    JOIN dates d ON d.proposal = a.proposal AND d.unit = a.unit AND NOT d.lifted
    LEFT JOIN replies r ON r.assignment = d.assignment AND r.cycle = d.cycle
    WHERE d.assignment NOT IN (SELECT assignment FROM roles WHERE role = 'helper')
      AND (r.day IS NOT NULL OR (d.due < a.day AND NOT d.paused))
    GROUP BY a.assessment
),
held AS (
    SELECT DISTINCT a.assessment, r.data ->> 'phase' AS phase
    FROM asked a
    JOIN e r ON r.type = 'ConsultationRecorded' AND r.data ->> 'proposal_id' = a.proposal
            AND r.data ->> 'unit_id' = a.unit AND r.data ->> 'form' IN ('face_to_face', 'site_visit', 'meeting')
    JOIN LATERAL (
        SELECT type, data FROM e
        WHERE e.data ->> 'consultation_id' = r.data ->> 'consultation_id'
          AND type IN ('ConsultationConfirmed', 'ConsultationDisputed', 'ConsultationDisputeSettled')
        ORDER BY seq DESC LIMIT 1
    ) s ON s.type = 'ConsultationConfirmed' OR (
        s.type = 'ConsultationDisputeSettled' AND NOT (s.data ->> 'upheld')::bool
        AND jsonb_array_length(coalesce(s.data -> 'awaiting', '[]')) = 0)
),
talks AS (SELECT assessment, count(*)::numeric / 3 AS share FROM held GROUP BY assessment),
numbers AS (
    SELECT DISTINCT ON (data ->> 'proposal_id') data ->> 'proposal_id' AS proposal,
           (SELECT jsonb_agg(one -> 'number') FROM jsonb_array_elements(data -> 'suggestions') one) AS every
    FROM e WHERE type = 'ProposalAdmitted' ORDER BY data ->> 'proposal_id', seq DESC
),
points AS (
    SELECT a.assessment,
           sum((SELECT count(*) FROM jsonb_array_elements(l.answers) x WHERE due.list @> (x -> 'suggestion')))
               / sum(jsonb_array_length(due.list)) AS share
    FROM asked a
    JOIN latest l ON l.proposal = a.proposal AND l.unit = a.unit
    JOIN numbers n ON n.proposal = a.proposal
    LEFT JOIN roles r ON r.assignment = l.assignment
    CROSS JOIN LATERAL (
        SELECT CASE WHEN jsonb_array_length(coalesce(r.own, '[]')) > 0 THEN r.own ELSE n.every END AS list
    ) due
    GROUP BY a.assessment
),
adopted AS (
    SELECT a.assessment, sum((x ->> 'adoption' = 'adopted')::int)::numeric / count(*) AS share
    FROM asked a
    JOIN latest l ON l.proposal = a.proposal AND l.unit = a.unit
    CROSS JOIN jsonb_array_elements(l.answers) x
    GROUP BY a.assessment
),
promises AS (
    SELECT data ->> 'commitment_id' AS id, min(data ->> 'proposal_id') AS proposal, min(data ->> 'unit_id') AS unit,
           (array_agg(type ORDER BY seq DESC))[1] AS last
    FROM e
    WHERE type IN ('CommitmentMade', 'CommitmentMissed', 'CommitmentClaimed', 'CommitmentKept', 'CommitmentReleased',
                   'CommitmentSuperseded')
    GROUP BY data ->> 'commitment_id'
),
kept AS (
    SELECT a.assessment,
           CASE WHEN m.made - m.gone = 0 THEN 1 ELSE m.kept::numeric / (m.made - m.gone) END AS share
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT count(*) AS replies, sum((SELECT count(*) FROM jsonb_array_elements(r.answers) x
                                         WHERE jsonb_typeof(x -> 'commitment') = 'object')) AS promised
        FROM replies r WHERE r.proposal = a.proposal AND r.unit = a.unit
    ) r
    CROSS JOIN LATERAL (
        SELECT count(*) AS made, count(*) FILTER (WHERE last IN ('CommitmentReleased', 'CommitmentSuperseded')) AS gone,
               count(*) FILTER (WHERE last = 'CommitmentKept') AS kept
        FROM promises p WHERE p.proposal = a.proposal AND p.unit = a.unit
    ) m
    WHERE r.replies > 0 AND m.made >= r.promised
),
signed AS (
    SELECT DISTINCT ON (data ->> 'assignment_id', data ->> 'cycle', data ->> 'member_id')
           data ->> 'assignment_id' AS assignment, (data ->> 'cycle')::int AS cycle, data ->> 'unit_id' AS unit,
           data ->> 'proposal_id' AS proposal, data ->> 'result' AS result
    FROM e WHERE type = 'MemberSignedOff'
    ORDER BY data ->> 'assignment_id', data ->> 'cycle', data ->> 'member_id', seq DESC
),
content AS (
    SELECT a.assessment,
           min(CASE s.result WHEN 'satisfied' THEN 1 WHEN 'mostly_satisfied' THEN 0.6 ELSE 0 END) AS share
    FROM asked a
    JOIN signed s ON s.proposal = a.proposal AND s.unit = a.unit
    WHERE s.cycle = (SELECT max(cycle) FROM signed later WHERE later.assignment = s.assignment)
    GROUP BY a.assessment
),
outcomes AS (
    SELECT data ->> 'proposal_id' AS proposal, (array_agg(type ORDER BY seq DESC))[1] AS last
    FROM e WHERE type IN ('OutcomeRecorded', 'OutcomeVerified', 'OutcomeRejected')
    GROUP BY data ->> 'proposal_id', data ->> 'outcome_id'
),
fruit AS (
    SELECT a.assessment, max((o.last = 'OutcomeVerified')::int)::numeric AS share
    FROM asked a JOIN outcomes o ON o.proposal = a.proposal GROUP BY a.assessment
)
SELECT a.assessment, i.code, round(coalesce(i.share, 0) * i.maximum, 2)
FROM asked a
LEFT JOIN on_time ON on_time.assessment = a.assessment
LEFT JOIN talks ON talks.assessment = a.assessment
LEFT JOIN points ON points.assessment = a.assessment
LEFT JOIN adopted ON adopted.assessment = a.assessment
LEFT JOIN kept ON kept.assessment = a.assessment
LEFT JOIN content ON content.assessment = a.assessment
LEFT JOIN fruit ON fruit.assessment = a.assessment
CROSS JOIN LATERAL (VALUES
    ('consultation', talks.share, 10), ('timeliness', on_time.share, 10), ('point_by_point', points.share, 10),
    ('adoption', adopted.share, 10), ('commitments', kept.share, 14), ('satisfaction', content.share, 14),
    ('conversion', fruit.share, 6)
) i (code, share, maximum)
ORDER BY 1, 2
