-- What one shift wants the next to know. Only added to.
create table handover_notes (
    id     bigint generated always as identity primary key,
    at     timestamptz not null,
    person text        not null,
    text   text        not null
);

create index handover_notes_by_time on handover_notes (at);
create index handling_steps_by_time on handling_steps (at);

-- The sheet of a shift as it was handed over; not changed any more once somebody has accepted it.
create table handover_sheets (
    shift_from  timestamptz primary key,
    sheet       text        not null,
    handed_by   text        not null,
    handed_at   timestamptz not null,
    accepted_by text,
    accepted_at timestamptz,
    -- Counts changes, for If-Match.
    version     integer     not null
);

-- A few of very many, and read for each sheet.
create index warning_handling_unfinished on warning_handling (warning_id)
    where state in ('ACKNOWLEDGED', 'ASSESSED', 'IN_DISPOSAL');
