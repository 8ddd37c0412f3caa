-- Stretches in which work at some place is known: warnings of it are kept from people.
create table maintenance_windows (
    id           bigint generated always as identity primary key,
    kind         text        not null check (kind in ('POINTS', 'ASSET', 'DISTRICT', 'GATEWAY')),
    targets      text[]      not null,
    -- Of a district, * for all; else empty.
    lifeline     text        not null,
    from_at      timestamptz not null,
    until_at     timestamptz not null check (until_at > from_at),
    reason       text        not null,
    planned_by   text        not null,
    planned_at   timestamptz not null,
    -- The second person, without whom red is told all the same.
    confirmed_by text,
    confirmed_at timestamptz,
    ended_by     text,
    ended_at     timestamptz,
    -- Counts changes, for If-Match.
    version      integer     not null
);

create index maintenance_windows_open on maintenance_windows (until_at) where ended_at is null;

-- What nobody was told of because of a window.
create table maintenance_warnings (
    maintenance bigint not null references maintenance_windows on delete cascade,
    warning_id  text   not null references warnings on delete cascade,
    primary key (maintenance, warning_id)
);

create index maintenance_warnings_by_warning on maintenance_warnings (warning_id);
