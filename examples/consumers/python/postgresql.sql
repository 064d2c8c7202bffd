-- What postgresql.py keeps of the topics runs, scores and metrics: for SQL over years. Every statement may be run again.
CREATE TABLE IF NOT EXISTS read_positions (
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);

CREATE TABLE IF NOT EXISTS runs (
    run        text PRIMARY KEY,
    dataset    text        NOT NULL,
    split      text,
    task       text        NOT NULL,
    prompt     text        NOT NULL,
    models     text[]      NOT NULL,
    items      bigint,
    tags       jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);

CREATE TABLE IF NOT EXISTS scores (
    run          text        NOT NULL,
    model        text        NOT NULL,
    item         text        NOT NULL,
    model_digest text        NOT NULL,
    status       text        NOT NULL CHECK (status IN ('ANSWERED', 'UNPARSED', 'REFUSED', 'FAILED')),
    label        text,
    answer       text,
    rule         text,
    correct      boolean,
    rules        jsonb       NOT NULL,
    grades       jsonb       NOT NULL,
    reason       text,
    image        text,
    image_sha256 text,
    tokens       integer,
    seconds      double precision,
    cost         double precision,
    scored_at    timestamptz NOT NULL,
    PRIMARY KEY (run, model, item)
);
CREATE INDEX IF NOT EXISTS scores_by_image ON scores (image_sha256);

-- Sums of one partition each; metrics_by_model adds them up.
CREATE TABLE IF NOT EXISTS metrics (
    run        text        NOT NULL,
    model      text        NOT NULL,
    partition  integer     NOT NULL,
    task       text        NOT NULL,
    answered   bigint      NOT NULL,
    unparsed   bigint      NOT NULL,
    refused    bigint      NOT NULL,
    failed     bigint      NOT NULL,
    rules      jsonb       NOT NULL,
    sums       jsonb       NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (run, model, partition)
);

CREATE OR REPLACE VIEW metrics_by_model AS
SELECT run, model, sum(answered) AS answered, sum(unparsed) AS unparsed, sum(refused) AS refused, sum(failed) AS failed,
       sum((sums ->> 'tokens')::bigint) AS tokens, sum((sums ->> 'microCost')::bigint) / 1e6 AS cost
FROM metrics
GROUP BY run, model;

CREATE OR REPLACE VIEW accuracies AS
SELECT run, model, rule.key AS rule, sum((rule.value ->> 'n')::bigint) AS n, sum((rule.value ->> 'correct')::bigint) AS correct,
       sum((rule.value ->> 'correct')::bigint)::double precision / nullif(sum((rule.value ->> 'n')::bigint), 0) AS accuracy
FROM metrics, jsonb_each(rules) AS rule
GROUP BY run, model, rule.key;
