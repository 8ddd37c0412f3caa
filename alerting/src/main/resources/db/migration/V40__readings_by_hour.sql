-- How many readings of the live run Kafka has taken of each hour, by their own time, and how many of them the history
-- store had when it was last asked.
create table readings_by_hour (
    hour       timestamptz not null,
    lane       text        not null check (lane in ('LIVE', 'LATE')),
    taken      bigint      not null default 0,
    kept       bigint,
    -- what had been taken when it was asked: more may have come since
    asked_at   timestamptz,
    asked_with bigint,
    primary key (hour, lane)
);
