-- Warnings of one cause. Its figures are its warnings', and are read from them.
create table incidents (
    -- Of its first warning, unless people have taken it out of another.
    id          text primary key,
    run         text        not null references runs on delete cascade,
    opened_at   timestamptz not null,
    -- People have put it together or taken it apart: it is not merged by itself.
    by_hand     boolean     not null default false,
    version     integer     not null default 1,
    merged_into text references incidents on delete cascade
);

create index incidents_by_time on incidents (run, opened_at desc, id) where merged_into is null;
create index incidents_merged on incidents (merged_into) where merged_into is not null;

create table incident_warnings (
    warning_id    text primary key references warnings on delete cascade,
    incident      text    not null references incidents on delete cascade,
    -- Why it is there: id of the join, and the warning it was linked to. Empty and null: it was the first.
    why_join      text    not null default '',
    why_with      text,
    metres        integer not null default 0,
    apart_us      bigint  not null default 0,
    -- Who has put it there, if people have.
    person        text
);

create index incident_warnings_by_incident on incident_warnings (incident);

-- What became of incidents beside their warnings; only added to.
create table incident_steps (
    id       bigint generated always as identity primary key,
    incident text        not null references incidents on delete cascade,
    action   text        not null check (action in ('MERGED', 'JOINED', 'SPLIT')),
    -- Null: by itself.
    person   text,
    at       timestamptz not null,
    -- The other incident.
    other    text,
    warnings integer     not null,
    reason   text
);

create index incident_steps_by_incident on incident_steps (incident, id);

-- What was there before belongs to nothing else.
insert into incidents (id, run, opened_at) select id, run, raised_at from warnings;
insert into incident_warnings (warning_id, incident) select id, id from warnings;

-- Other files of the city's directory that are of record, by their name below it.
create table city_texts (
    name text primary key,
    text text not null
);

-- What somebody was last told of an incident, so that a step of it is told once.
create table incident_told (
    incident text        not null references incidents on delete cascade,
    person   text        not null references people on delete cascade,
    -- The highest that they were told of.
    grade    grade       not null,
    -- Of the roster, at which they were told.
    step     integer     not null,
    at       timestamptz not null,
    primary key (incident, person)
);
