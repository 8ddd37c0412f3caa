-- What the public was told, as it was written when it was approved. Only added to.
create table public_messages (
    -- CAP's identifier.
    id            text primary key,
    warning_id    text        not null references warnings on delete cascade,
    -- 1 for the first about this warning.
    number        integer     not null,
    -- ALERT, UPDATE or CANCEL.
    kind          text        not null,
    sent_at       timestamptz not null,
    title         text        not null,
    cap           text        not null,
    cap_reference text        not null,
    -- Of the national form; null: it was not written.
    national_id   text unique,
    national      text,
    unique (warning_id, number)
);

create index public_messages_by_time on public_messages (sent_at desc, id);

-- Each message at each outlet, until it has taken it.
create table publications (
    message text        not null references public_messages on delete cascade,
    outlet  text        not null,
    tries   integer     not null default 0,
    done_at timestamptz,
    error   text        not null default '',
    primary key (message, outlet)
);
