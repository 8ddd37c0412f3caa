-- Counts the registries of record, so that each alerting instance sees when another one has put one.
create table registry_version (
    only_one boolean primary key default true check (only_one),
    version bigint not null
);
insert into registry_version (version) values (0);
