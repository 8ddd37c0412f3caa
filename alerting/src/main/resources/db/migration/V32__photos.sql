-- Photos that came with feedback, as they were drawn anew: nothing of what the camera wrote beside the picture.
create table handling_photos (
    warning_id text        not null references warnings on delete cascade,
    -- Of the picture as it is kept.
    sha256     text        not null,
    -- The feedback that it belongs to; null: uploaded and not yet sent with any.
    step       integer,
    width      integer     not null,
    height     integer     not null,
    -- JPEG.
    picture    bytea       not null,
    thumbnail  bytea       not null,
    person     text        not null,
    at         timestamptz not null,
    primary key (warning_id, sha256)
);

-- JPEG is compressed already.
alter table handling_photos alter column picture set storage external;
alter table handling_photos alter column thumbnail set storage external;

create index handling_photos_unsent on handling_photos (at) where step is null;
