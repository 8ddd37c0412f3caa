-- Refused messages by what they hold: letters of the same message, and equal messages, share a row.
create table dead_letter_bytes (
    sha256 bytea primary key,
    bytes  bytea   not null,
    -- False: only the beginning is here.
    whole  boolean not null
);

-- The id is a hash of where the record lay and what it held, so that a new Kafka's offsets are no old letters.
create table dead_letters (
    id               text primary key,
    stage            text        not null,
    reason           text        not null,
    detail           text        not null,
    mqtt_topic       text        not null,
    gateway          text        not null,
    run              text        not null,
    received_at      timestamptz not null,
    -- Of the reading or block in the message; -1: the whole message.
    item_index       integer     not null,
    point            text        not null,
    content_encoding text        not null,
    original_size    bigint      not null,
    sha256           bytea       not null,
    -- Of the resubmission that it comes from; empty: a gateway's.
    resubmission     text        not null,
    resubmitted_at   timestamptz,
    resubmitted_by   text,
    attempts         integer     not null default 0,
    stored_at        timestamptz not null default clock_timestamp()
);

create index dead_letters_by_time on dead_letters (received_at desc, id);
create index dead_letters_by_reason on dead_letters (reason, received_at desc, id);
create index dead_letters_by_gateway on dead_letters (gateway, received_at desc, id);
create index dead_letters_by_bytes on dead_letters (sha256);

-- Every letter counts, whether it is kept or not.
create table dead_letter_counts (
    hour       timestamptz not null,
    run        text        not null,
    gateway    text        not null,
    reason     text        not null,
    total      bigint      not null,
    kept       bigint      not null,
    kept_bytes bigint      not null,
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    primary key (hour, run, gateway, reason)
);

-- Who had what taken once more, and why.
create table resubmissions (
    id           text primary key,
    requested_by text        not null,
    requested_at timestamptz not null,
    comment      text,
    letter       text,
    reason       text,
    gateway      text,
    run          text,
    from_time    timestamptz,
    to_time      timestamptz,
    letters      integer     not null,
    messages     integer     not null,
    skipped      bigint      not null,
    accepted     bigint      not null default 0,
    refused      bigint      not null default 0,
    answered     integer     not null default 0
);

create index resubmissions_by_time on resubmissions (requested_at desc, id);

-- On their way to lifeline.resubmissions, and what came of them.
create table resubmission_messages (
    number       bigint generated always as identity primary key,
    resubmission text    not null references resubmissions on delete cascade,
    message      integer not null,
    gateway      text    not null,
    header       bytea   not null,
    sha256       bytea   not null,
    tries        integer not null default 0,
    claimed_till timestamptz,
    produced_at  timestamptz,
    answered_at  timestamptz,
    unique (resubmission, message)
);

create index resubmission_messages_due on resubmission_messages (number) where produced_at is null;

-- The latest that is known of each gateway.
create table gateway_status (
    gateway   text primary key,
    at_us     bigint not null,
    status    bytea  not null
);

-- What came, by hour of the live run's clock: differences of the totals, so a restart counts nothing twice.
create table gateway_hours (
    gateway  text        not null,
    hour     timestamptz not null,
    received bigint      not null,
    missing  bigint      not null,
    primary key (gateway, hour)
);

create table gateway_refusals (
    gateway text        not null,
    hour    timestamptz not null,
    reason  text        not null,
    count   bigint      not null,
    primary key (gateway, hour, reason)
);
