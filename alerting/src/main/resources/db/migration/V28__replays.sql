-- Replays that run or ran, how far they are, and what people told them.
create table replays (
    id         text primary key,
    run        text        not null,
    title      text        not null,
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    drill      text references drills,
    started_by text        not null,
    started_at timestamptz not null,
    seen_at    timestamptz not null,
    ended_at   timestamptz,
    at         timestamptz,
    passed     bigint           not null default 0,
    total      bigint           not null default 0,
    rate       double precision not null default 0,
    pass       integer          not null default 1,
    passes     integer,
    paused     boolean          not null default false,
    speed      double precision,
    remaining  bigint
);
comment on column replays.run is 'live: as if it happened now';
comment on column replays.passes is 'null: until it is stopped';
comment on column replays.speed is 'seconds of the recording per second; null: as fast as possible';
comment on column replays.remaining is 'ms until the end of this pass; null: cannot be told';
create index replays_by_start on replays (started_at desc);

create table replay_orders (
    number bigint generated always as identity primary key,
    replay text not null references replays on delete cascade,
    action text not null,
    speed  double precision,
    target timestamptz
);
create index replay_orders_by_replay on replay_orders (replay, number);
