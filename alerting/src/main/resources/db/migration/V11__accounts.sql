-- Roles are those of Role; a district officer sees the districts and nothing else.
alter table users
    add districts text[]  not null default '{}',
    add person    text,
    add disabled  boolean not null default false,
    -- Whether the password was given out by somebody else.
    add temporary boolean not null default false,
    -- Whether roles that are kept apart are together, as for the one user of one machine.
    add alone     boolean not null default false,
    add version   integer not null default 1;

update users
set roles = '{COMMANDER,RULE_ENGINEER,SYSTEM_ADMIN,SECURITY_ADMIN,AUDIT_ADMIN}', alone = true
where 'ADMIN' = any (roles);
