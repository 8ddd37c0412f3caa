-- Wrong passwords by where they come from. users.failed_logins and users.locked_until are not looked at any more; an
-- instance of an older version beside this one still writes them.
create table login_tries (
    user_name    text        not null references users on delete cascade,
    -- network/…, device/…, session, or strangers: all together who have not logged in before from where they are
    source       text        not null,
    failed       integer     not null,
    -- How often in a row they were kept out.
    locks        integer     not null,
    locked_until timestamptz,
    last_at      timestamptz not null,
    primary key (user_name, source)
);

create index login_tries_by_time on login_tries (last_at);

-- Browsers that somebody has logged in with. They open nothing.
create table login_devices (
    secret_hash bytea       not null,
    user_name   text        not null references users on delete cascade,
    -- Stays while the secret changes with each login.
    device      text        not null,
    last_at     timestamptz not null,
    primary key (secret_hash, user_name)
);

create index login_devices_by_user on login_devices (user_name);
