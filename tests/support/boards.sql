-- The two boards once more, from the services' own event logs and by another hand: nothing here knows the tables of
-- facts or the formulas in Python. `e(service, seq, id, type, data, at)` are the logs of one county, `:today` the day
-- on which the boards were read; policies are the shipped ones. For each figure and year of filing: numerator and
-- denominator.
WITH
filed AS (
    SELECT DISTINCT ON (data ->> 'proposal_id') data ->> 'proposal_id' AS proposal, data ->> 'channel' AS channel,
           ((data ->> 'received_at')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AS day,
           (data ->> 'research_date')::date AS research
    FROM e WHERE type = 'ProposalFiled' ORDER BY data ->> 'proposal_id', seq DESC
),
admission AS (
    SELECT DISTINCT ON (data ->> 'proposal_id') data ->> 'proposal_id' AS proposal, data ->> 'repeats' AS repeats,
           (data ->> 'publish_consent')::bool AS consent
    FROM e WHERE type = 'ProposalAdmitted' ORDER BY data ->> 'proposal_id', seq DESC
),
decided AS (
    SELECT DISTINCT ON (data ->> 'proposal_id') data ->> 'proposal_id' AS proposal,
           CASE type WHEN 'ProposalAdmitted' THEN 'admitted' WHEN 'ProposalDeclined' THEN 'declined'
               WHEN 'ProposalMergedInto' THEN 'merged' WHEN 'ProposalWithdrawn' THEN 'withdrawn' ELSE 'filed'
           END AS review
    FROM e
    WHERE type IN ('ProposalFiled', 'ProposalAdmitted', 'ProposalDeclined', 'ProposalMergedInto', 'ProposalUnmerged',
                   'ProposalWithdrawn')
       OR (type = 'ReconsiderationDecided' AND (data ->> 'reopened')::bool)
    ORDER BY data ->> 'proposal_id', seq DESC
),
watching AS (
    SELECT data ->> 'proposal_id' AS proposal,
           (array_agg(CASE type WHEN 'SupervisionOpened' THEN data ->> 'supervision_class'
                      WHEN 'KeyProposalDesignated' THEN 'key' WHEN 'TrackingDesignated' THEN 'tracked' ELSE 'general'
                      END ORDER BY seq DESC)
               FILTER (WHERE type IN ('SupervisionOpened', 'KeyProposalDesignated', 'KeyDesignationRevoked',
                                      'TrackingDesignated')))[1] AS class,
           (array_agg(coalesce(data ->> 'supervisor', data ->> 'leader') ORDER BY seq DESC)
               FILTER (WHERE type IN ('SupervisorAppointed', 'KeyProposalDesignated', 'KeyDesignationRevoked')))[1]
               AS supervisor,
           max(CASE type WHEN 'ActivityHeld' THEN (data ->> 'held_on')::date
               WHEN 'UrgeIssued' THEN (at AT TIME ZONE 'Asia/Shanghai')::date END) AS contact,
           max(((data ->> 'closed_at')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date)
               FILTER (WHERE type = 'SupervisionClosed') AS closed,
           bool_or(type = 'ClosedUnsigned') AS unsigned
    FROM e WHERE service = 'supervision' AND data ->> 'proposal_id' IS NOT NULL GROUP BY data ->> 'proposal_id'
),
replies AS (
    SELECT DISTINCT data ->> 'assignment_id' AS assignment, data ->> 'proposal_id' AS proposal FROM e
    WHERE type = 'ReplyIssued'
),
talks AS (
    SELECT r.data ->> 'consultation_id' AS id, r.data ->> 'proposal_id' AS proposal, r.data ->> 'phase' AS phase,
           r.data ->> 'assignment_id' AS assignment, (r.data ->> 'cycle')::int AS cycle, r.data ->> 'form' AS form,
           r.data ->> 'requested_by' AS asked, (r.data ->> 'held_on')::date AS day,
           (r.data ->> 'points_raised')::int AS raised, (r.data ->> 'points_agreed')::int AS agreed,
           CASE WHEN jsonb_typeof(r.data -> 'present') = 'array' THEN
               (SELECT count(*) FROM jsonb_array_elements(r.data -> 'present') x WHERE x ->> 'role' = 'beneficiary')
           END AS beneficiaries
    FROM e r
    JOIN LATERAL (
        SELECT type, data FROM e
        WHERE e.data ->> 'consultation_id' = r.data ->> 'consultation_id'
          AND type IN ('ConsultationConfirmed', 'ConsultationDisputed', 'ConsultationDisputeSettled')
        ORDER BY seq DESC LIMIT 1
    ) s ON s.type = 'ConsultationConfirmed' OR (
        s.type = 'ConsultationDisputeSettled' AND NOT (s.data ->> 'upheld')::bool
        AND jsonb_array_length(coalesce(s.data -> 'awaiting', '[]')) = 0)
    WHERE r.type = 'ConsultationRecorded'
),
roles AS (
    SELECT data ->> 'assignment_id' AS assignment, (data ->> 'cycle')::int AS cycle, data ->> 'role' AS role,
           ((data ->> 'issued_at')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AS issued
    FROM e WHERE type = 'AssignmentIssued'
),
steps AS (
    SELECT data ->> 'assignment_id' AS assignment, data ->> 'proposal_id' AS proposal, type, seq,
           (data ->> 'due')::date AS due, (data ->> 'started_on')::date AS started,
           max((data ->> 'cycle')::int) FILTER (WHERE type = 'DeadlineSet')
               OVER (PARTITION BY data ->> 'assignment_id' ORDER BY seq) AS cycle
    FROM e
    WHERE type IN ('DeadlineSet', 'DeadlineExtended', 'DeadlineResumed', 'DeadlineRecomputed', 'DeadlinePaused',
                   'DeadlineLifted')
),
dates AS (
    SELECT assignment, cycle, min(proposal) AS proposal,
           (array_agg(due ORDER BY seq DESC) FILTER (WHERE due IS NOT NULL))[1] AS due,
           (array_agg(started ORDER BY seq DESC) FILTER (WHERE type = 'DeadlineSet'))[1] AS started,
           coalesce((array_agg(type = 'DeadlinePaused' ORDER BY seq DESC)
               FILTER (WHERE type NOT IN ('DeadlineSet', 'DeadlineLifted')))[1], false) AS paused,
           bool_or(type = 'DeadlineLifted') AS lifted
    FROM steps GROUP BY assignment, cycle
),
contacts AS (
    SELECT d.proposal, coalesce(d.started, r.issued) AS start, d.due,
           (SELECT min(t.day) FROM talks t WHERE t.assignment = d.assignment AND t.cycle = d.cycle) AS first, d.paused
    FROM dates d LEFT JOIN roles r ON r.assignment = d.assignment AND r.cycle = d.cycle
    WHERE NOT d.lifted AND d.assignment NOT IN (SELECT assignment FROM roles WHERE role = 'helper')
),
requests AS (
    SELECT data ->> 'assignment_id' AS assignment, (data ->> 'cycle')::int AS cycle, m AS member,
           data ->> 'proposal_id' AS proposal
    FROM e CROSS JOIN LATERAL jsonb_array_elements_text(data -> 'members') m WHERE type = 'SignOffRequested'
    UNION
    SELECT data ->> 'assignment_id', (data ->> 'cycle')::int, data ->> 'member_id', data ->> 'proposal_id'
    FROM e WHERE type = 'MemberSignedOff'
),
signatures AS (
    SELECT q.proposal, (SELECT s.data ->> 'result' FROM e s
                        WHERE s.type = 'MemberSignedOff' AND s.data ->> 'assignment_id' = q.assignment
                          AND (s.data ->> 'cycle')::int = q.cycle AND s.data ->> 'member_id' = q.member
                        ORDER BY s.seq DESC LIMIT 1) AS result
    FROM requests q
    WHERE q.cycle = (SELECT max(cycle) FROM requests later WHERE later.assignment = q.assignment)
),
promises AS (
    SELECT data ->> 'commitment_id' AS id, min(data ->> 'proposal_id') AS proposal,
           max((data ->> 'due')::date) FILTER (WHERE type = 'CommitmentMade') AS due,
           (array_agg(type ORDER BY seq DESC))[1] AS last,
           bool_or((data ->> 'on_time')::bool) FILTER (WHERE type = 'CommitmentKept') AS on_time
    FROM e
    WHERE type IN ('CommitmentMade', 'CommitmentMissed', 'CommitmentClaimed', 'CommitmentKept', 'CommitmentReleased',
                   'CommitmentSuperseded')
    GROUP BY data ->> 'commitment_id'
),
outcomes AS (
    SELECT data ->> 'outcome_id' AS id, min(data ->> 'proposal_id') AS proposal, max(data ->> 'kind') AS kind,
           max((data ->> 'achieved_on')::date) AS day, bool_or((data ->> 'instruction_only')::bool) AS instruction,
           max((data -> 'facts' ->> 'reach')::numeric) AS reach, (array_agg(type ORDER BY seq DESC))[1] AS last
    FROM e WHERE type IN ('OutcomeRecorded', 'OutcomeVerified', 'OutcomeRejected') GROUP BY data ->> 'outcome_id'
),
marks AS (
    SELECT DISTINCT ON (data ->> 'proposal_id', data ->> 'unit_id') data ->> 'proposal_id' AS proposal,
           data ->> 'mark' AS mark
    FROM e WHERE type = 'PublicationDecided' ORDER BY data ->> 'proposal_id', data ->> 'unit_id', seq DESC
),
scores AS (
    SELECT DISTINCT ON (id) id, data ->> 'proposal_id' AS proposal, data ->> 'subject' AS subject,
           (data ->> 'total')::numeric AS total, (data ->> 'maximum')::numeric AS maximum,
           (data ->> 'spread')::numeric AS spread,
           (SELECT count(DISTINCT g.data ->> 'assessor') FROM e g WHERE g.type = 'ScoreGiven' AND g.id = e.id) AS judges
    FROM e WHERE type = 'ScoreComputed' ORDER BY id, seq DESC
),
reviews AS (
    SELECT DISTINCT ON (proposal) proposal, total / maximum AS share FROM scores
    WHERE subject = 'proposal_quality' ORDER BY proposal, id DESC
),
appeals AS (
    SELECT data ->> 'proposal_id' AS proposal, count(*) FILTER (WHERE (data ->> 'upheld')::bool) AS upheld,
           count(*) AS decided
    FROM e WHERE type = 'AppealDecided' GROUP BY data ->> 'proposal_id'
),
p AS (
    SELECT d.proposal, d.review, extract(year FROM f.day)::int AS year, f.channel, f.day, f.research, a.repeats,
           a.consent, coalesce(w.class, 'general') AS class, w.supervisor, w.contact, w.closed,
           coalesce(w.unsigned, false) AS unsigned,
           (SELECT count(DISTINCT phase) FROM talks t WHERE t.proposal = d.proposal) AS phases,
           EXISTS (SELECT FROM replies r WHERE r.proposal = d.proposal) AS replied,
           EXISTS (SELECT FROM outcomes o WHERE o.proposal = d.proposal AND o.last = 'OutcomeVerified') AS fruit,
           EXISTS (SELECT FROM outcomes o WHERE o.proposal = d.proposal AND o.instruction
                   AND o.last <> 'OutcomeRejected') AS instruction,
           EXISTS (SELECT FROM promises k WHERE k.proposal = d.proposal AND k.last = 'CommitmentKept') AS kept,
           (SELECT min(o.day) FROM outcomes o WHERE o.proposal = d.proposal AND o.last = 'OutcomeVerified') AS first
    FROM decided d LEFT JOIN filed f USING (proposal) LEFT JOIN admission a USING (proposal)
    LEFT JOIN watching w USING (proposal)
),
-- What is of a proposal that stands: neither withdrawn nor merged, or not known here.
years AS (SELECT proposal, year FROM p),
gone AS (SELECT proposal FROM p WHERE review IN ('withdrawn', 'merged')),
figures (board, number, part, proposal, numerator, denominator) AS (
    SELECT b, 1, part, proposal, n, d FROM p
    CROSS JOIN (VALUES ('six-problems'), ('five-gains')) boards (b)
    CROSS JOIN LATERAL (VALUES
        ('', (channel = 'between_sessions')::int, 1),
        ('topic_age_days', greatest(day - research, 0), (research IS NOT NULL)::int),
        ('topic_age_unknown', (research IS NULL)::int, 1)
    ) v (part, n, d)
    WHERE channel IS NOT NULL AND review <> 'withdrawn' AND d > 0
    UNION ALL
    SELECT 'six-problems', number, part, proposal, n, 1 FROM p
    CROSS JOIN LATERAL (VALUES
        (2, '', review = 'admitted', review IN ('admitted', 'declined')),
        (2, 'merged', review = 'merged', review IN ('admitted', 'declined', 'merged')),
        (2, 'repeats', repeats IS NOT NULL, review = 'admitted'),
        (4, '', phases = 3, review = 'admitted'),
        (5, '', supervisor IS NOT NULL, review = 'admitted'),
        (5, 'supervised_general', supervisor IS NOT NULL, review = 'admitted' AND class = 'general'),
        (5, 'watched', contact >= :today - 90, review = 'admitted' AND closed IS NULL AND NOT unsigned),
        (5, 'watched_general', contact >= :today - 90,
         review = 'admitted' AND closed IS NULL AND NOT unsigned AND class = 'general'),
        (6, '', fruit, review = 'admitted'),
        (6, 'instruction_alone', instruction AND NOT fruit, review = 'admitted'),
        (6, 'reply_alone', replied AND NOT instruction AND NOT fruit AND NOT kept, review = 'admitted')
    ) v (number, part, counted, of)
    CROSS JOIN LATERAL (SELECT coalesce(counted, false)::int AS n) c WHERE of
    UNION ALL
    SELECT 'six-problems', 2, 'quality_' || band, proposal,
           (share >= low AND share < high)::int, 1
    FROM reviews
    CROSS JOIN (VALUES ('excellent', 0.9, 'Infinity'::numeric), ('good', 0.75, 0.9), ('fair', 0.6, 0.75),
                       ('weak', 0, 0.6)) bands (band, low, high)
    WHERE proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'six-problems', 3, part, proposal, n::int, 1 FROM promises
    CROSS JOIN LATERAL (VALUES
        ('', last = 'CommitmentKept' AND on_time), ('kept_late', last = 'CommitmentKept' AND NOT on_time),
        ('broken', last = 'CommitmentMissed'), ('open_past_due', last IN ('CommitmentMade', 'CommitmentClaimed'))
    ) v (part, n)
    WHERE proposal NOT IN (SELECT proposal FROM gone)
      AND (last = 'CommitmentKept'
           OR (last IN ('CommitmentMade', 'CommitmentMissed', 'CommitmentClaimed') AND due < :today))
    UNION ALL
    SELECT 'six-problems', 3, 'released', proposal, (last = 'CommitmentReleased')::int, 1 FROM promises
    WHERE proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'six-problems', 4, phase, proposal,
           EXISTS (SELECT FROM talks t WHERE t.proposal = p.proposal AND t.phase = v.phase)::int, 1
    FROM p CROSS JOIN (VALUES ('before'), ('during'), ('after')) v (phase) WHERE review = 'admitted'
    UNION ALL
    SELECT 'six-problems', 4, part, proposal, n::int, 1 FROM talks
    CROSS JOIN LATERAL (VALUES
        ('face_to_face', form IN ('face_to_face', 'site_visit', 'meeting')),
        ('asked_by_unit', asked IN ('unit', '承办单位')),
        ('asked_by_proposer', asked IN ('proposer', 'member', '提案者', '提案人', '委员')),
        ('asked_by_committee', asked IN ('committee', 'conference', '提案委', '提案委员会', '政协')),
        ('asked_by_other', asked NOT IN ('unit', '承办单位', 'proposer', 'member', '提案者', '提案人', '委员',
                                         'committee', 'conference', '提案委', '提案委员会', '政协'))
    ) v (part, n)
    WHERE proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'six-problems', 4, 'first_contact', proposal, greatest(coalesce(first, :today) - start, 0),
           greatest(due - start, 1)
    FROM contacts
    WHERE proposal NOT IN (SELECT proposal FROM gone) AND start IS NOT NULL
      AND (first IS NOT NULL OR (due < :today AND NOT paused))
    UNION ALL
    SELECT 'six-problems', 6, k.kind, p.proposal,
           EXISTS (SELECT FROM outcomes o WHERE o.proposal = p.proposal AND o.kind = k.kind
                   AND o.last = 'OutcomeVerified')::int, 1
    FROM p CROSS JOIN (VALUES ('decision'), ('development'), ('duty'), ('consensus')) k (kind)
    WHERE review = 'admitted'
    UNION ALL
    SELECT 'six-problems', 6, 'days_to_outcome', proposal, greatest(first - closed, 0), 1 FROM p
    WHERE review = 'admitted' AND closed IS NOT NULL AND first IS NOT NULL
    UNION ALL
    SELECT 'five-gains', 2, '', proposal, agreed, raised FROM talks WHERE proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'five-gains', 2, 'with_beneficiaries', proposal, (beneficiaries > 0)::int, 1 FROM talks
    WHERE proposal NOT IN (SELECT proposal FROM gone) AND beneficiaries IS NOT NULL
    UNION ALL
    SELECT 'five-gains', 3, part, proposal, coalesce(n, false)::int, 1 FROM signatures
    CROSS JOIN LATERAL (VALUES
        ('', result = 'satisfied'), ('mostly_satisfied', result = 'mostly_satisfied'),
        ('dissatisfied', result = 'dissatisfied'), ('unsigned', result IS NULL)
    ) v (part, n)
    WHERE proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'five-gains', 3, 'recognised', data ->> 'proposal_id', (data ->> 'rating' = 'satisfied')::int, 1
    FROM e WHERE type = 'BeneficiaryRated' AND data ->> 'proposal_id' NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'five-gains', 4, '', proposal, spread, maximum FROM scores
    WHERE judges > 1 AND proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'five-gains', 4, 'appeals_upheld', proposal, upheld, decided FROM appeals
    WHERE proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'five-gains', 5, part, proposal, n::int, 1 FROM p
    CROSS JOIN LATERAL (VALUES
        ('', fruit),
        ('published', consent AND replied AND EXISTS (SELECT FROM marks m WHERE m.proposal = p.proposal)
         AND NOT EXISTS (SELECT FROM marks m WHERE m.proposal = p.proposal AND m.mark = 'closed'))
    ) v (part, n)
    WHERE review = 'admitted'
    UNION ALL
    SELECT 'five-gains', 5, 'outcomes_verified', proposal, (last = 'OutcomeVerified')::int, 1 FROM outcomes
    WHERE instruction IS NOT TRUE AND proposal NOT IN (SELECT proposal FROM gone)
    UNION ALL
    SELECT 'five-gains', 5, 'reach', proposal, reach, 1 FROM outcomes
    WHERE last = 'OutcomeVerified' AND instruction IS NOT TRUE AND reach IS NOT NULL
      AND proposal NOT IN (SELECT proposal FROM gone)
)
SELECT board, number, part, coalesce(year::text, ''), sum(numerator)::numeric, sum(denominator)::numeric
FROM figures LEFT JOIN years USING (proposal)
GROUP BY board, number, part, year
ORDER BY 1, 2, 3, 4
