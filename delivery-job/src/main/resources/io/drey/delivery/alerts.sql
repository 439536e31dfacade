CREATE TABLE IF NOT EXISTS ALERTS_TABLE (
    id            text        NOT NULL,
    tenant        text        NOT NULL,
    dataset       text        NOT NULL,
    rule_id       text        NOT NULL,
    rule_version  integer     NOT NULL,
    rule_title    text,
    severity      text,
    group_key     text        NOT NULL,
    first_ts      timestamptz NOT NULL,
    ts            timestamptz NOT NULL,
    event_created timestamptz NOT NULL,
    reason        text,
    event_count   bigint      NOT NULL,
    evidence      jsonb       NOT NULL,
    late          boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (tenant, id)
)
