CREATE TABLE IF NOT EXISTS ALERTS_TABLE (
    id            varchar(255) NOT NULL,
    tenant        varchar(255) NOT NULL,
    dataset       varchar(255) NOT NULL,
    rule_id       mediumtext   NOT NULL,
    rule_version  int          NOT NULL,
    rule_title    mediumtext,
    severity      varchar(255),
    group_key     mediumtext   NOT NULL,
    first_ts      datetime(3)  NOT NULL COMMENT 'UTC',
    ts            datetime(3)  NOT NULL COMMENT 'UTC',
    event_created datetime(3)  NOT NULL COMMENT 'UTC',
    reason        mediumtext,
    event_count   bigint       NOT NULL,
    evidence      json         NOT NULL,
    PRIMARY KEY (tenant, id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
