-- Who told the public, and in how much earnest: sirens are commanded by what two people have released.
alter table public_messages
    add column status      text  not null default 'TEST',
    add column grade       grade not null default 'BLUE',
    add column proposed_by text  not null default '',
    add column approved_by text  not null default '';

alter table public_messages
    alter column status drop default,
    alter column grade drop default,
    alter column proposed_by drop default,
    alter column approved_by drop default;
