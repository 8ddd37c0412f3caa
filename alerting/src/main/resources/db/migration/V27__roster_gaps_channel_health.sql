-- Stretches of the next days in which nobody is on duty; a row is one gap from its finding to its end.
create table roster_gaps (
    id        bigint generated always as identity primary key,
    district  text        not null,
    lifeline  text        not null,
    grade     grade       not null,
    from_at   timestamptz not null,
    to_at     timestamptz not null,
    found_at  timestamptz not null,
    -- When it was filled, or over.
    closed_at timestamptz
);

create unique index roster_gaps_open on roster_gaps (district, lifeline, grade, from_at)
    where closed_at is null;

-- Whether what is handed to a way to people is taken; sms:NAME is one provider of short messages.
create table channel_health (
    channel        text primary key,
    last_ok_at     timestamptz,
    -- Since when every try has failed; null: the last one did not.
    down_since     timestamptz,
    last_failed_at timestamptz,
    error          text
);
