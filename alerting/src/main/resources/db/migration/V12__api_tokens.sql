-- Only the hash of a token is kept. Revoked ones stay, so that the audit trail can be read.
create table api_tokens (
    id           text primary key,
    name         text        not null,
    secret_hash  bytea       not null unique,
    roles        text[]      not null,
    districts    text[]      not null default '{}',
    created_by   text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

create index api_tokens_by_creation on api_tokens (created_at desc, id);
