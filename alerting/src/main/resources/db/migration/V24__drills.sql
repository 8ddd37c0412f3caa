-- Scenarios that somebody started in a simulated city, and which warnings came of them.
create table drills (
    id         text primary key,
    scenario   text             not null,
    asset      text             not null,
    onset      timestamptz      not null,
    ends       timestamptz      not null,
    severity   double precision not null,
    started_by text,
    known_at   timestamptz      not null default now()
);

-- Points that a drill touches, and assets for warnings that are about no single point.
create table drill_targets (
    target text not null,
    drill  text not null references drills,
    primary key (target, drill)
);

alter table warnings add column drill text references drills;
create index warnings_of_drills on warnings (drill) where drill is not null;
