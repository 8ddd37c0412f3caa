-- Secrets are encrypted with a key that the database does not hold.
alter table users
    add totp_secret    bytea,
    add totp_pending   bytea,
    add totp_last_step bigint;

create table recovery_codes (
    user_name text  not null references users on delete cascade,
    code_hash bytea not null,
    primary key (user_name, code_hash)
);
