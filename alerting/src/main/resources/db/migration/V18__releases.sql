-- What the public has been told of a warning, and what is to be told next. The life is a table of transitions in ReleaseState.
create table releases (
    warning_id           text        primary key references warnings on delete cascade,
    state                text        not null,
    -- Counts changes, for If-Match.
    version              integer     not null,
    changed_at           timestamptz not null,
    -- Of what has been released; null: nothing is in force.
    grade                grade,
    released_at          timestamptz,
    text_zh              text,
    text_en              text,
    measures_zh          text,
    measures_en          text,
    -- Of what waits for somebody. Without a person the system suggests it.
    proposed_grade       grade,
    proposed_by          text,
    proposed_at          timestamptz,
    proposed_text_zh     text,
    proposed_text_en     text,
    proposed_measures_zh text,
    proposed_measures_en text
);

create index releases_by_change on releases (changed_at desc, warning_id);

-- Every action, in order. Only added to.
create table release_steps (
    warning_id text        not null references warnings on delete cascade,
    number     integer     not null,
    action     text        not null,
    person     text        not null,
    via        text        not null,
    at         timestamptz not null,
    comment    text,
    grade      grade       not null,
    state      text        not null,
    primary key (warning_id, number)
);
