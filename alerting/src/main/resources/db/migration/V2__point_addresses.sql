alter table points
    add column address   text               not null default '',
    add column sentinels double precision[] not null default '{}',
    add column jump      double precision;
