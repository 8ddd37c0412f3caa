-- What people do about a warning, beyond having seen it. The life is a table of transitions in HandlingState.
alter table warning_handling
    alter column acknowledged_by drop not null,
    alter column acknowledged_at drop not null,
    add column state              text    not null default 'ACKNOWLEDGED'
        check (state in ('RAISED', 'ACKNOWLEDGED', 'ASSESSED', 'IN_DISPOSAL', 'CLOSED', 'ARCHIVED')),
    -- Counts changes, for If-Match.
    add column version            integer not null default 1,
    -- The highest grade that was known when somebody answered: a worse one asks for an answer again.
    add column acknowledged_grade grade,
    add column assessment         text check (assessment in ('CONFIRMED', 'FALSE', 'DRILL', 'KNOWN_WORK')),
    add column assignee           text,
    add column disposal_order     text,
    add column closed_at          timestamptz,
    add column shelved_by         text,
    add column shelved_reason     text,
    add column shelved_until      timestamptz,
    -- The second person, without whom a red warning is not shelved.
    add column shelving_confirmed_by text;

update warning_handling h set acknowledged_grade = (select peak from warnings w where w.id = h.warning_id);

alter table warning_handling alter column state drop default;

-- Every action, in order. Only added to.
create table handling_steps (
    warning_id text        not null references warnings on delete cascade,
    number     integer     not null,
    action     text        not null,
    person     text        not null,
    -- DASHBOARD, SMS or MACHINE.
    via        text        not null,
    at         timestamptz not null,
    comment    text,
    detail     text,
    state      text        not null,
    primary key (warning_id, number)
);

insert into handling_steps (warning_id, number, action, person, via, at, comment, state)
select warning_id, 1, 'ACKNOWLEDGE', acknowledged_by, 'DASHBOARD', acknowledged_at, comment, 'ACKNOWLEDGED'
from warning_handling;

-- Each entry's mac covers the entry and the mac before it, with a key that is not in this database.
create table audit_trail (
    number  bigint primary key,
    at      timestamptz not null,
    person  text        not null,
    action  text        not null,
    subject text        not null,
    detail  text        not null,
    mac     bytea       not null
);

create table people (
    id          text primary key,
    name        text    not null,
    unit        text    not null,
    phone       text,
    email       text,
    webhook     text,
    language    text    not null check (language in ('zh', 'en')),
    last_resort boolean not null,
    -- Why the last message could not reach them for good; set by a channel, taken away by an import.
    unreachable text
);

create unique index people_by_phone on people (phone);

create table duty_lines (
    id         text primary key,
    district   text    not null,
    lifeline   text    not null,
    -- From this grade on.
    grade      grade   not null,
    -- 1: told at once; n: told when nobody of n - 1 has answered in time.
    step       integer not null check (step between 1 and 9),
    person     text    not null references people deferrable initially deferred,
    days       text    not null,
    from_time  time    not null,
    to_time    time    not null,
    valid_from date,
    valid_to   date
);

create table duty_overrides (
    id      bigint generated always as identity primary key,
    line    text        not null references duty_lines on delete cascade,
    person  text        not null references people deferrable initially deferred,
    from_at timestamptz not null,
    to_at   timestamptz not null check (to_at > from_at),
    note    text        not null
);

create table holidays (
    day     date primary key,
    -- False: a working day that would be none, as before long holidays.
    off     boolean not null,
    name    text    not null
);

-- A message that is owed to a person about warnings.
create table notifications (
    id         text primary key,
    person     text        not null references people on delete cascade,
    -- One message per person, group and minute.
    group_key  text        not null,
    kind       text        not null,
    grade      grade       not null,
    -- What a reply names it by.
    code       text        not null,
    state      text        not null
        check (state in ('DUE', 'SENDING', 'SUBMITTED', 'DELIVERED', 'ANSWERED', 'DROPPED', 'FAILED')),
    created_at timestamptz not null,
    due_at     timestamptz not null,
    -- Grows with each try; who holds an older one may not write.
    fence      bigint      not null default 0,
    reason     text,
    answered_at timestamptz
);

create unique index notifications_open on notifications (person, group_key) where state = 'DUE';
create index notifications_recent on notifications (person, group_key, due_at desc);
create index notifications_by_code on notifications (person, code, created_at desc);
create index notifications_by_time on notifications (created_at desc, id);

create table notification_warnings (
    notification text not null references notifications on delete cascade,
    warning_id   text not null references warnings on delete cascade,
    primary key (notification, warning_id)
);

create index notification_warnings_by_warning on notification_warnings (warning_id);

-- Each try on a channel.
create table deliveries (
    id           bigint generated always as identity primary key,
    notification text        not null references notifications on delete cascade,
    channel      text        not null,
    provider     text,
    state        text        not null
        check (state in ('SENDING', 'SUBMITTED', 'DELIVERED', 'FAILED')),
    begun_at     timestamptz not null,
    submitted_at timestamptz,
    done_at      timestamptz,
    -- Of the provider, one for each part; receipts name them.
    receipts     text[]      not null default '{}',
    error        text
);

create index deliveries_by_notification on deliveries (notification);
create index deliveries_by_receipt on deliveries using gin (receipts);

-- How far the telling of a warning has gone while nobody answered.
create table escalations (
    warning_id text        not null references warnings on delete cascade,
    grade      grade       not null,
    step       integer     not null,
    next_at    timestamptz not null,
    primary key (warning_id, grade)
);

-- Of db-scheduler, which names the columns.
create table scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

create index scheduled_tasks_due on scheduled_tasks (execution_time);
create index scheduled_tasks_beating on scheduled_tasks (last_heartbeat);

-- Receipts that came before the submission they are about was noted.
create table early_receipts (
    provider  text        not null,
    receipt   text        not null,
    delivered boolean     not null,
    status    text        not null,
    at        timestamptz not null,
    primary key (provider, receipt)
);
