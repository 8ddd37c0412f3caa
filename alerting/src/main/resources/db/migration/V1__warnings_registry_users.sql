-- A grade sorts by severity.
create type grade as enum ('BLUE', 'YELLOW', 'ORANGE', 'RED');

create table runs (
    id            text primary key,
    title         text        not null,
    files         text[]      not null default '{}',
    started_at    timestamptz,
    registered_at timestamptz not null default clock_timestamp(),
    finished_at   timestamptz
);

insert into runs (id, title) values ('live', 'live');

-- Events of a run that lie before these offsets belong to an earlier attempt and are gone for good.
create table run_barriers (
    run             text    not null references runs on delete cascade,
    kafka_partition integer not null,
    first_offset    bigint  not null,
    primary key (run, kafka_partition)
);

-- A warning's condition. Only the consumer of lifeline.warning-events writes here.
create table warnings (
    id                text primary key,
    run               text             not null references runs,
    rule              text             not null,
    rules_version     text             not null,
    point             text             not null,
    asset             text             not null,
    unit              text             not null,
    grade             grade,
    peak              grade            not null,
    state             text             not null check (state in ('RAISED', 'CLEARED')),
    value             double precision not null,
    peak_value        double precision not null,
    limit_value       double precision not null,
    raised_at         timestamptz      not null,
    grade_since       timestamptz      not null,
    updated_at        timestamptz      not null,
    cleared_at        timestamptz,
    certainty         text             not null,
    delayed           boolean          not null,
    latched           boolean          not null,
    raises            integer          not null,
    upgrades          integer          not null,
    downgrades        integer          not null,
    clears            integer          not null,
    last_event_number integer          not null,
    stored_at         timestamptz      not null default clock_timestamp()
);

create index warnings_by_run on warnings (run, raised_at desc, id);
create index warnings_by_time on warnings (raised_at desc, id);
create index warnings_by_update on warnings (updated_at desc, id);
create index warnings_raised on warnings (run, grade desc) where state = 'RAISED';
create index warnings_by_point on warnings (point, raised_at desc);
create index warnings_by_rule on warnings (rule, raised_at desc);
create index warnings_latched on warnings (id) where latched;

-- The facts as they came. The number is the detection's: the same fact is the same row.
create table warning_events (
    warning_id    text             not null references warnings on delete cascade deferrable initially deferred,
    number        integer          not null,
    kind          text             not null,
    rules_version text             not null,
    grade         grade,
    peak          grade            not null,
    value         double precision not null,
    peak_value    double precision not null,
    limit_value   double precision not null,
    at            timestamptz      not null,
    raised_at     timestamptz      not null,
    lane          text             not null,
    certainty     text             not null,
    latched       boolean          not null,
    stored_at     timestamptz      not null default clock_timestamp(),
    primary key (warning_id, number)
);

-- What people do about a warning. Only people write here.
create table warning_handling (
    warning_id      text primary key references warnings on delete cascade,
    acknowledged_by text        not null,
    acknowledged_at timestamptz not null,
    comment         text
);

-- How far each Kafka partition is in this database; moves in the transaction that stores the records.
create table consumed_offsets (
    kafka_topic     text    not null,
    kafka_partition integer not null,
    next_offset     bigint  not null,
    primary key (kafka_topic, kafka_partition)
);

create table undecodable_records (
    kafka_topic     text        not null,
    kafka_partition integer     not null,
    kafka_offset    bigint      not null,
    record_key      bytea,
    record_value    bytea,
    reason          text        not null,
    stored_at       timestamptz not null default clock_timestamp(),
    primary key (kafka_topic, kafka_partition, kafka_offset)
);

create table rule_sets (
    id         bigint generated always as identity primary key,
    version    text        not null,
    author     text        not null,
    reason     text        not null,
    applied_at timestamptz not null,
    files      jsonb       not null
);

create table gateways (
    id      text primary key,
    name_zh text not null,
    name_en text not null
);

create table assets (
    id          text primary key,
    asset_class text   not null,
    name_zh     text   not null,
    name_en     text   not null,
    district    text   not null,
    longitude   double precision,
    latitude    double precision,
    tags        text[] not null
);

create table points (
    id            text primary key,
    gateway       text   not null,
    asset         text   not null,
    quantity      text   not null,
    unit          text   not null,
    interval_us   bigint not null,
    physical_low  double precision,
    physical_high double precision,
    name_zh       text   not null,
    name_en       text   not null,
    longitude     double precision,
    latitude      double precision,
    tags          text[] not null,
    limits        jsonb  not null
);

create table users (
    name          text primary key,
    password_hash text        not null,
    roles         text[]      not null,
    failed_logins integer     not null default 0,
    locked_until  timestamptz,
    created_at    timestamptz not null default clock_timestamp()
);

-- Only the hash of a session's secret is kept.
create table sessions (
    secret_hash bytea primary key,
    user_name   text        not null references users on delete cascade,
    created_at  timestamptz not null,
    last_seen   timestamptz not null
);

create index sessions_by_last_seen on sessions (last_seen);
