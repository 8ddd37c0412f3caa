-- For lists over an archive of years: the worst first, and those of some assets.
create index warnings_by_grade on warnings (run, grade desc nulls last, raised_at desc, id);
create index warnings_by_grade_up on warnings (run, grade nulls first, raised_at desc, id);
create index warnings_by_asset on warnings (asset, raised_at desc);

-- A few of very many, and read for each list: the planner has to know them by heart.
create index warnings_open on warnings (run, raised_at desc, id) where state = 'RAISED' or latched;
